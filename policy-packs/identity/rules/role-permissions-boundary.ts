import { missingSetting } from "../../lib/missing-setting";
import type { ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { isCiRole } from "../ci-role";
import { notKnown, ROLE } from "../trust";

const NAME = "role-permissions-boundary";
const PATH = "permissionsBoundary";

export const rolePermissionsBoundary: ResourceRule = {
  kind: "resource",
  name: NAME,
  title: "A role that GitHub jobs assume must have a permissions boundary that the company knows.",
  severity: "high",
  level: "mandatory",
  rationale:
    "Without a boundary, one careless policy on the role is all that stands before the whole account.",
  remedy:
    "Set permissionsBoundary to the ARN of an identity.PermissionsBoundary that identity.boundaries lists.",
  controls: ["CIS AWS 7.0 2.14"],
  appliesTo: [ROLE],
  exceptableDays: 30,
  check(role, { settings }) {
    const ci = isCiRole(role);
    if (ci === false) return [];
    const boundaries = settings["identity.boundaries"];
    if (boundaries === undefined)
      return ci === true ? [missingSetting(NAME, "identity.boundaries")] : [];
    const given = role.props[PATH];
    if (typeof given === "string" && boundaries.includes(given)) return [];
    if (ci === "unknown") return [notKnown("assumeRolePolicy")];
    if (isUnknown(given)) return [notKnown(PATH)];
    const message = `The role "${role.name}" must set ${PATH} to one of ${
      boundaries.join(", ") || "no ARN at all, for " + "identity.boundaries is empty"
    }, but has ${JSON.stringify(given ?? "no such setting")}.`;
    return [{ path: PATH, message }];
  },
  remediate(props, _role, { settings }) {
    const [first, ...others] = settings["identity.boundaries"] ?? [];
    // Which of several is meant, nobody but the author can say.
    if (first === undefined || others.length > 0 || isUnknown(props[PATH])) return;
    props[PATH] = first;
  },
};
