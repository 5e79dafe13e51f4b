import type { Condition, Statement } from "./document";
import { conditionsOn } from "./requirements";
import { globOf, hasVariable, hasWildcard } from "./values";

/**
 * The exact values that a statement asks a claim for: by `StringEquals`, or by `StringLike` without `*` and `?`,
 * under a key of the issuer. Undefined where nothing pins the claim.
 */
export function pinsOf(statement: Statement, issuer: string, claim: string): string[] | undefined {
  const pin = conditionsOn(statement, issuer, claim).find(isPin);
  return pin?.values.map((value) => globOf(value, false, false).text);
}

export function isPin({ operator, values, doubled }: Condition): boolean {
  if (operator === undefined || doubled || values.length === 0) return false;
  const { comparison, negated, ifExists, ignoreCase, quantifier } = operator;
  const positive = !negated && !ifExists && !ignoreCase && quantifier !== "all";
  const literal = values.every(
    (value) =>
      value.readable && !hasVariable(value) && (comparison === "equals" || !hasWildcard(value)),
  );
  return positive && literal && (comparison === "equals" || comparison === "like");
}
