import type { Condition, Statement } from "./document";
import { literal, ANYTHING } from "./glob";
import { isContextKey, type KeyParts, resolvedClaims } from "./issuers";
import type { Test } from "./language";
import { Latest } from "./latest";
import { holdsWhenAbsent } from "./operators";
import { globOf } from "./values";

/** The action by which a token of an OIDC issuer enters. */
export const ENTER = "sts:AssumeRoleWithWebIdentity";

/** What a condition key is to a request that carries a token of one issuer. */
export type KeyMeaning =
  /** A claim that STS resolves. */
  | { readonly claim: string }
  /** A claim that STS does not resolve, another issuer's, or a misspelling: absent from every request. */
  | "absent"
  /** About the request at large, such as `aws:SourceIp`: the token does not decide it. */
  | "context";

export function meaningOf(key: KeyParts, issuer: string): KeyMeaning {
  if (key.prefix === issuer.toLowerCase()) {
    return resolvedClaims(issuer).has(key.claim) ? key : "absent";
  }
  return isContextKey(key) ? "context" : "absent";
}

/** The claim of the statement's own issuer that the condition is about, if it is about one. */
export function claimOf(condition: Condition, issuer: string): string | undefined {
  const meaning = meaningOf(condition.parts, issuer);
  return typeof meaning === "object" ? meaning.claim : undefined;
}

/** The statement's conditions on one claim of the issuer's tokens. */
export function conditionsOn(
  statement: Statement,
  issuer: string,
  claim: string,
): readonly Condition[] {
  let found = claims.get(statement);
  if (found?.issuer !== issuer) found = claims.set(statement, sorted(statement, issuer));
  const { names, lists } = found;
  return lists[names.indexOf(claim)] ?? NONE;
}

/** A statement's conditions by the claims of one issuer that they are about: nearly always few. */
interface ByClaim {
  readonly issuer: string;
  readonly names: readonly (string | undefined)[];
  readonly lists: readonly (readonly Condition[])[];
}

const claims = new Latest<Statement, ByClaim>(8);
const NONE: readonly Condition[] = [];

function sorted({ conditions }: Statement, issuer: string): ByClaim {
  const names: (string | undefined)[] = [];
  const lists: Condition[][] = [];
  for (const condition of conditions) {
    const claim = claimOf(condition, issuer);
    const list = lists[names.indexOf(claim)];
    if (list) list.push(condition);
    else lists[names.push(claim) - 1] = [condition];
  }
  return { issuer, names, lists };
}

/** The languages that a statement's conditions describe, for tokens of one issuer. */
export interface Requirements {
  readonly issuer: string;
  readonly tests: readonly Test[];
  /** A condition that no such token can ever meet. */
  readonly impossible: Condition | undefined;
  /** True where some condition could not be put as a language: the tests then admit more than IAM would. */
  readonly widened: boolean;
}

/** What a token must have for an Allow statement's conditions to hold. In doubt, less is required. */
export function requirementsOf(statement: Statement, issuer: string): Requirements {
  const found = requirements.get(statement);
  if (found?.issuer === issuer) return found;
  return requirements.set(statement, demandsOf(statement, issuer));
}

const requirements = new Latest<Statement, Requirements>(8);

function demandsOf(statement: Statement, issuer: string): Requirements {
  const tests: Test[] = [];
  let impossible: Condition | undefined;
  let widened = false;
  for (const condition of statement.conditions) {
    const test = testOf(condition, issuer);
    if (test === "never") impossible ??= condition;
    else if (test === "unsure") widened = true;
    else if (test !== "always") tests.push(test);
  }
  return { issuer, tests, impossible, widened };
}

/** The same for a Deny, or undefined where it cannot be told for certain when the statement applies. */
export function surelyDenied(statement: Statement, issuer: string): readonly Test[] | undefined {
  if (statement.unknown.length > 0) return undefined;
  const tests: Test[] = [];
  for (const condition of statement.conditions) {
    const test =
      meaningOf(condition.parts, issuer) === "context" ? "never" : testOf(condition, issuer);
    if (test === "never" || test === "unsure") return undefined;
    if (test !== "always") tests.push(test);
  }
  return tests;
}

function testOf(condition: Condition, issuer: string): Test | "always" | "never" | "unsure" {
  const { operator, values } = condition;
  const meaning = meaningOf(condition.parts, issuer);
  if (meaning === "context") return "always";
  if (operator === undefined || condition.doubled || values.some(({ unknown }) => unknown)) {
    return "unsure";
  }
  const nulls = new Set(values.map(({ text }) => text.toLowerCase()));
  const toBeAbsent = nulls.has("true");
  const toBePresent = nulls.has("false");
  if (meaning === "absent") {
    const holds = operator.comparison === "null" ? toBeAbsent : holdsWhenAbsent(operator);
    return holds ? "always" : "never";
  }
  const { claim } = meaning;
  const ifAbsent = holdsWhenAbsent(operator);
  switch (operator.comparison) {
    case "null":
      if (toBeAbsent && toBePresent) return "always";
      return toBeAbsent
        ? { claim, positive: true, globs: [], ifAbsent: true }
        : { claim, positive: true, globs: toBePresent ? [ANYTHING] : [], ifAbsent: false };
    case "equals":
    case "like": {
      const wild = operator.comparison === "like";
      const globs = values.map((value) => globOf(value, wild, operator.ignoreCase));
      // What a variable or an odd value stands for is not known; that it matches all is an Allow's reading only.
      const sure = values.every(
        (value) => value.readable && !value.pieces.some((p) => "variable" in p),
      );
      if (!sure && operator.negated) return "unsure";
      return { claim, positive: !operator.negated, globs, ifAbsent };
    }
    case "number": {
      const digits = values.filter(({ text }) => /^[1-9]\d*$/.test(text));
      if (operator.order !== "=" || digits.length < values.length) return "unsure";
      const globs = digits.map(({ text }) => literal(text));
      return { claim, positive: !operator.negated, globs, ifAbsent };
    }
    default:
      return "unsure";
  }
}

/** The issuers whose tokens the statement's principals let in; undefined stands for every issuer there is. */
export function issuersOf(statement: Statement): readonly string[] | undefined {
  if (statement.principals.everyone || statement.principals.not) return undefined;
  return statement.principals.named
    .map(({ provider }) => provider?.issuer)
    .filter((issuer) => issuer !== undefined);
}
