import type { EvaluationRule } from "../../lib/rule";

export const exceptionInForce: EvaluationRule = {
  kind: "evaluation",
  name: "exception-in-force",
  title:
    "An exception that a resource claims must be on record for that resource, rule and finding, approved and not over.",
  severity: "high",
  level: "mandatory",
  rationale:
    "An exception that outlives its end, or covers more than was approved, is a hole that nobody decided on.",
  remedy:
    "Repair the finding, or renew or correct the record in register/exceptions with a new approval.",
  controls: ["SOC 2 CC5.2"],
  exceptableDays: false,
};
