import { type Action, actionsMatching } from "./actions";
import type { Glob } from "./glob";
import { holdsUnknown, names, type PermissionStatement, readPermissions } from "./permissions";
import type { PermissionCondition } from "./permissions-conditions";
import {
  type Allowance,
  resourceText,
  EVERY_RESOURCE,
  joint,
  type Region,
  resourcePattern,
  resourcesOf,
  type Sample,
  sampleOf,
} from "./permissions-language";

/** An action on a resource that one of two documents allows and the other does not. */
export interface PermissionWitness {
  readonly action: string;
  readonly resource: string;
}

export interface PermissionChange {
  readonly change: "equal" | "narrowed" | "widened" | "not proven";
  /** What is newly allowed; there where the change is `widened`. */
  readonly witness?: PermissionWitness;
}

/** Some 100 ms of work for one direction; documents that need more are not decided. */
const STEPS = 200_000;

/**
 * Compares what two permission documents allow; undefined stands for no document. A condition counts as one that
 * holds, a policy variable for itself, and conditions are compared as they are written: an equal one, or one more, narrows. What is unknown or
 * cannot be decided is `not proven`, which is to be read as widened. Never throws.
 */
export function comparePermissions(before: unknown, after: unknown): PermissionChange {
  if (holdsUnknown(before, 0) || holdsUnknown(after, 0)) return { change: "not proven" };
  const [old, next] = [read(before), read(after)];
  if (JSON.stringify(old) === JSON.stringify(next)) return { change: "equal" };
  const gained = excess(next, old);
  if (typeof gained === "object") return { change: "widened", witness: gained };
  if (gained === "undecided") return { change: "not proven" };
  return { change: excess(old, next) === "none" ? "equal" : "narrowed" };
}

function read(document: unknown): readonly PermissionStatement[] {
  return document === undefined ? [] : readPermissions(document, "most");
}

type Answer = PermissionWitness | "none" | "undecided";

/** Something that `wide` allows and `narrow` does not. */
function excess(
  wide: readonly PermissionStatement[],
  narrow: readonly PermissionStatement[],
): Answer {
  const allowance = { steps: STEPS };
  let answer: Answer = "none";
  for (const statement of wide.filter(({ effect }) => effect === "Allow")) {
    for (const actions of alike(actionsIn(statement), [...wide, ...narrow])) {
      const found = excessOf(actions, statement, wide, narrow, allowance);
      if (typeof found === "object") return found;
      if (found === "undecided") answer = found;
    }
  }
  return answer;
}

/** The known actions that the statement names, and those that it spells and AWS's reference does not know. */
function actionsIn(statement: PermissionStatement): Action[] {
  const spelled = statement.actions
    .filter(({ negated }) => !negated)
    .flatMap(({ list }) => list.map(({ text }) => text));
  const allBut = statement.actions.some(({ negated }) => negated);
  const known = (allBut ? ["*"] : spelled).flatMap((text) => actionsMatching(text));
  const unlisted = spelled
    .filter((text) => !/[*?]/.test(text) && actionsMatching(text).length === 0)
    .map((name): Action => ({ name, level: "Write", resources: ["*"], conditionKeys: [] }));
  return [...new Set([...known, ...unlisted])].filter((action) => names(statement, action));
}

/** Actions that every statement treats alike are compared together. */
function alike(actions: readonly Action[], statements: readonly PermissionStatement[]): Action[][] {
  const groups = Map.groupBy(actions, (action) =>
    statements.map((statement) => (names(statement, action) ? "1" : "0")).join(""),
  );
  return [...groups.values()];
}

function excessOf(
  actions: readonly Action[],
  statement: PermissionStatement,
  wide: readonly PermissionStatement[],
  narrow: readonly PermissionStatement[],
  allowance: Allowance,
): Answer {
  const [first] = actions;
  if (!first) return "none";
  const about = (statements: readonly PermissionStatement[]) =>
    statements.filter((each) => names(each, first));
  const { regions, tooMany } = regionsOf(statement, about(wide), about(narrow));
  if (tooMany) return "undecided";
  // Most often nothing is gained on any resource, whatever the action: one search tells for all of them.
  const anywhere = firstSample(regions.map(inArns), allowance);
  if (anywhere === "none") return "none";
  let answer: Answer = anywhere === "undecided" ? "undecided" : "none";
  const tried = new Set<string>();
  for (const action of likelyFirst(actions, anywhere)) {
    for (const target of resourcesOf(action)) {
      const id = target.parts.join();
      if (tried.has(id)) continue;
      tried.add(id);
      const there = regions.map(({ inside, outside }) => ({
        inside: [joint(target), ...inside],
        outside,
      }));
      const found = firstSample(there, allowance);
      if (typeof found === "object") {
        return { action: action.name, resource: resourceText(found.word) };
      }
      if (found === "undecided") answer = found;
      if (allowance.steps < 0) return "undecided";
    }
  }
  return answer;
}

/** Those of the service whose resource was found come first, because the search ends with the first that fits. */
function likelyFirst(actions: readonly Action[], anywhere: Sample): readonly Action[] {
  if (typeof anywhere === "string") return actions;
  const service = `${resourceText(anywhere.word).split(":")[2]}:`;
  const [likely, others] = [true, false].map((of) =>
    actions.filter(({ name }) => name.startsWith(service) === of),
  );
  return [...(likely ?? []), ...(others ?? [])];
}

function inArns({ inside, outside }: Region): Region {
  return { inside: [joint(EVERY_RESOURCE), ...inside], outside };
}

function firstSample(regions: readonly Region[], allowance: Allowance): Sample {
  let answer: Sample = "none";
  for (const region of regions) {
    const found = sampleOf(region, allowance);
    if (typeof found === "object") return found;
    if (found === "undecided") answer = found;
  }
  return answer;
}

/** More ways than this to lie outside of several `NotResource` lists are not tried. */
const MOST_REGIONS = 64;

/**
 * The resources on which one Allow statement of `wide` allows an action that `narrow` does not: those that `narrow`
 * never allows, and those that it denies and `wide` does not.
 */
function regionsOf(
  statement: PermissionStatement,
  wide: readonly PermissionStatement[],
  narrow: readonly PermissionStatement[],
) {
  const denials = wide.filter((each) => each.effect === "Deny" && each.conditions.length === 0);
  const own = denials.reduce(without, within(statement));
  const allowed = narrow.filter(
    (each) => each.effect === "Allow" && implies(statement.conditions, each.conditions),
  );
  const never = allowed.reduce(without, own);
  const denied = narrow
    .filter((each) => each.effect === "Deny")
    .flatMap((denial) => {
      const kept = wide.filter(
        (each) => each.effect === "Deny" && implies(denial.conditions, each.conditions),
      );
      return kept.reduce(without, meet(own, within(denial)));
    });
  const regions = [...never, ...denied];
  return { regions, tooMany: regions.length > MOST_REGIONS };
}

function patternsOf(list: readonly { readonly text: string }[]): Glob[] {
  return list.map(({ text }) => joint(resourcePattern(text, "itself")));
}

/** The resources that a statement is about. */
function within({ resources }: PermissionStatement): Region[] {
  return resources.flatMap(({ negated, list }): Region[] =>
    negated
      ? [{ inside: [], outside: patternsOf(list) }]
      : patternsOf(list).map((pattern) => ({ inside: [pattern], outside: [] })),
  );
}

function meet(some: readonly Region[], others: readonly Region[]): Region[] {
  return some.flatMap((one) =>
    others.map((other) => ({
      inside: [...one.inside, ...other.inside],
      outside: [...one.outside, ...other.outside],
    })),
  );
}

/** What of the regions the statement is not about. */
function without(regions: readonly Region[], { resources }: PermissionStatement): Region[] {
  if (regions.length > MOST_REGIONS) return [...regions];
  return resources.reduce<Region[]>(
    (left, { negated, list }) =>
      negated
        ? meet(
            left,
            patternsOf(list).map((pattern) => ({ inside: [pattern], outside: [] })),
          )
        : meet(left, [{ inside: [], outside: patternsOf(list) }]),
    [...regions],
  );
}

/** Whether conditions that all hold leave the others no way to fail: each of these stands among those, as written. */
function implies(
  conditions: readonly PermissionCondition[],
  others: readonly PermissionCondition[],
): boolean {
  return others.every((other) =>
    conditions.some((condition) => {
      if (!condition.operator || condition.key !== other.key) return false;
      if (JSON.stringify(condition.operator) !== JSON.stringify(other.operator)) return false;
      const some = condition.operator.negated ? other.values : condition.values;
      const all = condition.operator.negated ? condition.values : other.values;
      return some.every((value) => all.includes(value));
    }),
  );
}
