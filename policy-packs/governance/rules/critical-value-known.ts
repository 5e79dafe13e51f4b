import type { EvaluationRule } from "../../lib/rule";

export const criticalValueKnown: EvaluationRule = {
  kind: "evaluation",
  name: "critical-value-known",
  title: "Every value that a rule of severity critical judges must be known in preview.",
  severity: "high",
  level: "mandatory-in-production",
  rationale: "What a preview cannot show goes into the cloud unjudged.",
  remedy:
    "Write the value from what is known beforehand (account id, partition, names, ids), not from another resource's output.",
  controls: [],
  exceptableDays: 30,
};
