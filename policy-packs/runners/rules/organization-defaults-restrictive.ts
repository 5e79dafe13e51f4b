import { expectField, isFalse, isTrue } from "../../kubernetes/fields";
import { about } from "../../kubernetes/kinds";
import type { ResourceRule } from "../../lib/rule";
import { repairFlags } from "../flag-repair";

const OFF = [
  "membersCanCreateRepositories",
  "membersCanCreatePublicRepositories",
  "membersCanCreatePrivateRepositories",
  "membersCanCreateInternalRepositories",
];
const ON = [
  "secretScanningEnabledForNewRepositories",
  "secretScanningPushProtectionEnabledForNewRepositories",
];

export const organizationDefaultsRestrictive: ResourceRule = {
  kind: "resource",
  name: "organization-defaults-restrictive",
  title:
    "An organization must give its members at most read access and must scan new repositories for secrets.",
  severity: "medium",
  level: "mandatory-in-production",
  rationale: "Whatever the defaults grant, every member and every taken-over account of one has.",
  remedy:
    "Use repository.OrganizationGuardrails, and make repositories with repository.ProtectedRepository.",
  controls: ["SOC 2 CC6.3"],
  appliesTo: ["github:index/organizationSettings:OrganizationSettings"],
  exceptableDays: 90,
  check(resource) {
    const settings = { path: "", body: resource.props };
    return about(resource, [
      ...expectField(
        settings,
        ["defaultRepositoryPermission"],
        (value) => value === "none" || value === "read",
        (found) => `defaultRepositoryPermission is ${found}; it must be "none" or "read".`,
      ),
      ...OFF.flatMap((name) =>
        expectField(settings, [name], isFalse, (found) => `${name} is ${found}; it must be false.`),
      ),
      ...ON.flatMap((name) =>
        expectField(settings, [name], isTrue, (found) => `${name} is ${found}; it must be true.`),
      ),
    ]);
  },
  remediate(props, resource, context) {
    repairFlags(props, organizationDefaultsRestrictive.check(resource, context), {
      defaultRepositoryPermission: "read",
      ...Object.fromEntries(OFF.map((name) => [name, false])),
      ...Object.fromEntries(ON.map((name) => [name, true])),
    });
  },
};
