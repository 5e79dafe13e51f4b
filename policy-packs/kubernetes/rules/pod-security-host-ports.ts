import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { expectField, field, members, pathTo, type Place, shown, unknownField } from "../fields";
import { called, eachContainer, judgePods } from "../pod-security";
import { type Container, type Pod, POD_CARRIERS } from "../pods";

export const podSecurityHostPorts: ResourceRule = {
  kind: "resource",
  name: "pod-security-host-ports",
  title: "A container must not take a port of its node.",
  severity: "medium",
  level: "mandatory",
  rationale: "A host port passes by network policy and can stand in for a service of the node.",
  remedy: "Leave hostPort out and put a Service before the pod.",
  controls: ["Pod Security Standards baseline: Host Ports"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 90,
  check: (resource, context) =>
    judgePods("baseline", "Host Ports", resource, context, (pod) =>
      eachContainer(pod, (container) =>
        members(container, "ports").flatMap((port) => [
          ...written(port, container),
          ...implied(port, container, pod),
        ]),
      ),
    ),
};

function written(port: Place, container: Container): Finding[] {
  return expectField(
    port,
    ["hostPort"],
    isNone,
    (found) => `${called(container)} sets hostPort to ${found}; only 0 is allowed: remove it.`,
  );
}

/** On the node's network the API server gives each port of a container, save an ephemeral one, as host port. */
function implied(port: Place, container: Container, pod: Pod): Finding[] {
  const number = field(port.body, "containerPort");
  if (container.list === "ephemeralContainers" || isNone(number)) return [];
  if (!isNone(field(port.body, "hostPort")) && !isUnknown(field(port.body, "hostPort"))) return [];
  const onHost = field(pod.spec.body, "hostNetwork");
  if (isUnknown(onHost)) return [unknownField(pod.spec, ["hostNetwork"])];
  if (onHost !== true) return [];
  if (isUnknown(number)) return [unknownField(port, ["containerPort"])];
  const message = `${called(container)} takes port ${shown(number)} of the node, as hostNetwork is true: remove hostNetwork.`;
  return [{ path: pathTo(port, ["hostPort"]), message }];
}

function isNone(value: unknown): boolean {
  return value === undefined || value === 0;
}
