import {
  expectField,
  field,
  isAbsentOrFalse,
  isTrue,
  members,
  type Place,
} from "../kubernetes/fields";
import type { Finding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import type { BranchGuard } from "./facts/branches";

/** What a protected branch has to ask for, and how a guard fails to. */
export type Demand =
  | "approvals"
  | "code owners"
  | "stale approvals"
  | "strict checks"
  | "checks"
  | "force pushes"
  | "deletion";

export const DEMANDS: readonly Demand[] = [
  "approvals",
  "code owners",
  "stale approvals",
  "strict checks",
  "checks",
  "force pushes",
  "deletion",
];

type Test = (value: unknown) => boolean;

/** What a guard lacks of a demand; nothing where it meets it. */
export function lacking(guard: BranchGuard, demand: Demand, approvals: number): Finding[] {
  const enough = (value: unknown) => typeof value === "number" && value >= approvals;
  const must = `at least ${approvals}`;
  switch (demand) {
    case "approvals":
      return expected(guard, "reviews", ["requiredApprovingReviewCount"], enough, must);
    case "code owners":
      return flag(guard, "reviews", ["requireCodeOwnerReview", "requireCodeOwnerReviews"]);
    case "stale approvals":
      return flag(guard, "reviews", ["dismissStaleReviewsOnPush", "dismissStaleReviews"]);
    case "strict checks":
      return flag(guard, "checks", ["strictRequiredStatusChecksPolicy", "strict"]);
    case "checks":
      return expected(guard, "checks", [listOfChecks(guard)], isList, "a list of checks");
    case "force pushes":
      return [
        ...switchOf(guard, ["nonFastForward", "allowsForcePushes"]),
        ...nobody(guard, ["forcePushBypassers"]),
      ];
    case "deletion":
      return switchOf(guard, ["deletion", "allowsDeletions"]);
  }
}

/** Who may pass a guard by: actors of a ruleset who need no pull request, or whom a protection leaves out. */
export function bypasses(guard: BranchGuard): Finding[] {
  const { kind, body } = guard;
  if (kind === "protection" || kind === "protection-v3") {
    const says = (found: string) => `enforceAdmins is ${found}; it must be true.`;
    return [
      ...expectField({ path: "", body }, ["enforceAdmins"], isTrue, says),
      ...reviewPlaces(guard).flatMap((reviews) =>
        kind === "protection"
          ? listed(reviews, ["pullRequestBypassers"])
          : ["apps", "teams", "users"].flatMap((who) =>
              listed(reviews, ["bypassPullRequestAllowances", who]),
            ),
      ),
    ];
  }
  const isBound: Test = (mode) => mode === "pull_request" || mode === "pullRequest";
  return members({ path: "", body }, "bypassActors").flatMap((actor) =>
    expectField(
      actor,
      ["bypassMode"],
      isBound,
      (found) => `an actor has ${found} for its bypassMode; let it bypass by "pull_request" alone.`,
    ),
  );
}

function isRuleset({ kind }: BranchGuard): boolean {
  return kind === "ruleset" || kind === "organization";
}

/** Each block where it stands; a protection's stand in lists of one. */
function places(guard: BranchGuard, block: "reviews" | "checks"): readonly Place[] {
  const root = { path: "", body: guard.body };
  const [rule, part] =
    block === "reviews"
      ? (["pullRequest", "requiredPullRequestReviews"] as const)
      : (["requiredStatusChecks", "requiredStatusChecks"] as const);
  const keys = isRuleset(guard) ? ["rules", rule] : [part];
  const found = members(root, ...keys);
  return found.length > 0 ? found : [{ path: keys.join("."), body: undefined }];
}

const reviewPlaces = (guard: BranchGuard) => places(guard, "reviews");

function expected(
  guard: BranchGuard,
  block: "reviews" | "checks",
  keys: readonly string[],
  allowed: Test,
  must: string,
): Finding[] {
  return places(guard, block)
    .slice(0, 1)
    .flatMap((place) =>
      expectField(place, keys, allowed, (found) => `${keys} is ${found}; it must be ${must}.`),
    );
}

function flag(
  guard: BranchGuard,
  block: "reviews" | "checks",
  [rule, setting]: readonly [string, string],
): Finding[] {
  return expected(guard, block, [isRuleset(guard) ? rule : setting], isTrue, "true");
}

/** A ruleset forbids by true, a protection allows by true. */
function switchOf(guard: BranchGuard, [rule, setting]: readonly [string, string]): Finding[] {
  const { body } = guard;
  const keys = isRuleset(guard) ? ["rules", rule] : [setting];
  const allowed = isRuleset(guard) ? isTrue : isAbsentOrFalse;
  const must = isRuleset(guard) ? "true" : "false";
  return expectField(
    { path: "", body },
    keys,
    allowed,
    (found) => `${keys.at(-1)} is ${found}; it must be ${must}.`,
  );
}

function listOfChecks({ kind, body }: BranchGuard): string {
  if (kind === "ruleset" || kind === "organization") return "requiredChecks";
  const isNewer = field(body, "requiredStatusChecks", "checks") !== undefined;
  return kind === "protection-v3" && isNewer ? "checks" : "contexts";
}

const isList: Test = (value) =>
  Array.isArray(value) && value.some((each) => each != null && each !== "");

function nobody({ body }: BranchGuard, keys: readonly string[]): Finding[] {
  return listed({ path: "", body }, keys);
}

function listed(place: Place, keys: readonly string[]): Finding[] {
  const allowed: Test = (value) =>
    value === undefined || (Array.isArray(value) && value.length === 0 && !isUnknown(value));
  return expectField(
    place,
    keys,
    allowed,
    (found) => `${keys.join(".")} is ${found}; nobody may bypass the rules.`,
  );
}
