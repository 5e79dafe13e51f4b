import type { StackFacts, StackFinding, StackRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import {
  type ControllerFact,
  disruptionBudgets,
  kyvernoControllers,
  policies,
} from "../facts/admission";
import { clusterOf, clusterPrograms } from "../facts/clusters";

const REPLICAS: Readonly<Record<string, number>> = {
  admission: 3,
  background: 2,
  cleanup: 2,
  reports: 2,
};
const SECONDS = 10;

export const admissionHighlyAvailable: StackRule = {
  kind: "stack",
  name: "admission-highly-available",
  title: "Kyverno must survive the loss of a node, and answer in ten seconds.",
  severity: "medium",
  level: "mandatory",
  rationale:
    "It fails closed: while it is away nothing can be deployed, and somebody will switch it off.",
  remedy:
    "Run 3 replicas of the admission controller with a disruption budget and spread, 2 of the others, and keep timeoutSeconds at 10 or less.",
  controls: [],
  exceptableDays: 90,
  reads: [clusterPrograms, kyvernoControllers, disruptionBudgets, policies],
  check: (facts) =>
    clusterOf(facts) === undefined
      ? []
      : [
          ...facts
            .of(kyvernoControllers)
            .flatMap((controller) => [
              ...replicasOf(controller),
              ...(controller.component === "admission" ? placementOf(controller, facts) : []),
            ]),
          ...facts.of(policies).flatMap(({ resource, timeoutSeconds }) => {
            const path = "spec.webhookConfiguration.timeoutSeconds";
            if (isUnknown(timeoutSeconds)) return [notKnown(resource, path)];
            if (
              timeoutSeconds === undefined ||
              (typeof timeoutSeconds === "number" && timeoutSeconds <= SECONDS)
            )
              return [];
            const message = `The policy "${resource}" waits ${timeoutSeconds} seconds; set timeoutSeconds to ${SECONDS} or less.`;
            return [{ resource, path, message }];
          }),
        ],
};

function replicasOf({ resource, component, replicas }: ControllerFact): StackFinding[] {
  const least = REPLICAS[component] ?? 1;
  if (isUnknown(replicas)) return [notKnown(resource, "spec.replicas")];
  if (typeof replicas === "number" && replicas >= least) return [];
  const message = `Kyverno's ${component} controller "${resource}" has ${replicas ?? "no"} replicas; set ${least} or more.`;
  return [{ resource, path: "spec.replicas", message }];
}

function placementOf(
  { resource, isSpread, labels, namespace }: ControllerFact,
  facts: StackFacts,
): StackFinding[] {
  const isGuarded = facts
    .of(disruptionBudgets)
    .some(
      (budget) =>
        budget.namespace === namespace &&
        Object.entries(budget.matchLabels).every(([key, value]) => labels[key] === value),
    );
  const name = `Kyverno's admission controller "${resource}"`;
  const spread = `${name} is not spread over nodes; set topologySpreadConstraints.`;
  const budget = `${name} has no PodDisruptionBudget; add one that selects it.`;
  return [
    ...(isSpread
      ? []
      : [{ resource, path: "spec.template.spec.topologySpreadConstraints", message: spread }]),
    ...(isGuarded ? [] : [{ resource, path: "", message: budget }]),
  ];
}

function notKnown(resource: string, path: string): StackFinding {
  return { resource, path, message: `${path} of "${resource}" is not known yet.`, unknown: true };
}
