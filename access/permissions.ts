import { type Action, matchesAction } from "./actions";
import { entriesOf, parseJson } from "./json";
import { conditionsOf, neverHolds, type PermissionCondition } from "./permissions-conditions";
import { aboutOneDocument } from "./permissions-language";
import { Recent } from "./recent";
import { isUnknown } from "./unknown";

/** One entry of `Action` or `Resource`, and where in the document it stands. */
export interface Pattern {
  readonly text: string;
  readonly path: string;
}

/** The entries of one element; `negated` for `NotAction` and `NotResource`. */
export interface Patterns {
  readonly negated: boolean;
  readonly path: string;
  readonly list: readonly Pattern[];
}

export interface PermissionStatement {
  readonly effect: "Allow" | "Deny";
  /** Such as `Statement[0]`; empty where the whole document stands for one statement. */
  readonly path: string;
  readonly actions: readonly Patterns[];
  readonly resources: readonly Patterns[];
  readonly conditions: readonly PermissionCondition[];
}

/**
 * How to read what is not known yet: as granting the `least` that it may turn out to grant, or the `most`.
 * What only the second reading finds hangs on the unknown.
 */
export type Assumption = "least" | "most";

/** Something a check has to say about one place of a document. */
export interface Place {
  readonly path: string;
}

/**
 * Judges a policy document (JSON text or object) that may hold unknowns. Total: what cannot be read as a
 * document allows everything. A place is `unknown` where the verdict hangs on a value not known yet.
 */
export function judgeDocument<Found extends Place>(
  document: unknown,
  check: (statements: readonly PermissionStatement[]) => readonly Found[],
): (Found & { readonly unknown?: true })[] {
  return aboutOneDocument(() => judge(document, check));
}

function judge<Found extends Place>(
  document: unknown,
  check: (statements: readonly PermissionStatement[]) => readonly Found[],
): (Found & { readonly unknown?: true })[] {
  const certain = check(readPermissions(document, "least"));
  if (!holdsUnknown(document, 0)) return [...certain];
  const said = new Set(certain.map(({ path }) => path));
  const possible = check(readPermissions(document, "most")).filter(({ path }) => !said.has(path));
  return [...certain, ...possible.map((found) => ({ ...found, unknown: true as const }))];
}

/** IAM's documents are no deeper than this. */
const DEEPEST = 12;

/** Whether some value of a document is not known yet. In text, all are. */
export function holdsUnknown(value: unknown, depth: number): boolean {
  if (isUnknown(value)) return true;
  if (typeof value !== "object" || value === null || depth > DEEPEST) return false;
  return Object.values(value).some((each) => holdsUnknown(each, depth + 1));
}

/** IAM takes 10 KB at most. */
const recent = new Recent<readonly PermissionStatement[]>(16, 16_384);

/** The statements of a permissions document. Doubt widens: it grants, and never takes away. */
export function readPermissions(
  document: unknown,
  assume: Assumption,
): readonly PermissionStatement[] {
  if (isUnknown(document)) return assume === "most" ? [everything("")] : [];
  if (typeof document !== "string") return statementsOf(document, assume);
  return recent.of(document, (text) => statementsOf(parseJson(text), assume));
}

/** Patterns of actions that are compared with all services' actions, as far as a document may have them. */
const MOST_OF_ALL_SERVICES = 30;

/** How to read one document. */
interface Reading {
  readonly assume: Assumption;
  /** The patterns met so far that leave the service open. */
  readonly ofAllServices: Set<string>;
}

function statementsOf(document: unknown, assume: Assumption): PermissionStatement[] {
  const reading = { assume, ofAllServices: new Set<string>() };
  const root = entriesOf(document);
  const found = root?.filter(([key]) => key.toLowerCase() === "statement");
  if (!found?.length) return [everything("")];
  return found.flatMap(([, value]) =>
    Array.isArray(value)
      ? value.flatMap((each, index) => statement(each, `Statement[${index}]`, reading))
      : statement(value, "Statement", reading),
  );
}

function everything(path: string): PermissionStatement {
  const all = [{ negated: false, path, list: [{ text: "*", path }] }];
  return { effect: "Allow", path, actions: all, resources: all, conditions: [] };
}

function statement(value: unknown, path: string, reading: Reading): PermissionStatement[] {
  const { assume } = reading;
  if (isUnknown(value)) return assume === "most" ? [everything(path)] : [];
  const entries = entriesOf(value);
  if (!entries) return [everything(path)];
  const named = (name: string) => entries.filter(([key]) => key.toLowerCase() === name);
  const effects = named("effect").map(([, effect]) => effect);
  if (effects.some(isUnknown) && assume === "least") return [];
  const denies = effects.length === 1 && /^deny$/i.test(String(effects[0]));
  if (denies && (effects[0] !== "Deny" || hasDoubles(entries))) return [];
  const effect = denies ? "Deny" : "Allow";
  const unknownIsAll = (assume === "most") === (effect === "Allow");
  const element = (name: string) => [
    ...named(name.toLowerCase()).map(([, held]) => patterns(held, `${path}.${name}`, unknownIsAll)),
    ...named(`not${name.toLowerCase()}`).map(([, held]) => ({
      ...patterns(held, `${path}.Not${name}`, !unknownIsAll),
      negated: true,
    })),
  ];
  const conditions = conditionsOf(
    named("condition").map(([, held]) => held),
    effect,
    assume,
  );
  const orAll = (found: Patterns[]) => (found.length ? found : everything(path).actions);
  const actions = element("Action").map((each) => withinReason(each, effect, reading));
  const resources = element("Resource");
  if (effect === "Deny" && !(actions.length && resources.length)) return [];
  return [{ effect, path, actions: orAll(actions), resources: orAll(resources), conditions }];
}

/**
 * The entries, with those beyond the number that can be compared widened: in an Allow they name every action, in a
 * Deny none.
 */
function withinReason(
  element: Patterns,
  effect: "Allow" | "Deny",
  { ofAllServices }: Reading,
): Patterns {
  const widest = (effect === "Allow") !== element.negated;
  const list = element.list.flatMap((entry) => {
    const service = entry.text.split(":", 1)[0] ?? "";
    const fixed = entry.text.includes(":") && !/[*?]/.test(service);
    if (fixed || /^\*+(?::\*+)?$/.test(entry.text)) return [entry];
    if (ofAllServices.size < MOST_OF_ALL_SERVICES) ofAllServices.add(entry.text);
    if (ofAllServices.has(entry.text)) return [entry];
    return widest ? [{ ...entry, text: "*" }] : [];
  });
  return { ...element, list };
}

/** IAM refuses a key that stands twice; which of the two would count is not for a Deny to rely on. */
function hasDoubles(entries: readonly (readonly [string, unknown])[]): boolean {
  return new Set(entries.map(([key]) => key.toLowerCase())).size !== entries.length;
}

function patterns(held: unknown, path: string, unknownIsAll: boolean): Patterns {
  const one = (value: unknown, at: string): Pattern[] => {
    if (typeof value === "string") return [{ text: value, path: at }];
    if (isUnknown(value) && !unknownIsAll) return [];
    return [{ text: "*", path: at }];
  };
  const list = Array.isArray(held)
    ? held.flatMap((value, index) => one(value, `${path}[${index}]`))
    : one(held, path);
  return { negated: false, path, list };
}

/** The entries by which a statement names an action; none where it does not, or never can. */
export function grantsOf(statement: PermissionStatement, action: Action): Pattern[] {
  if (statement.effect === "Allow" && neverHolds(statement.conditions, action)) return [];
  const { name } = action;
  return statement.actions.flatMap(({ negated, list, path }) => {
    const hits = list.filter(({ text }) => matchesAction(text, name));
    if (!negated) return hits;
    return hits.length === 0 ? [{ text: "NotAction", path }] : [];
  });
}

export function names(statement: PermissionStatement, action: Action): boolean {
  if (statement.effect === "Allow" && neverHolds(statement.conditions, action)) return false;
  const { name } = action;
  return statement.actions.some(
    ({ negated, list }) => list.some(({ text }) => matchesAction(text, name)) !== negated,
  );
}
