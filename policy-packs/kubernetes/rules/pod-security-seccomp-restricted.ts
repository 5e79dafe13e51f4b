import type { Finding, ResourceRule } from "../../lib/rule";
import { expectField, field, unless } from "../fields";
import { called, eachContainer, isWindows, judgePods } from "../pod-security";
import { type Container, type Pod, POD_CARRIERS, type Secured } from "../pods";
import { assignAt, atField } from "../repair";

const PROFILE = "seccompProfile";
const TYPE = [PROFILE, "type"];
const isConfined = (type: unknown) => type === "RuntimeDefault" || type === "Localhost";

export const podSecuritySeccompRestricted: ResourceRule = {
  kind: "resource",
  name: "pod-security-seccomp-restricted",
  title: "Every container must run under a seccomp profile (from v1.19 on).",
  severity: "medium",
  level: "mandatory",
  rationale:
    "Without a profile a container may make every system call, and so reach every kernel flaw.",
  remedy: "Set securityContext.seccompProfile.type: RuntimeDefault in the pod.",
  controls: ["Pod Security Standards restricted: Seccomp"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 90,
  check: (resource, context) =>
    judgePods("restricted", "Seccomp", resource, context, (pod, { minor }) => {
      if (minor < 19) return [];
      const findings = [
        ...(field(pod.spec.security.body, PROFILE) === undefined ? [] : typeOf(pod.spec)),
        ...eachContainer(pod, (container) => containerSays(container, pod)),
      ];
      return minor < 25 ? findings : unless(findings, pod.spec, ["os", "name"], isWindows);
    }),
  remediate: (props, resource, context) =>
    assignAt(
      props,
      atField(podSecuritySeccompRestricted.check(resource, context), "type"),
      "RuntimeDefault",
    ),
};

/** A container's own profile wins; without one the pod's serves it, and a bad one is reported there. */
function containerSays(container: Container, pod: Pod): Finding[] {
  const own = field(container.security.body, PROFILE);
  if (own === undefined && field(pod.spec.security.body, PROFILE) !== undefined) return [];
  return typeOf(container);
}

function typeOf(place: Secured): Finding[] {
  return expectField(
    place.security,
    TYPE,
    isConfined,
    (found) =>
      `${called(place)} has ${found} for securityContext.seccompProfile.type; set RuntimeDefault or Localhost.`,
  );
}
