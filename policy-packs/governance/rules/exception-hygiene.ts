import type { EvaluationRule } from "../../lib/rule";

export const exceptionHygiene: EvaluationRule = {
  kind: "evaluation",
  name: "exception-hygiene",
  title:
    "Every exception on record must be in use, and none in use may end within 14 days unnoticed.",
  severity: "low",
  level: "advisory",
  rationale:
    "Unused exceptions wait for something to excuse, and one that ends unnoticed stops a delivery.",
  remedy: "Remove the record, or repair the finding (or ask for a new approval) before it ends.",
  controls: ["SOC 2 CC4.2"],
  // It is about records, which claim nothing, and it is advisory as it is.
  exceptableDays: false,
};
