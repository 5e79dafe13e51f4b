import type { StackFacts, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { type ControllerFact, type PolicyFact, disruptionBudgets } from "./facts/admission";
import { pathTo } from "./fields";
import { selects } from "./selectors";

const REPLICAS: Readonly<Record<string, number>> = {
  admission: 3,
  background: 2,
  cleanup: 2,
  reports: 2,
};

const SECONDS = 10;

/** A policy that makes the API server wait too long; ten seconds is what it waits by itself. */
export function timeoutOf({
  resource,
  timeoutSeconds,
  timeoutAt: path,
}: PolicyFact): StackFinding[] {
  if (isUnknown(timeoutSeconds)) return [notKnown(resource, path)];
  if (timeoutSeconds === undefined) return [];
  if (typeof timeoutSeconds === "number" && timeoutSeconds <= SECONDS) return [];
  const message = `The policy "${resource}" waits ${timeoutSeconds} seconds; set timeoutSeconds to ${SECONDS} or less.`;
  return [{ resource, path, message }];
}

/** A controller with too few replicas for what it does. */
export function replicasOf(controller: ControllerFact): StackFinding[] {
  const { resource, component, replicas } = controller;
  const path = pathTo({ path: controller.path, body: undefined }, ["spec", "replicas"]);
  const least = REPLICAS[component] ?? 1;
  if (isUnknown(replicas)) return [notKnown(resource, path)];
  if (typeof replicas === "number" && replicas >= least) return [];
  const message = `Kyverno's ${component} controller "${resource}" has ${replicas ?? "no"} replicas; set ${least} or more.`;
  return [{ resource, path, message }];
}

/** What an admission controller lacks to survive the loss of a node. */
export function placementOf(
  { resource, path, isSpread, labels, namespace }: ControllerFact,
  facts: StackFacts,
): StackFinding[] {
  const isGuarded = facts
    .of(disruptionBudgets)
    .flat()
    .some((budget) => budget.namespace === namespace && selects(budget.selector, labels));
  const at = pathTo({ path, body: undefined }, [
    "spec",
    "template",
    "spec",
    "topologySpreadConstraints",
  ]);
  const name = `Kyverno's admission controller "${resource}"`;
  const spread = `${name} is not spread over nodes; set topologySpreadConstraints.`;
  const budget = `${name} has no PodDisruptionBudget; add one that selects it.`;
  return [
    ...(isSpread ? [] : [{ resource, path: at, message: spread }]),
    ...(isGuarded ? [] : [{ resource, path, message: budget }]),
  ];
}

function notKnown(resource: string, path: string): StackFinding {
  return { resource, path, message: `${path} of "${resource}" is not known yet.`, unknown: true };
}
