import type { Condition } from "./document";
import { isForeign } from "./forms";
import { glob } from "./glob";
import { resolvedClaims } from "./issuers";
import { readSubject, type Subject, type SubjectRepository } from "./subject";

/** A condition that failed, and the token it failed for. */
export interface Failed {
  readonly condition: Condition;
  readonly issuer: string;
  readonly wanted: readonly string[];
  readonly found: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Why the condition failed and what to change, in one or two sentences. */
export function adviceFor(failed: Failed): string {
  const { condition, issuer, wanted, found } = failed;
  const { prefix, claim } = condition.parts;
  if (prefix !== issuer.toLowerCase()) {
    const whose = isForeign(condition.parts, issuer)
      ? "of another GitHub issuer"
      : "no key of the token's issuer";
    return `${condition.key} is ${whose}, so that it is absent from every request; write ${issuer}:${claim}.`;
  }
  if (!resolvedClaims(issuer).has(claim)) {
    return `STS does not resolve the claim ${claim}, so that the condition never holds; pin it through the subject template or leave it out.`;
  }
  if (wanted.length === 0) return "The list of values is empty, and so nothing fits.";
  if (claim === "aud") return audienceAdvice(wanted, found);
  if (found === undefined) return absentAdvice(claim, wanted);
  if (wanted.some((value) => value.toLowerCase() === found.toLowerCase())) {
    return `Only the letter case differs, and AWS compares values exactly; write "${found}".`;
  }
  if (claim === "sub") return subjectAdvice(failed, wanted, found);
  if (claim === "job_workflow_ref") return workflowAdvice(wanted, found);
  if (claim === "ref" && found.startsWith("refs/pull/")) {
    return "The run was started by a pull request, whose ref is the merge ref; run the job on a push instead.";
  }
  if (claim.endsWith("_id")) {
    return `The ids differ: the repository or owner was made anew, transferred, or is another; its id is ${found}.`;
  }
  return `The token has ${claim} "${found}".`;
}

function audienceAdvice(wanted: readonly string[], found: string | undefined): string {
  const asked = wanted.map((value) => `"${value}"`).join(" or ");
  if (found === undefined) {
    return `The token has no audience; ask for it with audience ${asked}, and give the job the permission id-token: write.`;
  }
  return (
    `The token was asked for with audience "${found}"; set the audience input of the workflow's step to ${asked}` +
    `${found.startsWith("https://github.com/") ? " (what it has is GitHub's default)" : ""}.`
  );
}

function absentAdvice(claim: string, wanted: readonly string[]): string {
  if (claim === "environment") {
    return `The job names no environment; add "environment: ${wanted[0]}" to it, or trust its branch instead.`;
  }
  return `The token lacks the claim ${claim}.`;
}

function workflowAdvice(wanted: readonly string[], found: string): string {
  const same = wanted.find((value) => value.split("@")[0] === found.split("@")[0]);
  if (same !== undefined) {
    return `The workflow is the right one at another ref: ${found.split("@")[1]}; call it at ${same.split("@")[1]}, or pin the new ref.`;
  }
  return `The job comes from ${found}; call the reusable workflow ${wanted[0]} from it.`;
}

function subjectAdvice(
  { condition, claims }: Failed,
  wanted: readonly string[],
  found: string,
): string {
  const wild = wanted.find((value) => /[*?]/.test(value));
  if (wild !== undefined && condition.operator?.comparison === "equals") {
    const meant = glob(wild).matches(found) ? `the subject "${found}"` : "each trusted subject";
    return `"${wild}" holds a wildcard that ${condition.operatorName} takes for a letter; write ${meant} out.`;
  }
  const actual = readSubject(found);
  const asked = wanted.flatMap((text) => {
    const subject = readSubject(text);
    return subject === undefined ? [] : [{ ...subject, text }];
  });
  if (asked.length === 0 && wild === undefined) {
    return `No token of GitHub carries "${wanted[0]}"; this one carries "${found}".`;
  }
  if (actual === undefined) return `The subject "${found}" is none that GitHub writes today.`;
  if (actual.first !== "repo" || found.split(":").length > expectedParts(actual)) {
    return `The repository customises its subjects (${found}); trust that form, or reset the template with use_default.`;
  }
  const best = asked.sort((one, other) => likeness(other, actual) - likeness(one, actual))[0];
  if (best === undefined) return `The token's subject is "${found}".`;
  return difference(best, { ...actual, text: found }, claims);
}

/** A subject and how it is written. */
interface Written extends Subject {
  readonly text: string;
}

/** `repo:R:pull_request` has three parts, the others four. */
function expectedParts({ pullRequest }: Subject): number {
  return pullRequest ? 3 : 4;
}

function likeness(wanted: Subject, actual: Subject): number {
  const repository = sameName(wanted, actual) ? 2 : 0;
  return repository + (placeOf(wanted) === placeOf(actual) ? 1 : 0);
}

/** Letter case aside, as GitHub compares names. */
function sameName({ repository: one }: Subject, { repository: other }: Subject): boolean {
  return (
    one?.owner.toLowerCase() === other?.owner.toLowerCase() &&
    one?.name.toLowerCase() === other?.name.toLowerCase()
  );
}

function placeOf({ ref, environment, pullRequest }: Subject): string {
  return pullRequest
    ? "a pull request"
    : environment === undefined
      ? `${ref}`
      : `environment ${environment}`;
}

function difference(
  wanted: Written,
  actual: Written,
  claims: Readonly<Record<string, unknown>>,
): string {
  const [one, other] = [wanted.repository, actual.repository];
  if (one !== undefined && other !== undefined) {
    const sameForm = (one.id === undefined) === (other.id === undefined);
    if (sameForm && one.id !== other.id) {
      return `The ids differ: ${other.owner}/${other.name} is another repository (${other.id}) than the trusted one (${one.id}).`;
    }
    if (sameForm && one.ownerId !== other.ownerId) {
      return `The owner's id is ${other.ownerId} and not ${one.ownerId}: the repository was transferred.`;
    }
    if (!sameName(wanted, actual)) return nameAdvice(one, other);
    if (sameForm && (one.owner !== other.owner || one.name !== other.name)) {
      return `Only the letter case of the repository differs; write ${other.owner}/${other.name} as GitHub does.`;
    }
    if (!sameForm && afterRepository(wanted) === afterRepository(actual)) {
      return formAdvice(one, actual.text);
    }
  }
  if (placeOf(wanted) === placeOf(actual)) {
    return `The trust asks for a customised subject and the token has the default one; customise the repository's subjects as "${wanted.text}".`;
  }
  return placeAdvice(wanted, actual, claims);
}

function afterRepository({ text }: Written): string {
  return text.split(":").slice(2).join(":");
}

function formAdvice({ id }: SubjectRepository, found: string): string {
  return id === undefined
    ? `The repository's subjects carry ids since it was made, renamed or transferred, and the trust names it by name; trust "${found}".`
    : `The trust asks for the immutable form and the repository's tokens carry names alone; opt the repository in, or trust "${found}" meanwhile.`;
}

function nameAdvice(one: SubjectRepository, other: SubjectRepository): string {
  if (one.id !== undefined && one.id === other.id) {
    return `The repository was renamed to ${other.owner}/${other.name}; trust it under its new name.`;
  }
  return `The job belongs to ${other.owner}/${other.name} and the trust is for ${one.owner}/${one.name}: a fork, another repository, or a rename.`;
}

function placeAdvice(
  wanted: Subject,
  actual: Subject,
  claims: Readonly<Record<string, unknown>>,
): string {
  if (actual.pullRequest) {
    return "The run was started by a pull request, which must not have this role; run the job on a push to the trusted ref.";
  }
  if (wanted.environment !== undefined && actual.environment === undefined) {
    return `The job names no environment; add "environment: ${wanted.environment}" to it.`;
  }
  if (wanted.environment === undefined && actual.environment !== undefined) {
    const ref = typeof claims["ref"] === "string" ? ` (${claims["ref"]})` : "";
    return `The job names the environment ${actual.environment}, and its subject then carries no ref${ref}; trust the environment, or take it out of the job.`;
  }
  if (wanted.environment !== actual.environment) {
    const encoded = wanted.environment?.replaceAll(":", "%3A") === actual.environment;
    const hint = encoded ? ' (":" is written "%3A" in a subject)' : "";
    return `The job's environment is ${actual.environment} and the trusted one ${wanted.environment}${hint}.`;
  }
  if (wanted.pullRequest) return `The role is for pull requests, and the run is of ${actual.ref}.`;
  const kind = (ref: string | undefined) => (ref?.startsWith("refs/tags/") ? "tag" : "branch");
  if (kind(wanted.ref) !== kind(actual.ref)) {
    return `The run is of the ${kind(actual.ref)} ${actual.ref}, and the trust is for the ${kind(wanted.ref)} ${wanted.ref}.`;
  }
  return `The run is of ${actual.ref}, and the trust is for ${wanted.ref}.`;
}
