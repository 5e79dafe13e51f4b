import type { Condition, Statement } from "./document";
import { type Glob, glob, joined } from "./glob";
import { isGithubIssuer, type KeyParts } from "./issuers";
import { claimOf, conditionsOn, meaningOf } from "./requirements";
import type { Test } from "./language";
import { isSettable, isValueOf, readRepository, readSubject } from "./subject";
import { type ConditionValue, globOf, hasVariable, hasWildcard } from "./values";
import type { Budget } from "./budget";
import { mayPass } from "./witness";

/** Something in a statement that is refused for how it is written, whatever it admits today. */
export interface FormFault {
  readonly path: string;
  readonly problem: string;
  /** What the statement would ask of the claim once somebody "repaired" it. */
  readonly repaired: Test;
}

const asked = (claim: string, pattern: Glob): Test => ({
  claim,
  positive: true,
  globs: [pattern],
  ifAbsent: false,
});
const ANY_SUBJECT = asked("sub", glob("*"));

/** Faults of form in what a statement asks of GitHub tokens: of the subject, and of keys that are none. */
export function formFaults(statement: Statement, issuer: string, budget: Budget): FormFault[] {
  const own = statement.conditions.filter(({ parts }) => parts.prefix === issuer.toLowerCase());
  const subjects = conditionsOn(statement, issuer, "sub");
  return [
    ...own.flatMap(doubledFault).slice(0, 1),
    ...subjects.flatMap(operatorFault),
    ...own.flatMap(variableFaults),
    ...own.flatMap((condition) => literalFaults(condition, claimOf(condition, issuer))),
    ...subjects.flatMap((condition) => subjectFaults(condition, issuer, budget)),
    ...(subjects.length === 0 ? misspelt(statement, issuer) : []),
  ];
}

function doubledFault({ path, key, parts, doubled }: Condition): FormFault[] {
  if (!doubled) return [];
  const problem = `the key "${key}" stands twice, letter case aside, and nobody can say which one holds`;
  return [{ path, problem, repaired: asked(parts.claim, glob("*")) }];
}

function operatorFault({ path, operatorName, operator }: Condition): FormFault[] {
  const why = weakness(operatorName, operator);
  return why === undefined
    ? []
    : [{ path, problem: `the subject stands under ${why}`, repaired: ANY_SUBJECT }];
}

/** Why an operator does not hold a token to anything; undefined for one that does. */
export function weakness(name: string, operator: Condition["operator"]): string | undefined {
  const shown = JSON.stringify(name);
  if (operator === undefined) return `${shown}, which is no operator of IAM`;
  if (operator.comparison === "null") return `${shown}, which asks only whether the key is there`;
  if (operator.quantifier === "all")
    return `${shown}, which also holds of a request without the key`;
  if (operator.ifExists) return `${shown}, which also holds of a request without the key`;
  if (operator.negated) return `${shown}, which admits everything that is not named`;
  return undefined;
}

function variableFaults({ values, key, parts }: Condition): FormFault[] {
  return values.filter(hasVariable).map((value) => ({
    path: value.path,
    problem: `"${value.text}" holds a policy variable, so that ${key} is whatever the request makes it`,
    repaired: asked(parts.claim, withoutVariables(value)),
  }));
}

/** The value as a pattern, in which a variable is anything. */
function withoutVariables({ pieces }: ConditionValue): Glob {
  return joined(
    pieces.map((piece) =>
      "text" in piece ? { text: piece.text, wild: !piece.escaped } : { text: "*", wild: true },
    ),
    false,
  );
}

/** Wildcards that stand for themselves, in claims whose values hold none: audience and subject are judged apart. */
function literalFaults(
  { operator, operatorName, values }: Condition,
  claim: string | undefined,
): FormFault[] {
  if (claim === undefined || claim === "sub" || claim === "aud") return [];
  if (operator?.comparison !== "equals") return [];
  return values
    .filter((value) => hasWildcard(value) && !hasVariable(value) && !isValueOf(claim, value.text))
    .map((value) => ({
      path: value.path,
      problem: wildcardAsLetter(value.text, operatorName),
      repaired: asked(claim, globOf(value, true, operator.ignoreCase)),
    }));
}

function wildcardAsLetter(text: string, operatorName: string): string {
  return `"${text}" holds a wildcard, which ${operatorName} takes for a letter`;
}

function subjectFaults(condition: Condition, issuer: string, budget: Budget): FormFault[] {
  const { operator, values, path, operatorName } = condition;
  if (operator === undefined || weakness(operatorName, operator) !== undefined) return [];
  const { comparison } = operator;
  if (comparison !== "equals" && comparison !== "like") {
    const problem = `"${operatorName}" cannot compare a subject`;
    return [{ path, problem, repaired: ANY_SUBJECT }];
  }
  if (values.length === 0) {
    return [{ path, problem: "the list of subjects is empty", repaired: ANY_SUBJECT }];
  }
  return values.flatMap((value) => valueFaults(value, condition, issuer, budget));
}

function valueFaults(
  value: ConditionValue,
  { operator, operatorName }: Condition,
  issuer: string,
  budget: Budget,
): FormFault[] {
  const wild = operator?.comparison === "like";
  const ignoreCase = operator?.ignoreCase ?? false;
  const { path, text } = value;
  if (value.unknown || hasVariable(value)) return [];
  if (!value.readable) return [{ path, problem: "the subject is no text", repaired: ANY_SUBJECT }];
  if (!wild && hasWildcard(value)) {
    const problem = wildcardAsLetter(text, operatorName);
    return [{ path, problem, repaired: asked("sub", globOf(value, true, ignoreCase)) }];
  }
  const first = text.slice(0, Math.max(0, text.indexOf(":"))).toLowerCase();
  if (isSettable(first)) {
    const problem = `"${text}" begins with ${first}, which any repository can set for itself`;
    return [{ path, problem, repaired: asked("sub", globOf(value, true, true)) }];
  }
  const pattern = globOf(value, wild, ignoreCase);
  if (canBeCarried(pattern, issuer, budget)) return [];
  return [
    {
      path,
      problem: `"${text}" is no subject that a token of GitHub can carry`,
      repaired: ANY_SUBJECT,
    },
  ];
}

/** Whether a pattern is of tags of one repository and of nothing else, as can be seen without a search. */
export function tagsOfOne(pattern: string): boolean {
  const [, repository] = /^repo:([^:*?]+):ref:refs\/tags\/./.exec(pattern) ?? [];
  return repository !== undefined && readRepository(repository) !== undefined;
}

/** In doubt it can: what cannot be told is left to containment, which then says so. */
function canBeCarried(pattern: Glob, issuer: string, budget: Budget): boolean {
  if (pattern.exact) return subjectOf(pattern) !== undefined;
  if (tagsOfOne(pattern.text)) return true;
  return mayPass([asked("sub", pattern)], [], issuer, budget);
}

/** The subject that an exact pattern names. */
export function subjectOf(pattern: Glob) {
  const direct = readSubject(pattern.text);
  return direct ?? (pattern.ignoreCase ? readSubject(pattern.text.toLowerCase()) : undefined);
}

/** Keys that mean nothing to STS, where none means the subject. A key of another GitHub issuer is for review. */
function misspelt(statement: Statement, issuer: string): FormFault[] {
  return statement.conditions
    .filter((each) => meaningOf(each.parts, issuer) === "absent" && !isForeign(each.parts, issuer))
    .slice(0, 1)
    .map(({ path, key }) => ({
      path,
      problem: `"${key}" is no key of ${issuer} that STS resolves, and nothing else asks for the subject`,
      repaired: ANY_SUBJECT,
    }));
}

/** Whether the key's whole prefix is a GitHub issuer other than the statement's own. */
export function isForeign({ prefix, claim }: KeyParts, issuer: string): boolean {
  return prefix !== issuer.toLowerCase() && claim !== "" && isGithubIssuer(prefix);
}
