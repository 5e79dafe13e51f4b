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

/**
 * Whether Deny statements surely refuse the action on all of those resources. A Deny under a condition is sure only
 * where it spares requests with one of `boundaries` as the permissions boundary, and no others.
 */
export function isRefused(
  statements: readonly PermissionStatement[],
  action: Action,
  resources: readonly ResourcePattern[],
  boundaries: readonly string[] | undefined = [],
): boolean {
  const isKnown = (arn: string) => boundaries?.includes(arn) ?? true;
  const refused = denialsOf(statements)
    .filter(
      ({ statement: { conditions } }) =>
        conditions.length === 0 || refusesAllBut(conditions, BOUNDARY, isKnown),
    )
    .filter(({ statement }) => names(statement, action))
    .flatMap((denial) => denial.resources);
  return refused.length > 0 && resources.every((resource) => isCovered(resource, refused));
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
