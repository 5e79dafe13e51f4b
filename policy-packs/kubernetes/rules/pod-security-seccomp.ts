import type { Finding, ResourceRule } from "../../lib/rule";
import { expectField, field, isText } from "../fields";
import { called, eachContext, judgePods } from "../pod-security";
import { type Pod, POD_CARRIERS, type Secured } from "../pods";

const POD_ANNOTATION = "seccomp.security.alpha.kubernetes.io/pod";
const CONTAINER_ANNOTATION = "container.seccomp.security.alpha.kubernetes.io/";
const PROFILE = "seccompProfile";

export const podSecuritySeccomp: ResourceRule = {
  kind: "resource",
  name: "pod-security-seccomp",
  title: "A pod must not switch seccomp off.",
  severity: "high",
  level: "mandatory",
  rationale: "Unconfined, a container may make every system call, and so reach every kernel flaw.",
  remedy: "Set seccompProfile.type to RuntimeDefault, or leave seccompProfile out.",
  controls: ["Pod Security Standards baseline: Seccomp"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 30,
  check: (resource, context) =>
    judgePods("baseline", "Seccomp", resource, context, (pod, { minor }) =>
      minor < 19 ? annotationsOf(pod) : eachContext(pod, profileOf),
    ),
};

/** A profile without a type is not left to the runtime; it is none. */
function profileOf(place: Secured): Finding[] {
  if (field(place.security.body, PROFILE) === undefined) return [];
  return expectField(
    place.security,
    [PROFILE, "type"],
    (type) => type === "RuntimeDefault" || type === "Localhost",
    (found) =>
      `${called(place)} sets securityContext.seccompProfile.type to ${found}; RuntimeDefault and Localhost are allowed.`,
  );
}

/** Before v1.19 there was no field: two annotations on the pod said it. */
function annotationsOf(pod: Pod): Finding[] {
  const names = pod.containers.map(({ body }) => field(body, "name")).filter(isText);
  const keys = [POD_ANNOTATION, ...names.map((name) => CONTAINER_ANNOTATION + name)];
  return [...new Set(keys)].flatMap((key) =>
    expectField(
      pod.metadata,
      ["annotations", key],
      isAllowedAnnotation,
      (found) =>
        `the annotation ${key} is ${found}; runtime/default, docker/default and localhost/… are allowed.`,
    ),
  );
}

function isAllowedAnnotation(value: unknown): boolean {
  return (
    value === undefined ||
    value === "runtime/default" ||
    value === "docker/default" ||
    (typeof value === "string" && value.startsWith("localhost/"))
  );
}
