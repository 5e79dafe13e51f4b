import { beyondJobs, beyondWorkflows } from "./declared";
import { distinct } from "./distinct";
import { type Condition, namesAction, type Statement, type TrustDocument } from "./document";
import { type Case, type Excess, report } from "./excess";
import { formFaults, isForeign, subjectOf, tagsOfOne } from "./forms";
import { type Glob, joined, literal } from "./glob";
import { excessOfSubject, type Intent, none, outside, type Pinned } from "./intent";
import { GITHUB, isGithubIssuer } from "./issuers";
import type { Test } from "./language";
import { Latest } from "./latest";
import { pinsOf } from "./pins";
import { conditionsOn, ENTER, issuersOf, requirementsOf } from "./requirements";
import { Budget } from "./budget";
import { isRef } from "./subject";
import { globOf } from "./values";
import { admittedToken, type Found, type Token, tokenBeyond } from "./witness";

/** Answers without a declared job, by whether pull requests are meant: a fleet has many roles of one document. */
const withPullRequests = new Latest<TrustDocument, readonly Excess[]>(16);
const withoutPullRequests = new Latest<TrustDocument, readonly Excess[]>(16);

/** Every way in which the document's Allow statements admit GitHub tokens beyond the intent. Never throws. */
export function excessOf(trust: TrustDocument, intent: Intent): readonly Excess[] {
  if (intent.jobs !== undefined) return findExcess(trust, intent);
  const known = intent.pullRequests ? withPullRequests : withoutPullRequests;
  return known.get(trust) ?? known.set(trust, findExcess(trust, intent));
}

function findExcess(trust: TrustDocument, intent: Intent): Excess[] {
  if (trust.unknown) return [{ path: "", problem: "the document is not known yet", unknown: true }];
  const unread = trust.unreadable.map((path) => ({
    path,
    problem: "no trust policy can be read here, and so it counts as admitting everyone",
    ...asToken(tokenBeyond([], [], GITHUB)),
  }));
  const allowed = trust.statements.filter(
    ({ effect, path }) => effect === "Allow" && !trust.unreadable.includes(path),
  );
  const budget = new Budget();
  return [
    ...unread,
    ...allowed.flatMap((statement) => excessOfStatement(trust, statement, intent, budget)),
  ];
}

/** The GitHub issuers whose tokens the statement's principals and actions concern. */
export function githubIssuersOf(statement: Statement): readonly string[] {
  return issuers.get(statement) ?? issuers.set(statement, findIssuers(statement));
}

const issuers = new Latest<Statement, readonly string[]>(8);

function findIssuers(statement: Statement): readonly string[] {
  if (statement.effect !== "Allow" || !namesAction(statement.actions, ENTER)) return [];
  return distinct((issuersOf(statement) ?? [GITHUB]).filter(isGithubIssuer));
}

function excessOfStatement(
  trust: TrustDocument,
  statement: Statement,
  intent: Intent,
  budget: Budget,
): Excess[] {
  const { unknown, principals } = statement;
  const whole = unknown.filter((path) => !path.includes(".Condition"));
  const issuers = githubIssuersOf(statement);
  const unknownPrincipal = principals.unknown.length > 0 || unknown.includes(principals.path);
  if (whole.length > 0 && (issuers.length > 0 || unknownPrincipal)) {
    return whole.map((path) => ({ path, problem: "it is not known yet", unknown: true as const }));
  }
  return issuers.flatMap((issuer) => {
    const faults = formFaults(statement, issuer, budget);
    if (faults.length > 0) {
      return faults.map(({ path, problem, repaired }) => ({
        path,
        problem,
        repaired: true as const,
        ...asToken(repairedToken(statement, issuer, repaired, budget)),
      }));
    }
    if (intent.jobs === undefined && isForReview(statement, issuer)) return [];
    const excess = beyondIntent({ trust, statement, issuer, intent, budget });
    return unknown.length === 0 || excess.length === 0
      ? excess
      : unknown.map((path) => ({ path, problem: "it is not known yet", unknown: true as const }));
  });
}

function asToken(found: Found): { readonly token?: Token } {
  return typeof found === "string" ? {} : { token: found };
}

/** A token of the kind that would enter if the claim were asked for as the author seems to have meant. */
function repairedToken(statement: Statement, issuer: string, asked: Test, budget: Budget): Found {
  const { tests } = requirementsOf(statement, issuer);
  const others = tests.filter(({ claim }) => claim !== asked.claim);
  return tokenBeyond([...others, asked], [], issuer, budget);
}

/**
 * What a reviewer may accept, and `trust-subject-literal` or `trust-claim-keys-known` reports: a workflow pinned in
 * place of the caller, and keys of another GitHub issuer, under which the statement opens nothing.
 */
function isForReview(statement: Statement, issuer: string): boolean {
  const workflow = pinsOf(statement, issuer, "job_workflow_ref");
  const subjects = conditionsOn(statement, issuer, "sub");
  if (workflow !== undefined && subjects.every((c) => c.values.some((v) => /[*?]/.test(v.text)))) {
    return true;
  }
  return (
    subjects.length === 0 && statement.conditions.some(({ parts }) => isForeign(parts, issuer))
  );
}

/** Judges each subject that a statement names by itself, so that one open value in a list is the one reported. */
function beyondIntent(judged: Case): Excess[] {
  const { statement, issuer, intent } = judged;
  const { impossible } = requirementsOf(statement, issuer);
  if (impossible !== undefined) return [];
  const jobs = intent.jobs?.filter((job) => job.issuer === issuer.toLowerCase());
  if (jobs?.length === 0) {
    const problem = `the tokens are of ${issuer}, and no declared job's are`;
    return report(judged, statement.principals.path, problem, []);
  }
  const subjects = conditionsOn(statement, issuer, "sub");
  const narrowest = subjects.find((c) => patternsOf(c).every(({ exact }) => exact)) ?? subjects[0];
  // Each value stands in for the list that it was taken from.
  const conditions = statement.conditions.filter((condition) => condition !== narrowest);
  const patterns = narrowest === undefined ? [] : patternsOf(narrowest);
  const one: Case = {
    ...judged,
    statement: { ...statement, conditions },
    intent: { ...intent, jobs },
  };
  const named =
    narrowest === undefined
      ? containment(one, undefined, statement.path)
      : narrowest.values.flatMap((value, index) =>
          value.unknown
            ? [{ path: value.path, problem: "it is not known yet", unknown: true as const }]
            : containment(one, patterns[index], value.path),
        );
  return [...named, ...(jobs === undefined ? [] : beyondWorkflows(judged, jobs))];
}

function patternsOf({ operator, values }: Condition): Glob[] {
  const wild = operator?.comparison === "like";
  return values.map((value) => globOf(value, wild, operator?.ignoreCase ?? false));
}

function containment(judged: Case, pattern: Glob | undefined, path: string): Excess[] {
  const { statement, issuer, intent } = judged;
  const pinned = pinnedBy(statement, issuer);
  const subject = pattern?.exact ? subjectOf(pattern) : undefined;
  const asked: Test[] =
    pattern === undefined
      ? []
      : [{ claim: "sub", positive: true, globs: [pattern], ifAbsent: false }];
  const shown = pattern === undefined ? "no subject is asked for" : `"${pattern.text}"`;
  if (subject !== undefined) {
    if (subject.first === "job_workflow_ref" && intent.jobs === undefined) return [];
    const problem = excessOfSubject(subject, intent, pinned);
    if (problem === undefined) return [];
    const excess = report(judged, path, `${shown} ${problem}`, asked);
    if (excess.length > 0 || tokenBeyond(asked, [], issuer, judged.budget) !== "none")
      return excess;
    // No token could be composed even for the subject alone, which says nothing of who may carry it.
    return [{ path, problem: `${shown} ${problem}` }];
  }
  if (intent.jobs !== undefined) {
    return beyondJobs(judged, path, `${shown}, which admits other jobs than declared`, asked);
  }
  if (pattern !== undefined && tagsOfOne(pattern.text)) return [];
  const beyond = outside(pattern?.text ?? "", intent, pinned);
  for (const [tests, what] of [
    [beyond.repository, "admits more than one repository"],
    [beyond.scope, "admits more than one branch, tag or environment"],
  ] as const) {
    if (tests === undefined) continue;
    const problem = pattern === undefined ? `${shown}, which ${what}` : `${shown} ${what}`;
    const excess = report(judged, path, problem, [...asked, ...tests]);
    if (excess.length > 0 && !isOnly(judged, asked, excess[0]?.token)) return excess;
  }
  return [];
}

/**
 * Whether a Deny or another condition leaves, of all that the pattern fits, the jobs of one repository at one place.
 * A pattern that fits no more than that by itself is judged as a pattern.
 */
function isOnly(judged: Case, asked: readonly Test[], token: Token | undefined): boolean {
  const { trust, statement, issuer, budget } = judged;
  const [, repository, place] = /^repo:([^:]+):(.+)$/.exec(token?.["sub"] ?? "") ?? [];
  if (repository === undefined || place === "pull_request") return false;
  const narrowed =
    trust.statements.some(({ effect }) => effect === "Deny") ||
    conditionsOn(statement, issuer, "sub").length > 0;
  if (!narrowed) return false;
  const same = [
    { text: "*", wild: true },
    { text: `:${place}`, wild: false },
  ];
  const others = [none("repo", [literal(repository)]), none("sub", [joined(same, false)])];
  const admits = (other: Test) =>
    admittedToken(trust, statement, issuer, [...asked, other], budget) !== "none";
  return (
    !others.some(admits) &&
    others.some((other) => tokenBeyond([...asked, other], [], issuer, budget) !== "none")
  );
}

/** Whether exact values of other claims settle the repository, or where in it the job runs. */
function pinnedBy(statement: Statement, issuer: string): Pinned {
  const pins = (claim: string) => pinsOf(statement, issuer, claim);
  const refs = pins("ref");
  return {
    repository: pins("repository") !== undefined || pins("repository_id") !== undefined,
    scope:
      pins("environment") !== undefined ||
      (refs?.every((ref) => isRef(ref) && !ref.startsWith("refs/pull/")) ?? false),
  };
}
