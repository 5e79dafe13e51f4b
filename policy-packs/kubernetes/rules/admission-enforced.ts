import type { StackFinding, StackRule } from "../../lib/rule";
import { kyvernoControllers, policies } from "../facts/admission";
import { clusterOf, clusterPrograms } from "../facts/clusters";
import {
  enforcesSomething,
  missingControls,
  missingImages,
  weaknessOf,
} from "../admission-coverage";

export const admissionEnforced: StackRule = {
  kind: "stack",
  name: "admission-enforced",
  title:
    "A cluster must run Kyverno, with a policy that denies for every Pod Security control and for images.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Preview judges only what goes through Pulumi; admission judges what anyone else sends to the cluster.",
  remedy:
    "Install the platform's admission component: a ValidatingPolicy for each control (annotation " +
    "airside/control) and an ImageValidatingPolicy, with validationActions [Deny] and failurePolicy Fail.",
  controls: ["CIS EKS 1.8 4.2"],
  exceptableDays: 14,
  reads: [clusterPrograms, kyvernoControllers, policies],
  check(facts, context) {
    const cluster = clusterOf(facts);
    if (cluster === undefined) return [];
    const about = (message: string): StackFinding => ({
      resource: cluster,
      path: "",
      message: `The cluster "${cluster}" ${message}`,
    });
    const found = facts.of(policies).flat();
    const installed = facts
      .of(kyvernoControllers)
      .flat()
      .some(({ component }) => component === "admission");
    return [
      ...(installed ? [] : [about("holds no Kyverno admission controller; install it.")]),
      ...missingControls(facts, context).map((answer) => ({
        ...about(answer.message),
        ...answer.unknown,
      })),
      ...missingImages(found).map((answer) => ({ ...about(answer.message), ...answer.unknown })),
      ...found.filter(enforcesSomething).flatMap(weaknessOf),
    ];
  },
};
