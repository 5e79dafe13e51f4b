// Our rules as policies are usually written: one untyped policy each, that reads its resource through the SDK's
// proxies. It exists only to be measured beside ours; its package is peer/rules.
import { PolicyPack, type ResourceValidationPolicy } from "@pulumi/policy";

import { rules as governance } from "../../policy-packs/governance/rules";
import { rules as kubernetes } from "../../policy-packs/kubernetes/rules";
import { typePattern } from "../../policy-packs/lib/dispatch";
import type { ResourceContext, ResourceRule } from "../../policy-packs/lib/rule";
import { readSettings } from "../../policy-packs/lib/settings";

const context: ResourceContext = {
  settings: readSettings(),
  components: [],
  lane: "deploy",
  dataClass: undefined,
  register: undefined,
};

function untyped(rule: ResourceRule): ResourceValidationPolicy {
  const { name, title, severity, appliesTo } = rule;
  const concerned = typePattern(appliesTo);
  return {
    name,
    description: title,
    severity,
    enforcementLevel: "mandatory",
    validateResource: (args, report) => {
      if (!concerned.test(args.type)) return;
      for (const { message } of rule.check(args, context)) report(message);
    },
  };
}

new PolicyPack("peer-rules", {
  policies: [...kubernetes, ...governance].filter((rule) => rule.kind === "resource").map(untyped),
});
