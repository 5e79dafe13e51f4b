import type { Register } from "../lib/register";
import type { StackFacts, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import {
  exceptionRemovers,
  type PolicyExceptionFact,
  policyExceptions,
} from "./facts/policy-exceptions";
import { pathTo } from "./fields";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** What is wrong with a cluster's policy exceptions: where they come from, when they end, where they lie. */
export function exceptionFindings(
  facts: StackFacts,
  register: Register | undefined,
): StackFinding[] {
  const found = facts.of(policyExceptions).flat();
  const home = found[0]?.namespace;
  return found.flatMap((exception) => [
    ...originOf(exception, register),
    ...endOf(exception),
    ...homeOf(exception, home),
    ...removalOf(exception, facts),
  ]);
}

function originOf(
  { resource, path: at, record }: PolicyExceptionFact,
  register: Register | undefined,
): StackFinding[] {
  const path = below(at, "metadata", "annotations", "airside/exception");
  if (isUnknown(record)) return [notKnown(resource, path)];
  if (register?.exceptions.some(({ id }) => id === record)) return [];
  const message = `The policy exception "${resource}" stems from no record of the register; name one in airside/exception.`;
  return [{ resource, path, message }];
}

function endOf({ resource, path: at, expiresAt }: PolicyExceptionFact): StackFinding[] {
  const path = below(at, "spec", "expiresAt");
  if (isUnknown(expiresAt)) return [notKnown(resource, path)];
  if (
    typeof expiresAt === "string" &&
    MOMENT.test(expiresAt) &&
    !Number.isNaN(Date.parse(expiresAt))
  )
    return [];
  const message = `The policy exception "${resource}" has no end as date, time and zone; set spec.expiresAt, such as 2026-12-01T00:00:00Z.`;
  return [{ resource, path, message }];
}

function homeOf(
  { resource, path: at, namespace }: PolicyExceptionFact,
  home: unknown,
): StackFinding[] {
  const path = below(at, "metadata", "namespace");
  if (isUnknown(namespace)) return [notKnown(resource, path)];
  if (namespace === home || isUnknown(home)) return [];
  const message = `The policy exception "${resource}" lies in "${namespace}", others in "${home}"; keep all in one namespace.`;
  return [{ resource, path, message }];
}

function removalOf(
  { resource, path, namespace }: PolicyExceptionFact,
  facts: StackFacts,
): StackFinding[] {
  const removers = facts.of(exceptionRemovers).flat();
  if (removers.some((one) => one.namespace === "*" || one.namespace === namespace)) return [];
  if (removers.some((one) => isUnknown(one.namespace)))
    return [notKnown(resource, below(path, "spec", "expiresAt"))];
  const message = `Nothing removes the policy exception "${resource}" when it expires; add a DeletingPolicy for policyexceptions.`;
  return [{ resource, path, message }];
}

function below(path: string, ...keys: readonly string[]): string {
  return pathTo({ path, body: undefined }, keys);
}

function notKnown(resource: string, path: string): StackFinding {
  return { resource, path, message: `${path} of "${resource}" is not known yet.`, unknown: true };
}
