import {
  expectField,
  field,
  isTrue,
  members,
  type Place,
  unknownField,
} from "../../kubernetes/fields";
import { about } from "../../kubernetes/kinds";
import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";

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
  remediate(props) {
    props["shaPinningRequired"] = true;
  },
};

/** Where Actions are off nothing is used at all. */
function switchedOff({ body }: Place): boolean {
  return field(body, "enabled") === false || field(body, "enabledRepositories") === "none";
}

/** A pattern names its owner before the slash; a `*` or `!` there names none. */
function patternFindings(permissions: Place): Finding[] {
  return members(permissions, "allowedActionsConfig", "patternsAlloweds").flatMap((pattern) => {
    if (isUnknown(pattern.body)) return [unknownField(pattern, [])];
    const owner = String(pattern.body).trim().split("/")[0] ?? "";
    if (typeof pattern.body === "string" && /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(owner)) return [];
    const message = `${JSON.stringify(pattern.body)} matches any owner; begin the pattern with one owner and a slash.`;
    return [{ path: pattern.path, message }];
  });
}
