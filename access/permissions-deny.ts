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
  const refused = statements
    .filter(({ effect }) => effect === "Deny")
    .filter(({ conditions }) => !conditions.length || refusesAllBut(conditions, BOUNDARY, isKnown))
    .filter((each) => names(each, action))
    .flatMap((each) => each.resources)
    .filter(({ negated }) => !negated)
    .flatMap(({ list }) => list.map(({ text }) => text))
    .filter(isSureResource)
    .map((text) => resourcePattern(text));
  return refused.length > 0 && resources.every((resource) => isCovered(resource, refused));
}
