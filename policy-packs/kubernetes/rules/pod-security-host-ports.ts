import type { ResourceRule } from "../../lib/rule";
import { expectField, members } from "../fields";
import { called, eachContainer, judgePods } from "../pod-security";
import { POD_CARRIERS } from "../pods";

const noHostPort = (value: unknown) => value === undefined || value === 0;

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
        members(container, "ports").flatMap((port) =>
          expectField(
            port,
            ["hostPort"],
            noHostPort,
            (found) =>
              `${called(container)} sets hostPort to ${found}; only 0 is allowed: remove it.`,
          ),
        ),
      ),
    ),
};
