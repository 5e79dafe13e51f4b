// The kubernetes pack's own rules, written to the SDK the usual way: one untyped policy a rule, each of
// which the SDK hands the resource decoded and wrapped anew. It exists only to be measured beside ours.
import { PolicyPack, type ResourceValidationPolicy } from "@pulumi/policy";

import { rules } from "../../../policy-packs/kubernetes/rules";
import { createEvaluation } from "../../../policy-packs/lib/evaluate";
import { readSettings } from "../../../policy-packs/lib/settings";

const evaluation = createEvaluation([], readSettings({}));

const policies = rules.flatMap((rule): ResourceValidationPolicy[] =>
  rule.kind === "resource"
    ? [
        {
          name: rule.name,
          description: rule.title,
          enforcementLevel: "mandatory",
          validateResource({ type, name, props }, report) {
            const resource = { type, name, props };
            for (const { path, message } of rule.check(resource, evaluation.contextOf(resource))) {
              report(`${path}: ${message}`);
            }
          },
        },
      ]
    : [],
);

new PolicyPack("untyped-pack", { policies });
