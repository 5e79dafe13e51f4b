import type { Finding } from "./rule";
import type { Settings } from "./settings";

/**
 * The finding of a rule that cannot judge for want of a setting. Return it beside a resource that the rule
 * would have judged; evaluation says it once a stack, advisory until `environment` is `production`.
 */
export function missingSetting(rule: string, setting: keyof Settings): Finding {
  const message =
    `${rule} judges nothing here, because the setting ${setting} has no value; ` +
    `set it in the policy configuration (--set ${setting}=…).`;
  return { path: "", message, missingSetting: setting };
}
