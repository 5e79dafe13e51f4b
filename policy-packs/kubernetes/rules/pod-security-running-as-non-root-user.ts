import type { Finding, ResourceRule } from "../../lib/rule";
import { expectField, isFalse, unless } from "../fields";
import { called, eachContext, judgePods } from "../pod-security";
import { POD_CARRIERS, type Secured } from "../pods";

export const podSecurityRunningAsNonRootUser: ResourceRule = {
  kind: "resource",
  name: "pod-security-running-as-non-root-user",
  title: "No container must be told to run as user 0 (from v1.23 on).",
  severity: "high",
  level: "mandatory",
  rationale: "User 0 is root, and root in a container is one flaw away from root on the node.",
  remedy: "Set runAsUser to a user above 0, or leave it to the image.",
  controls: ["Pod Security Standards restricted: Running as Non-root user"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 30,
  check: (resource, context) =>
    judgePods("restricted", "Running as Non-root user", resource, context, (pod, { minor }) => {
      if (minor < 23) return [];
      const findings = eachContext(pod, userOf);
      return minor < 35 ? findings : unless(findings, pod.spec, ["hostUsers"], isFalse);
    }),
};

function userOf(place: Secured): Finding[] {
  return expectField(
    place.security,
    ["runAsUser"],
    (value) => value === undefined || (Number.isInteger(value) && value !== 0),
    (found) =>
      `${called(place)} sets securityContext.runAsUser to ${found}; set a user above 0, or remove it.`,
  );
}
