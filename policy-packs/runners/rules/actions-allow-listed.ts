import { expectField, field, isTrue, type Place } from "../../kubernetes/fields";
import { about } from "../../kubernetes/kinds";
import type { ResourceRule } from "../../lib/rule";
import { patternFindings } from "../action-patterns";
import { repairFlags } from "../flag-repair";

export const actionsAllowListed: ResourceRule = {
  kind: "resource",
  name: "actions-allow-listed",
  title: "Workflows must use only actions from a list of named owners, each pinned by commit.",
  severity: "high",
  level: "mandatory",
  rationale:
    "A third party's moved tag would run in every job that names it, with that job's token.",
  remedy: "Use repository.OrganizationGuardrails with the owners you trust; it requires commits.",
  controls: ["SLSA v1.2 Build"],
  appliesTo: [
    "github:index/actionsOrganizationPermissions:ActionsOrganizationPermissions",
    "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions",
  ],
  exceptableDays: 30,
  check(resource) {
    const permissions = { path: "", body: resource.props };
    if (switchedOff(permissions)) return [];
    return about(resource, [
      ...expectField(
        permissions,
        ["allowedActions"],
        (value) => value === "selected" || value === "local_only",
        (found) => `allowedActions is ${found}; it must be "selected" or "local_only".`,
      ),
      ...patternFindings(permissions),
      ...expectField(
        permissions,
        ["shaPinningRequired"],
        isTrue,
        (found) => `shaPinningRequired is ${found}; it must be true.`,
      ),
    ]);
  },
  remediate(props, resource, context) {
    const findings = actionsAllowListed.check(resource, context);
    repairFlags(props, findings, { shaPinningRequired: true });
  },
};

/** Where Actions are off nothing is used at all. */
function switchedOff({ body }: Place): boolean {
  return field(body, "enabled") === false || field(body, "enabledRepositories") === "none";
}
