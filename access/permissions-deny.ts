import type { Action } from "./actions";
import { names, type PermissionStatement } from "./permissions";
import { refusesAllBut } from "./permissions-conditions";
import {
  isCovered,
  isSureResource,
  type ResourcePattern,
  resourcePattern,
} from "./permissions-language";

const BOUNDARY = "iam:PermissionsBoundary";
const NONE: readonly string[] = [];

/**
 * Whether Deny statements surely refuse the action on all of those resources. A Deny under a condition is sure only
 * where it spares requests with one of `boundaries` as the permissions boundary, and no others.
 */
export function isRefused(
  statements: readonly PermissionStatement[],
  action: Action,
  resources: readonly ResourcePattern[],
  boundaries: readonly string[] | undefined = NONE,
): boolean {
  const refused = refusedTo(statements, action, boundaries);
  return refused.length > 0 && resources.every((resource) => isCovered(resource, refused));
}

/** The last answers of one document: each of its resources is asked about for the same actions. */
interface Answers {
  readonly boundaries: readonly string[] | undefined;
  readonly byAction: Map<Action, readonly ResourcePattern[]>;
}

const answers = new WeakMap<readonly PermissionStatement[], Answers>();

/** The resources on which the action is surely refused. */
function refusedTo(
  statements: readonly PermissionStatement[],
  action: Action,
  boundaries: readonly string[] | undefined,
): readonly ResourcePattern[] {
  const last = answers.get(statements);
  const byAction: Answers["byAction"] =
    last !== undefined && last.boundaries === boundaries ? last.byAction : new Map();
  const isKnown = (arn: string) => boundaries?.includes(arn) ?? true;
  const refused =
    byAction.get(action) ??
    denialsOf(statements)
      .filter(
        ({ statement: { conditions } }) =>
          conditions.length === 0 || refusesAllBut(conditions, BOUNDARY, isKnown),
      )
      .filter(({ statement }) => names(statement, action))
      .flatMap((denial) => denial.resources);
  byAction.set(action, refused);
  answers.set(statements, { boundaries, byAction });
  return refused;
}

/** A Deny, and the resources that it surely denies where it applies. */
interface Denial {
  readonly statement: PermissionStatement;
  readonly resources: readonly ResourcePattern[];
}

/** Asked for once an action. */
const denials = new WeakMap<readonly PermissionStatement[], readonly Denial[]>();

function denialsOf(statements: readonly PermissionStatement[]): readonly Denial[] {
  const known = denials.get(statements);
  if (known) return known;
  const found = statements
    .filter(({ effect }) => effect === "Deny")
    .map((statement) => ({ statement, resources: sureResources(statement) }));
  denials.set(statements, found);
  return found;
}

function sureResources({ resources }: PermissionStatement): ResourcePattern[] {
  return resources
    .filter(({ negated }) => !negated)
    .flatMap(({ list }) => list.map(({ text }) => text))
    .filter(isSureResource)
    .map((text) => resourcePattern(text));
}
