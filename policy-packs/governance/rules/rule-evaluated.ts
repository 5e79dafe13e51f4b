import type { EvaluationRule } from "../../lib/rule";

export const ruleEvaluated: EvaluationRule = {
  kind: "evaluation",
  name: "rule-evaluated",
  title: "Every rule must come to an answer, without failing and within its time.",
  severity: "high",
  level: "mandatory",
  rationale: "A rule that failed has refused nothing, and its silence would read as consent.",
  remedy: "Report the rule and the shape of the resource to the owners of the policy packs.",
  controls: [],
  exceptableDays: false,
};
