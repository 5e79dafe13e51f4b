import type { StackRule } from "../../lib/rule";
import { disruptionBudgets, kyvernoControllers, policies } from "../facts/admission";
import { clusterOf, clusterPrograms } from "../facts/clusters";
import { placementOf, replicasOf, timeoutOf } from "../kyverno-availability";

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
            .flat()
            .flatMap((controller) => [
              ...replicasOf(controller),
              ...(controller.component === "admission" ? placementOf(controller, facts) : []),
            ]),
          ...facts.of(policies).flat().flatMap(timeoutOf),
        ],
};
