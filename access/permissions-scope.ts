import { type Action, actionsMatching, actionCount } from "./actions";
import { returnsSecret } from "./actions-secret";
import {
  names,
  type Pattern,
  type Patterns,
  type PermissionStatement,
  type Place,
} from "./permissions";
import { isRefused } from "./permissions-deny";
import { resourcePattern, resourcesOf } from "./permissions-language";

/** A place where an Allow statement is wider than it need be. */
export interface Breadth extends Place {
  readonly kind: "all-but" | "whole-service" | "any-resource";
  /** What stands there; for a resource, the actions that could be scoped. */
  readonly given: string;
}

const READS = ["List", "Read"];

/** `NotAction`, `NotResource`, whole services, and `*` as the resource of what writes and could be scoped. */
export function breadths(statements: readonly PermissionStatement[]): Breadth[] {
  return statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap((statement): Breadth[] => [
      ...negations(statement),
      ...wholeServices(statement),
      ...anyResources(statement),
    ]);
}

function negations({ actions, resources }: PermissionStatement): Breadth[] {
  return [...actions, ...resources]
    .filter(({ negated }) => negated)
    .map(({ path }) => ({ path, kind: "all-but", given: path.replace(/^.*\./, "") }));
}

function wholeServices({ actions }: PermissionStatement): Breadth[] {
  return positive(actions)
    .filter(({ text }) => isWholeService(text))
    .map(({ text, path }) => ({ path, kind: "whole-service", given: text }));
}

function positive(elements: readonly Patterns[]): Pattern[] {
  return elements.filter(({ negated }) => !negated).flatMap(({ list }) => list);
}

/** `*`, `s3:*`, and whatever else matches every action of some service, such as `i?m:?*`. */
function isWholeService(pattern: string): boolean {
  if (/^(?:[^:]*:)?[*]+$/.test(pattern)) return true;
  if (!pattern.endsWith("*")) return false;
  const matched = Map.groupBy(actionsMatching(pattern), ({ name }) => name.split(":")[0] ?? "");
  return [...matched].some(
    ([service, actions]) => actions.length > 3 && actions.length === actionCount(service),
  );
}

/** `*`, and an ARN that says neither service nor resource. */
function isAnyResource(text: string): boolean {
  return /\*/.test(text) && /^(?:arn:)?(?:aws[a-z*?-]*:)?[*?:]*$/.test(text);
}

/** A whole service is a finding of its own, and names no action that could be scoped. */
function anyResources({ actions, resources }: PermissionStatement): Breadth[] {
  const open = positive(resources).filter(({ text }) => isAnyResource(text));
  if (open.length === 0) return [];
  const scopable = positive(actions)
    .filter(({ text }) => !isWholeService(text))
    .flatMap(({ text }) => actionsMatching(text))
    .filter((action) => !READS.includes(action.level) && action.resources.length > 0);
  if (scopable.length === 0) return [];
  const given = shortList(scopable.map(({ name }) => name));
  return open.map(({ path }) => ({ path, kind: "any-resource", given }));
}

/** The first three names, and how many more there are. */
export function shortList(all: readonly string[]): string {
  const distinct = [...new Set(all)];
  const more = distinct.length > SHOWN ? ` and ${distinct.length - SHOWN} more` : "";
  return `${distinct.slice(0, SHOWN).join(", ")}${more}`;
}

/** An entry of `Action` that allows more than to look. */
export interface Power extends Place {
  readonly kind: "writes" | "returns-secret" | "unlisted";
  /** The first few actions that it allows beyond that, such as `s3:PutObject`. */
  readonly actions: readonly string[];
}

/** How many actions a message names. */
const SHOWN = 3;

/**
 * The entries that allow an action which writes, tags, manages permissions, returns a secret, or is not in AWS's
 * reference, unless a Deny surely takes it away.
 */
export function powersBeyondReading(statements: readonly PermissionStatement[]): Power[] {
  const found: Power[] = [];
  for (const statement of statements) {
    if (statement.effect !== "Allow") continue;
    for (const { path, text, actions } of allowed(statement)) {
      const isLeft = (action: Action) =>
        names(statement, action) && !isTaken(statements, statement, action);
      const writes = firstNames(actions, (a) => !READS.includes(a.level) && isLeft(a));
      const secrets =
        writes.length > 0 ? [] : firstNames(actions, (a) => returnsSecret(a.name) && isLeft(a));
      if (writes.length > 0) found.push({ path, kind: "writes", actions: writes });
      else if (secrets.length > 0) found.push({ path, kind: "returns-secret", actions: secrets });
      else if (actions.length === 0) found.push({ path, kind: "unlisted", actions: [text] });
    }
  }
  return found;
}

function firstNames(actions: readonly Action[], wanted: (action: Action) => boolean): string[] {
  const found: string[] = [];
  for (const action of actions) {
    if (wanted(action)) found.push(action.name);
    if (found.length === SHOWN) break;
  }
  return found;
}

function allowed({ actions }: PermissionStatement) {
  return actions.flatMap((element) =>
    element.negated
      ? [{ path: element.path, text: "NotAction", actions: actionsMatching("*") }]
      : element.list.map(({ path, text }) => ({ path, text, actions: actionsMatching(text) })),
  );
}

/** Whether Deny statements surely refuse the action on all that the statement allows it on. */
function isTaken(
  statements: readonly PermissionStatement[],
  statement: PermissionStatement,
  action: Action,
): boolean {
  if (statements.every(({ effect }) => effect === "Allow")) return false;
  const allBut = statement.resources.some(({ negated }) => negated);
  const patterns = positive(statement.resources).map(({ text }) => resourcePattern(text));
  return isRefused(statements, action, allBut ? resourcesOf(action) : patterns);
}
