import { administration } from "../../../access/permissions-escalation";
import type { Finding, Resource, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { isBreakGlass } from "../break-glass";
import {
  ATTACHMENT_CARRIERS,
  attachmentsOf,
  DOCUMENT_CARRIERS,
  judgePolicies,
  settingOf,
} from "../policies";

/** AWS's own policies that allow everything, or all of IAM. */
const ADMINISTRATOR = /^arn:aws[a-z-]*:iam::aws:policy\/(?:AdministratorAccess|IAMFullAccess)$/i;

function judgeAttachments(resource: Resource): Finding[] {
  return attachmentsOf(resource).flatMap(({ path, value }): Finding[] => {
    if (isUnknown(value)) {
      const message = `"${resource.name}" attaches a policy whose ARN is not known yet.`;
      return [{ path, message, unknown: true }];
    }
    if (typeof value !== "string" || !ADMINISTRATOR.test(value)) return [];
    const message =
      `"${resource.name}" attaches ${value.replace(/^.*\//, "")}, which makes its holder an administrator; ` +
      "attach a policy with the actions that are needed.";
    return [{ path, message }];
  });
}

export const roleNotAdministrator: ResourceRule = {
  kind: "resource",
  name: "role-not-administrator",
  title: "A role, user or group other than the break-glass role must not be an administrator.",
  severity: "critical",
  level: "mandatory",
  rationale: "Whoever gets hold of one job, key or session then holds the whole account.",
  remedy:
    "Give identity.TrustRole the few actions it needs; keep identity.BreakGlassRole for emergencies.",
  controls: ["CIS AWS 7.0 2.14", "SOC 2 CC6.3"],
  appliesTo: [...new Set([...DOCUMENT_CARRIERS, ...ATTACHMENT_CARRIERS])],
  exceptableDays: 14,
  check(resource, context) {
    if (isBreakGlass(resource, context.components)) return [];
    const setting = settingOf(resource, context);
    const documents = judgePolicies(
      resource,
      (statements) => administration(statements, setting),
      (_found, path) =>
        `${path} of "${resource.name}" allows all of IAM on all resources, or cannot be read as a policy document; ` +
        "name the actions and the resources that are needed.",
    );
    return [...judgeAttachments(resource), ...documents];
  },
};
