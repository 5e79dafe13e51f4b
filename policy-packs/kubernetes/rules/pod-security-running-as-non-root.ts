import type { Finding, ResourceRule } from "../../lib/rule";
import { expectField, field, isAbsent, isFalse, isTrue, unless } from "../fields";
import { called, eachContainer, judgePods } from "../pod-security";
import { type Container, type Pod, POD_CARRIERS } from "../pods";
import { assignAt, atField } from "../repair";

const FIELD = ["runAsNonRoot"] as const;

export const podSecurityRunningAsNonRoot: ResourceRule = {
  kind: "resource",
  name: "pod-security-running-as-non-root",
  title: "Every container must be refused to run as root.",
  severity: "high",
  level: "mandatory",
  rationale: "Root in a container is root on the node as soon as the container's walls give way.",
  remedy:
    "Set securityContext.runAsNonRoot: true in the pod, and false nowhere; from v1.35 on hostUsers: false does as well.",
  controls: ["Pod Security Standards restricted: Running as Non-root"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 30,
  check: (resource, context) =>
    judgePods("restricted", "Running as Non-root", resource, context, (pod, { minor }) => {
      const findings = [...podSays(pod), ...eachContainer(pod, (one) => containerSays(one, pod))];
      return minor < 35 ? findings : unless(findings, pod.spec, ["hostUsers"], isFalse);
    }),
  remediate: (props, resource, context) =>
    assignAt(
      props,
      atField(podSecurityRunningAsNonRoot.check(resource, context), "runAsNonRoot"),
      true,
    ),
};

function podSays(pod: Pod): Finding[] {
  return expectField(
    pod.spec.security,
    FIELD,
    (value) => isAbsent(value) || isTrue(value),
    (found) => `the pod sets securityContext.runAsNonRoot to ${found}; set it to true.`,
  );
}

/** A container's own value wins; without one the pod's serves it, and a bad one is reported there. */
function containerSays(container: Container, pod: Pod): Finding[] {
  const own = field(container.security.body, FIELD[0]);
  if (own === undefined && field(pod.spec.security.body, FIELD[0]) !== undefined) return [];
  return expectField(
    container.security,
    FIELD,
    isTrue,
    (found) =>
      `${called(container)} has ${found} for securityContext.runAsNonRoot; set it to true here or in the pod.`,
  );
}
