import { escalations, mentionsBoundary } from "../../../access/permissions-escalation";
import { readPermissions } from "../../../access/permissions";
import { missingSetting } from "../../lib/missing-setting";
import type { ResourceRule } from "../../lib/rule";
import { DOCUMENT_CARRIERS, documentsOf, judgePolicies, settingOf } from "../policies";

const NAME = "role-privilege-escalation-absent";

export const rolePrivilegeEscalationAbsent: ResourceRule = {
  kind: "resource",
  name: NAME,
  title:
    "A policy must not allow, on a wildcard resource, what lets its holder gain other permissions.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Who may rewrite a role, hand one to a service or make a key takes every right in the account in two calls.",
  remedy:
    "Name single resources, require a permissions boundary (iam:PermissionsBoundary), or let roles be passed " +
    "on one path only, as identity.PermissionsBoundary writes it.",
  controls: ["CIS AWS 7.0 2.14", "SOC 2 CC6.3"],
  appliesTo: DOCUMENT_CARRIERS,
  exceptableDays: 14,
  check(resource, context) {
    const setting = settingOf(resource, context);
    const bounded = (document: unknown) => mentionsBoundary(readPermissions(document, "least"));
    const missing =
      setting.boundaries === undefined && documentsOf(resource).some(({ value }) => bounded(value));
    const found = judgePolicies(
      resource,
      (statements) => escalations(statements, setting),
      ({ actions, resource: on }, path) =>
        `${path} of "${resource.name}" allows ${actions.slice(0, 3).join(", ")}` +
        `${actions.length > 3 ? ` and ${actions.length - 3} more` : ""} on ${on}; name single resources, or require ` +
        "a permissions boundary from identity.boundaries.",
    );
    return missing ? [missingSetting(NAME, "identity.boundaries"), ...found] : found;
  },
};
