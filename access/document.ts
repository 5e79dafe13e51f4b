import { distinct } from "./distinct";
import { entriesOf, type Entry, parseJson } from "./json";
import { type KeyParts, keyParts } from "./issuers";
import { type Operator, readOperator } from "./operators";
import { type Principals, readPrincipals } from "./principals";
import { glob } from "./glob";
import { Recent } from "./recent";
import { isUnknown } from "./unknown";
import { type ConditionValue, piecesOf } from "./values";

/** One key of one operator in a statement's `Condition`. */
export interface Condition {
  readonly path: string;
  /** As written. */
  readonly operatorName: string;
  /** Undefined for a name that IAM does not know. */
  readonly operator: Operator | undefined;
  /** As written; keys are compared without letter case. */
  readonly key: string;
  readonly parts: KeyParts;
  readonly values: readonly ConditionValue[];
  /** True where the key, or its operator, stands twice: then nobody can say which one IAM goes by. */
  readonly doubled: boolean;
}

/** `Action` or `NotAction`. Without either, or with one that cannot be read, any action counts as named. */
export interface Actions {
  readonly path: string;
  readonly not: boolean;
  readonly values: readonly string[];
}

export interface Statement {
  readonly path: string;
  /** `none`: an effect that is neither. What cannot be read counts as Allow. */
  readonly effect: "Allow" | "Deny" | "none";
  readonly principals: Principals;
  readonly actions: Actions;
  readonly conditions: readonly Condition[];
  /** Paths of parts that are not known yet, single values of conditions aside. */
  readonly unknown: readonly string[];
}

/** A trust policy as far as it could be read. */
export interface TrustDocument {
  /** Trust statements only: what grants actions on resources to whoever holds the policy is left out. */
  readonly statements: readonly Statement[];
  /** What keeps the document, or a part of it, from being read; it then counts as admitting everyone. */
  readonly unreadable: readonly string[];
  /** True where the whole document, or its list of statements, is not known yet. */
  readonly unknown: boolean;
}

const EVERYTHING_UNKNOWN: TrustDocument = { statements: [], unreadable: [], unknown: true };

/** IAM takes 8 KB at most. */
const recent = new Recent<TrustDocument>(24, 16_384);

/** Reads JSON text, or what such text would parse to. Never throws. The same text is read once. */
export function readTrustDocument(source: unknown): TrustDocument {
  return typeof source === "string" ? recent.of(source, readAfresh) : readAfresh(source);
}

function readAfresh(source: unknown): TrustDocument {
  if (isUnknown(source)) return EVERYTHING_UNKNOWN;
  const root = typeof source === "string" ? parseJson(source) : source;
  const entries = entriesOf(root);
  if (entries === undefined) {
    return { statements: [], unreadable: [""], unknown: false };
  }
  const fields = byName(entries);
  const lists = named(fields, "statement");
  if (lists.some(isUnknown)) return EVERYTHING_UNKNOWN;
  const variables = named(fields, "version").some((version) => version === "2012-10-17");
  const items = lists.flatMap(itemsOf);
  const statements = items.map(({ path, item }) => readStatement(path, item, variables));
  const unreadable = items.filter(({ item }) => !isUnknown(item) && entriesOf(item) === undefined);
  return {
    statements: statements.filter((statement) => statement !== undefined),
    unreadable: items.length === 0 ? ["Statement"] : unreadable.map(({ path }) => path),
    unknown: false,
  };
}

function itemsOf(list: unknown): { readonly path: string; readonly item: unknown }[] {
  if (!Array.isArray(list)) return [{ path: "Statement", item: list }];
  return list.map((item: unknown, index) => ({ path: `Statement[${index}]`, item }));
}

/** Whether one of the statement's actions is this one. */
export function namesAction(actions: Actions, action: string): boolean {
  const names = (value: string) => value === action || glob(value, true).matches(action);
  return actions.values.some(names) !== actions.not;
}

/** All values that stand under each name, in lower case: a name can stand twice, and in any letter case. */
type Fields = ReadonlyMap<string, readonly unknown[]>;

function byName(entries: readonly Entry[]): Fields {
  const fields = new Map<string, unknown[]>();
  for (const [key, value] of entries) {
    const name = key.toLowerCase();
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}

function named(fields: Fields, name: string): readonly unknown[] {
  return fields.get(name) ?? NONE;
}

const NONE: readonly unknown[] = [];
/** The parts of a statement that a reader needs to know. */
const PARTS = ["Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition"];

function readStatement(path: string, item: unknown, variables: boolean): Statement | undefined {
  if (isUnknown(item)) return unreadStatement(path, [path]);
  const entries = entriesOf(item);
  if (entries === undefined) return unreadStatement(path, []);
  const fields = byName(entries);
  const unknown = entries.some(([, value]) => isUnknown(value)) ? unknownIn(fields, path) : [];
  const principals = readPrincipals(
    path,
    named(fields, "principal"),
    named(fields, "notprincipal"),
  );
  const actions = readActions(path, named(fields, "action"), named(fields, "notaction"));
  if (principals.missing && isPermission(fields)) return undefined;
  const conditions = readConditions(path, named(fields, "condition"), variables);
  return {
    path,
    effect: readEffect(named(fields, "effect")),
    principals,
    actions,
    conditions: conditions.read,
    unknown: distinct([...unknown, ...principals.unknown, ...conditions.unknown]),
  };
}

function unknownIn(fields: Fields, path: string): string[] {
  return PARTS.filter((name) => named(fields, name.toLowerCase()).some(isUnknown)).map(
    (name) => `${path}.${name}`,
  );
}

function unreadStatement(path: string, unknown: readonly string[]): Statement {
  const principals = readPrincipals(path, [], []);
  return {
    path,
    effect: "Allow",
    principals,
    actions: readActions(path, [], []),
    conditions: [],
    unknown,
  };
}

/** A statement for identity policies: it has no principal, and says on which resources its actions are allowed. */
function isPermission(fields: Fields): boolean {
  return fields.has("resource") || fields.has("notresource");
}

function readEffect(effects: readonly unknown[]): Statement["effect"] {
  if (effects.length === 1 && effects[0] === "Deny") return "Deny";
  const denying = effects.every((e) => typeof e === "string" && e.toLowerCase() === "deny");
  return effects.length > 0 && denying ? "none" : "Allow";
}

function readActions(path: string, allowed: readonly unknown[], not: readonly unknown[]): Actions {
  const texts = (values: readonly unknown[]) =>
    values.flat().map((value) => (typeof value === "string" ? value : "*"));
  if (not.length > 0) {
    const readable = not.flat().every((value) => typeof value === "string") && allowed.length === 0;
    return { path: `${path}.NotAction`, not: true, values: readable ? texts(not) : [] };
  }
  const values = texts(allowed);
  if (values.length > 0) return { path: `${path}.Action`, not: false, values };
  return { path: `${path}.Action`, not: true, values: [] };
}

interface Conditions {
  readonly read: readonly Condition[];
  readonly unknown: readonly string[];
}

/** Twice a `Condition`, or one that is no object, binds nobody for certain. */
function readConditions(path: string, blocks: readonly unknown[], variables: boolean): Conditions {
  const operators = blocks.flatMap((block) => entriesOf(block) ?? []);
  const read: Condition[] = [];
  const unknown: string[] = [];
  for (const [name, body] of operators) {
    const at = `${path}.Condition.${member(name)}`;
    if (isUnknown(body)) unknown.push(at);
    const keys = entriesOf(body) ?? [];
    const twice = blocks.length > 1 || sameNames(operators, name) > 1;
    const operator = readOperator(name);
    for (const [key, value] of keys) {
      const doubled = twice || sameNames(keys, key) > 1;
      const keyPath = `${at}[${JSON.stringify(key)}]`;
      const values = readValues(keyPath, value, variables);
      const parts = keyParts(key);
      read.push({ path: keyPath, operatorName: name, operator, key, parts, values, doubled });
    }
  }
  return { read, unknown };
}

function sameNames(entries: readonly Entry[], name: string): number {
  if (entries.length === 1) return 1;
  return entries.filter(([other]) => other.toLowerCase() === name.toLowerCase()).length;
}

/** `.Name` or `["odd name"]`. */
function member(name: string): string {
  return /^[A-Za-z]+(?::[A-Za-z]+)?$/.test(name) ? name : `[${JSON.stringify(name)}]`;
}

function readValues(path: string, value: unknown, variables: boolean): ConditionValue[] {
  if (Array.isArray(value)) {
    return value.map((item, index) => readValue(`${path}[${index}]`, item, variables));
  }
  return [readValue(path, value, variables)];
}

function readValue(path: string, value: unknown, variables: boolean): ConditionValue {
  const kind = typeof value;
  const readable = kind === "string" || kind === "number" || kind === "boolean";
  const text = readable ? `${value}` : "";
  return { path, text, pieces: piecesOf(text, variables), readable, unknown: isUnknown(value) };
}
