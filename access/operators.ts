import { isIP } from "node:net";

import { glob } from "./glob";
import { Recent } from "./recent";
import { type ConditionValue, globOf, type Resolve } from "./values";

type Comparison = "equals" | "like" | "arn" | "number" | "date" | "bool" | "binary" | "ip" | "null";
type Order = "=" | "<" | "<=" | ">" | ">=";

/** A condition operator of IAM, taken apart. */
export interface Operator {
  readonly comparison: Comparison;
  readonly negated: boolean;
  readonly ignoreCase: boolean;
  /** Numbers and dates only. */
  readonly order: Order;
  /** True where the condition holds of a request without the key. */
  readonly ifExists: boolean;
  /** `ForAnyValue:` or `ForAllValues:`. */
  readonly quantifier: "any" | "all" | undefined;
}

type Kind = Pick<Operator, "comparison"> & Partial<Operator>;

const ORDERS: readonly (readonly [string, Order, boolean])[] = [
  ["Equals", "=", false],
  ["NotEquals", "=", true],
  ["LessThan", "<", false],
  ["LessThanEquals", "<=", false],
  ["GreaterThan", ">", false],
  ["GreaterThanEquals", ">=", false],
];

const KINDS = new Map<string, Kind>(
  Object.entries<Kind>({
    StringEquals: { comparison: "equals" },
    StringNotEquals: { comparison: "equals", negated: true },
    StringEqualsIgnoreCase: { comparison: "equals", ignoreCase: true },
    StringNotEqualsIgnoreCase: { comparison: "equals", ignoreCase: true, negated: true },
    StringLike: { comparison: "like" },
    StringNotLike: { comparison: "like", negated: true },
    ArnEquals: { comparison: "arn" },
    ArnLike: { comparison: "arn" },
    ArnNotEquals: { comparison: "arn", negated: true },
    ArnNotLike: { comparison: "arn", negated: true },
    Bool: { comparison: "bool" },
    BinaryEquals: { comparison: "binary" },
    IpAddress: { comparison: "ip" },
    NotIpAddress: { comparison: "ip", negated: true },
    Null: { comparison: "null" },
    ...Object.fromEntries(
      ORDERS.flatMap(([suffix, order, negated]) => [
        [`Numeric${suffix}`, { comparison: "number", order, negated }],
        [`Date${suffix}`, { comparison: "date", order, negated }],
      ]),
    ),
  }).map(([name, kind]) => [name.toLowerCase(), kind]),
);

const NAME = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/;

/** The operator of that name, letter case aside; undefined for a name that IAM does not know. */
export function readOperator(name: string): Operator | undefined {
  return operators.of(name, (each) => ({ operator: takeApart(each) })).operator;
}

/** Policies use few of them. */
const operators = new Recent<{ readonly operator: Operator | undefined }>(100, 100);

function takeApart(name: string): Operator | undefined {
  const [, quantifier, base = "", ifExists] = NAME.exec(name.toLowerCase()) ?? [];
  const kind = KINDS.get(base);
  if (kind === undefined || (kind.comparison === "null" && (ifExists || quantifier)))
    return undefined;
  return {
    negated: false,
    ignoreCase: false,
    order: "=",
    ...kind,
    ifExists: ifExists !== undefined,
    quantifier:
      quantifier === undefined ? undefined : quantifier === "forallvalues" ? "all" : "any",
  };
}

/** Whether the condition holds of a request in which the key is absent. */
export function holdsWhenAbsent(operator: Operator): boolean {
  if (operator.quantifier === "all" || operator.ifExists) return true;
  return operator.quantifier === undefined && operator.negated;
}

/** Whether the condition holds of a request in which the key has these values (none: the key is absent). */
export function holds(
  operator: Operator,
  wanted: readonly ConditionValue[],
  actual: readonly string[],
  resolve: Resolve,
): boolean {
  if (operator.comparison === "null") {
    const absent = actual.length === 0;
    return wanted.some(({ text }) => text.toLowerCase() === `${absent}`);
  }
  if (actual.length === 0) return holdsWhenAbsent(operator);
  const matches = (value: string) =>
    wanted.some((pattern) => !pattern.readable || matchesOne(operator, pattern, value, resolve));
  if (operator.quantifier === "all") return actual.every((v) => matches(v) !== operator.negated);
  if (operator.quantifier === "any") return actual.some((v) => matches(v) !== operator.negated);
  return actual.some(matches) !== operator.negated;
}

function matchesOne(
  op: Operator,
  wanted: ConditionValue,
  value: string,
  resolve: Resolve,
): boolean {
  const text = () => globOf(wanted, false, false, resolve).text;
  switch (op.comparison) {
    case "equals":
      return globOf(wanted, false, op.ignoreCase, resolve).matches(value);
    case "like":
      return globOf(wanted, true, false, resolve).matches(value);
    case "arn":
      return matchesArn(wanted.text, value);
    case "number":
      return inOrder(op.order, numberOf(value), numberOf(text()));
    case "date":
      return inOrder(op.order, moment(value), moment(text()));
    case "bool":
      return value.toLowerCase() === text().toLowerCase();
    case "binary":
      return value === text();
    case "ip":
      return inRange(value, text());
    default:
      return false;
  }
}

/** ARNs match part by part, so that a `*` does not cross the first five colons. */
function matchesArn(pattern: string, value: string): boolean {
  const wanted = arnParts(pattern);
  const actual = arnParts(value);
  return (
    wanted !== undefined &&
    actual !== undefined &&
    wanted.every((part, index) => glob(part).matches(actual[index] ?? ""))
  );
}

function arnParts(text: string): string[] | undefined {
  const parts = text.split(":");
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

function inOrder(order: Order, actual: number, wanted: number): boolean {
  switch (order) {
    case "=":
      return actual === wanted;
    case "<":
      return actual < wanted;
    case "<=":
      return actual <= wanted;
    case ">":
      return actual > wanted;
    case ">=":
      return actual >= wanted;
  }
}

/** NaN, which nothing equals, for what is no decimal number. */
function numberOf(text: string): number {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** Milliseconds since 1970; IAM takes ISO 8601 and seconds since then. */
function moment(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function inRange(address: string, range: string): boolean {
  const [network = "", length] = range.split("/");
  if (isIP(address) === 0 || isIP(address) !== isIP(network)) return false;
  const width = isIP(network) === 4 ? 32 : 128;
  const drop = BigInt(
    width - (length === undefined ? width : Math.min(width, Number(length) || 0)),
  );
  return ipNumber(address) >> drop === ipNumber(network) >> drop;
}

function ipNumber(address: string): bigint {
  if (isIP(address) === 4) {
    return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  }
  const [head = "", tail] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [
    ...groups(head),
    ...Array<string>(Math.max(0, missing)).fill("0"),
    ...groups(tail ?? ""),
  ];
  return all.reduce(
    (sum, part) => sum * 65536n + BigInt(`0x${/^[0-9a-f]+$/i.test(part) ? part : "0"}`),
    0n,
  );
}
