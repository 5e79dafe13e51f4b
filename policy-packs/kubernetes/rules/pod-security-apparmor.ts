import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { expectField, field, isObject, type Place, unknownField } from "../fields";
import { called, eachContext, judgePods } from "../pod-security";
import { POD_CARRIERS, type Secured } from "../pods";

const ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";
const PROFILE = "appArmorProfile";

export const podSecurityApparmor: ResourceRule = {
  kind: "resource",
  name: "pod-security-apparmor",
  title: "A pod must keep the runtime's AppArmor profile or a local one.",
  severity: "medium",
  level: "mandatory",
  rationale:
    "An unconfined container lacks the layer that stops mounts and writes to /proc and /sys.",
  remedy: "Leave appArmorProfile out, or set its type to RuntimeDefault or Localhost.",
  controls: ["Pod Security Standards baseline: AppArmor"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 90,
  check: (resource, context) =>
    judgePods("baseline", "AppArmor", resource, context, (pod) => [
      ...eachContext(pod, profileOf),
      ...annotationsOf(pod.metadata),
    ]),
};

/** A profile without a type is no profile at all: only leaving it out whole is leaving it to the runtime. */
function profileOf(place: Secured): Finding[] {
  if (field(place.security.body, PROFILE) === undefined) return [];
  return expectField(
    place.security,
    [PROFILE, "type"],
    (type) => type === "RuntimeDefault" || type === "Localhost",
    (found) =>
      `${called(place)} sets securityContext.appArmorProfile.type to ${found}; RuntimeDefault and Localhost are allowed.`,
  );
}

function annotationsOf(metadata: Place): Finding[] {
  const annotations = field(metadata.body, "annotations");
  if (isUnknown(annotations)) return [unknownField(metadata, ["annotations"])];
  if (!isObject(annotations)) return [];
  return Object.keys(annotations)
    .filter((key) => key.startsWith(ANNOTATION))
    .flatMap((key) =>
      expectField(
        metadata,
        ["annotations", key],
        isAllowedAnnotation,
        (found) =>
          `the annotation ${key} is ${found}; runtime/default and localhost/… are allowed: remove it.`,
      ),
    );
}

function isAllowedAnnotation(value: unknown): boolean {
  return (
    value === undefined ||
    value === "" ||
    value === "runtime/default" ||
    (typeof value === "string" && value.startsWith("localhost/"))
  );
}
