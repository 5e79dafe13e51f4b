import type { EvaluationRule } from "../../lib/rule";

export const exceptionRecordValid: EvaluationRule = {
  kind: "evaluation",
  name: "exception-record-valid",
  title:
    "Every exception on record must be complete, exact in rules and scope, approved by another person, and short enough.",
  severity: "high",
  level: "mandatory",
  rationale:
    "A record with a gap lets its author decide alone, over more than was meant, or for ever.",
  remedy: "Correct the named field of the record in register/exceptions.",
  controls: ["SOC 2 CC3.4", "SOC 2 CC5.2"],
  exceptableDays: false,
};
