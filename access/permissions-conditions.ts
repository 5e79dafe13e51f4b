import type { Action } from "./actions";
import { entriesOf } from "./json";
import { holdsWhenAbsent, type Operator, readOperator } from "./operators";
import type { Assumption } from "./permissions";
import { isUnknown } from "./unknown";

/** One key under one operator in a permission statement. */
export interface PermissionCondition {
  /** Undefined where IAM does not know it, or where the condition cannot be read. */
  readonly operator: Operator | undefined;
  /** In lower case, as IAM compares keys. */
  readonly key: string;
  readonly values: readonly string[];
  /** True where it may turn out to be any condition at all. */
  readonly unknown: boolean;
}

const OPAQUE = { operator: undefined, key: "", values: [], unknown: false };

/**
 * The conditions of a statement's `Condition` elements. What cannot be read binds no Allow, and keeps a Deny
 * from being sure; what is not known yet may be any condition (`least`) or none (`most`).
 */
export function conditionsOf(
  elements: readonly unknown[],
  effect: "Allow" | "Deny",
  assume: Assumption,
): PermissionCondition[] {
  const doubt = effect === "Allow" ? [] : [OPAQUE];
  const keepsUnknown = (effect === "Allow") === (assume === "least");
  const unknown = keepsUnknown ? [{ ...OPAQUE, unknown: true }] : [];
  if (elements.length > 1) return doubt;
  return elements.flatMap((element) => {
    if (isUnknown(element)) return unknown;
    const operators = entriesOf(element);
    if (!operators) return doubt;
    return operators.flatMap(([name, body]): PermissionCondition[] => {
      if (isUnknown(body)) return unknown;
      const keys = entriesOf(body);
      if (!keys) return doubt;
      return keys.flatMap(([key, value]) => {
        const values = [value].flat();
        if (values.some(isUnknown)) return unknown;
        return [condition(name, key, values)];
      });
    });
  });
}

function condition(name: string, key: string, values: readonly unknown[]): PermissionCondition {
  const texts = values.map((value) => (typeof value === "object" ? "" : String(value)));
  return { operator: readOperator(name), key: key.toLowerCase(), values: texts, unknown: false };
}

const COMPARISONS = ["equals", "like", "arn"];

/** Whether the operator compares text, so that a key's values can be required or ruled out by it. */
function comparesText(operator: Operator): boolean {
  return COMPARISONS.includes(operator.comparison);
}

/**
 * Whether a request must carry the key, with one of values that `allowed` accepts, for the statement to apply.
 * True also where a condition that is not known yet may turn out to require just that.
 */
export function requires(
  conditions: readonly PermissionCondition[],
  key: string,
  allowed: (value: string) => boolean,
): boolean {
  return conditions.some(({ operator, key: held, values, unknown }) => {
    if (unknown) return true;
    if (!operator || held !== key.toLowerCase() || values.length === 0) return false;
    if (operator.negated || operator.ifExists || operator.quantifier === "all") return false;
    return comparesText(operator) && values.every(allowed);
  });
}

/** Whether a Deny with these conditions refuses every request whose key has no value that `allowed` accepts. */
export function refusesAllBut(
  conditions: readonly PermissionCondition[],
  key: string,
  allowed: (value: string) => boolean,
): boolean {
  const [only, ...others] = conditions;
  if (!only?.operator || others.length > 0 || only.key !== key.toLowerCase()) return false;
  const { operator, values } = only;
  return (
    operator.negated && !operator.quantifier && comparesText(operator) && values.every(allowed)
  );
}

/** Whether a condition asks for a key of the action's own service that no request for the action carries. */
export function neverHolds(conditions: readonly PermissionCondition[], action: Action): boolean {
  if (action.conditionKeys.length === 0) return false;
  const service = action.name.slice(0, action.name.indexOf(":") + 1).toLowerCase();
  return conditions.some(({ operator, key }) => {
    if (!operator || operator.comparison === "null" || !key.startsWith(service)) return false;
    return !holdsWhenAbsent(operator) && !action.conditionKeys.some((each) => isKey(each, key));
  });
}

/** Keys with a part of the caller's choice are listed as `s3:RequestObjectTag/<key>` or `…/${TagKey}`. */
function isKey(listed: string, key: string): boolean {
  const variable = listed.search(/<|\$\{/);
  if (variable < 0) return listed.toLowerCase() === key;
  return key.startsWith(listed.slice(0, variable).toLowerCase());
}
