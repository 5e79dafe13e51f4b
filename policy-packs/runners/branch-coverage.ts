import { field, isObject, members } from "../kubernetes/fields";
import type { Register } from "../lib/register";
import { isUnknown } from "../lib/unknown";
import type { BranchGuard, RepositoryTrait } from "./facts/branches";
import { fnmatch } from "./fnmatch";

/** A branch of one repository, and all that is known of the repository. */
export interface Branch {
  /** What others may call the repository: URN, name in the program, name at GitHub. */
  readonly names: readonly string[];
  /** At GitHub; undefined where it is not known yet. */
  readonly repository: string | undefined;
  /** Undefined where it is not known yet. */
  readonly name: string | undefined;
  readonly isDefault: boolean;
  /** True where nothing states the name, and it is GitHub's usual one; it may be the older usual one as well. */
  readonly isAssumed: boolean;
  readonly properties: readonly RepositoryTrait[];
  readonly register: Register | undefined;
  /** The answer where a ruleset asks what neither stack nor register shows: an id, or a custom property. */
  readonly unshown: Answer;
}

/** Three-valued: undefined where it hangs on what is not known. */
export type Answer = boolean | undefined;

/** Whether a guard is in force on a branch. */
export function covers(guard: BranchGuard, branch: Branch): Answer {
  const { body, kind } = guard;
  if (kind === "protection" || kind === "protection-v3") {
    const pattern = body[kind === "protection" ? "pattern" : "branch"];
    const matches = (name: string, text: string) =>
      kind === "protection" ? fnmatch(text, name) : text === name;
    return all(isOf(guard, branch), matchesBranch(pattern, branch, matches));
  }
  const isReached = kind === "ruleset" ? isOf(guard, branch) : isInScope(guard, branch);
  return all(
    equals(body["enforcement"], "active"),
    equals(body["target"], "branch"),
    isReached,
    matchesRefs(field(body, "conditions", "refName"), branch),
  );
}

function all(...answers: readonly Answer[]): Answer {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function some(answers: readonly Answer[]): Answer {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

const not = (answer: Answer): Answer => (answer === undefined ? undefined : !answer);

function equals(value: unknown, expected: string): Answer {
  return isUnknown(value) ? undefined : value === expected;
}

/** GitHub takes repositories' names without letter case. */
function isOf({ repository, body, kind }: BranchGuard, { names }: Branch): Answer {
  const { values, sources } = repository;
  if (sources.some((source) => names.includes(source))) return true;
  const value = body[kind === "protection" ? "repositoryId" : "repository"];
  if (isUnknown(value)) return sources.length > 0 ? false : undefined;
  const known = names.map((name) => name.toLowerCase());
  return values.some((each) => known.includes(each.toLowerCase()));
}

type Matches = (name: string, pattern: string) => boolean;

function matchesText(pattern: unknown, name: string | undefined, matches: Matches): Answer {
  if (isUnknown(pattern)) return undefined;
  if (typeof pattern !== "string") return false;
  return name === undefined ? undefined : matches(name, pattern);
}

function matchesBranch(pattern: unknown, { name, isAssumed }: Branch, matches: Matches): Answer {
  const answer = matchesText(pattern, name, matches);
  return answer === false && isAssumed && matchesText(pattern, OLDER_NAME, matches)
    ? undefined
    : answer;
}

/** What GitHub called default branches before, and many repositories still do. */
const OLDER_NAME = "master";

/** The refs of a ruleset are whole: `refs/heads/main`. */
function matchesRefs(refName: unknown, branch: Branch): Answer {
  if (isUnknown(refName)) return undefined;
  const names = (list: string) =>
    some(
      members({ path: "", body: refName }, list).map(({ body }) => {
        if (body === "~ALL") return true;
        if (body === "~DEFAULT_BRANCH") return branch.isDefault;
        return matchesBranch(body, branch, (name, text) => fnmatch(text, `refs/heads/${name}`));
      }),
    );
  return all(names("includes"), not(names("excludes")));
}

/** Which repositories a ruleset of an organization is for: by id, by name or by custom property. */
function isInScope({ body, conditions }: BranchGuard, branch: Branch): Answer {
  const given = field(body, "conditions");
  if (isUnknown(given)) return conditions.sources.length === 0 ? undefined : isNamed();
  const scopes = [
    byId(field(given, "repositoryIds"), isNamed(), branch),
    byName(field(given, "repositoryName"), branch),
    byProperty(field(given, "repositoryProperty"), branch),
  ].filter((answer) => answer !== "none");
  return scopes.length === 0 ? false : all(...scopes);

  function isNamed(): boolean {
    return conditions.sources.some((source) => branch.names.includes(source));
  }
}

function byId(ids: unknown, isNamed: boolean, branch: Branch): Answer | "none" {
  if (ids === undefined) return "none";
  if (isNamed) return true;
  if (!Array.isArray(ids)) return isUnknown(ids) ? undefined : false;
  const record = branch.register?.services.find(
    ({ repository }) => repository.name.toLowerCase() === branch.repository?.toLowerCase(),
  );
  const id = record?.repository.id;
  if (ids.length === 0) return false;
  if (id === undefined) return branch.unshown;
  return ids.map(String).includes(String(id)) || (ids.some(isUnknown) ? undefined : false);
}

function byName(condition: unknown, { repository }: Branch): Answer | "none" {
  if (condition === undefined) return "none";
  if (isUnknown(condition)) return undefined;
  const names = (list: string) =>
    some(
      members({ path: "", body: condition }, list).map(({ body }) =>
        body === "~ALL"
          ? true
          : matchesText(body, repository, (name, text) =>
              fnmatch(text.toLowerCase(), name.toLowerCase()),
            ),
      ),
    );
  return all(names("includes"), not(names("excludes")));
}

function byProperty(condition: unknown, branch: Branch): Answer | "none" {
  if (condition === undefined) return "none";
  if (isUnknown(condition)) return undefined;
  const wanted = (list: string) =>
    members({ path: "", body: condition }, list).map(({ body }) => hasProperty(body, branch));
  const includes = wanted("includes");
  return all(includes.length > 0 && all(...includes), not(some(wanted("excludes"))));
}

/** A property that nothing here sets may be set elsewhere. */
function hasProperty(wanted: unknown, { properties, unshown }: Branch): Answer {
  if (!isObject(wanted)) return isUnknown(wanted) ? undefined : false;
  const own = properties.find(({ property }) => property === wanted["name"]);
  const values = [wanted["propertyValues"]].flat();
  const held = [own?.value].flat();
  if (own === undefined) return unshown;
  if ([...values, ...held].some(isUnknown)) return undefined;
  return held.some((value) => typeof value === "string" && values.includes(value));
}
