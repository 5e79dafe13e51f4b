import type { Finding, ResourceRule } from "../../lib/rule";
import { expectField, field, isAbsentOrEmpty, NOTHING } from "../fields";
import { called, eachContext, judgePods } from "../pod-security";
import { POD_CARRIERS, type Secured } from "../pods";

const TYPES = ["container_t", "container_init_t", "container_kvm_t"];
const TYPES_FROM_31 = [...TYPES, "container_engine_t"];

export const podSecuritySelinux: ResourceRule = {
  kind: "resource",
  name: "pod-security-selinux",
  title: "A pod must keep a container SELinux type, and no user or role of its own.",
  severity: "medium",
  level: "mandatory",
  rationale:
    "Another type, user or role takes away the confinement that SELinux gives a container.",
  remedy: "Leave seLinuxOptions out, or set only level and an allowed type.",
  controls: ["Pod Security Standards baseline: SELinux"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 90,
  check: (resource, context) =>
    judgePods("baseline", "SELinux", resource, context, (pod, { minor }) => {
      const types = minor < 31 ? TYPES : TYPES_FROM_31;
      return eachContext(pod, (place) => optionsOf(place, types));
    }),
};

function optionsOf(place: Secured, types: readonly unknown[]): Finding[] {
  if (field(place.security.body, "seLinuxOptions") === undefined) return NOTHING;
  const option = (name: string, allowed: (value: unknown) => boolean, fix: string) =>
    expectField(
      place.security,
      ["seLinuxOptions", name],
      allowed,
      (found) =>
        `${called(place)} sets securityContext.seLinuxOptions.${name} to ${found}; ${fix}.`,
    );
  return [
    ...option(
      "type",
      (value) => isAbsentOrEmpty(value) || types.includes(value),
      `${types.join(", ")} are allowed`,
    ),
    ...option("user", isAbsentOrEmpty, "none is allowed: remove it"),
    ...option("role", isAbsentOrEmpty, "none is allowed: remove it"),
  ];
}
