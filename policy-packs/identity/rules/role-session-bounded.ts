import type { ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { isCiRole } from "../ci-role";
import { notKnown, ROLE } from "../trust";

/** IAM's default, and the shortest that a role can be told to allow. */
const HOUR = 3600;

const PATH = "maxSessionDuration";

function isBounded(duration: unknown): boolean {
  return duration == null || (typeof duration === "number" && duration <= HOUR);
}

export const roleSessionBounded: ResourceRule = {
  kind: "resource",
  name: "role-session-bounded",
  title: "A session of a role that GitHub jobs assume must last an hour at most.",
  severity: "medium",
  level: "mandatory",
  rationale: "Credentials that leak from a job stay good for as long as the session may last.",
  remedy:
    "Leave maxSessionDuration out, as identity.TrustRole does, and let long jobs renew their session.",
  controls: ["SOC 2 CC6.1"],
  appliesTo: [ROLE],
  exceptableDays: 90,
  check(role) {
    const duration = role.props[PATH];
    if (isBounded(duration)) return [];
    const ci = isCiRole(role);
    if (ci === false) return [];
    if (ci === "unknown") return [notKnown("assumeRolePolicy")];
    if (isUnknown(duration)) return [notKnown(PATH)];
    const message =
      `The role "${role.name}" must allow sessions of at most ${HOUR} seconds, but has ` +
      `${JSON.stringify(duration)}; leave ${PATH} out.`;
    return [{ path: PATH, message }];
  },
  remediate(props) {
    if (!isUnknown(props[PATH]) && !isBounded(props[PATH])) props[PATH] = HOUR;
  },
};
