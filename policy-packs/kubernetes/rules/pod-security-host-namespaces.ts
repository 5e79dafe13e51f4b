import type { ResourceRule } from "../../lib/rule";
import { expectField, isAbsentOrFalse } from "../fields";
import { judgePods } from "../pod-security";
import { POD_CARRIERS } from "../pods";

const HOST_NAMESPACES = ["hostNetwork", "hostPID", "hostIPC"];

export const podSecurityHostNamespaces: ResourceRule = {
  kind: "resource",
  name: "pod-security-host-namespaces",
  title: "A pod must not share the network, process or IPC namespace of its node.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "In the node's namespaces a pod reads other tenants' traffic and memory, and reaches the node's own services.",
  remedy: "Leave hostNetwork, hostPID and hostIPC out; expose ports through a Service.",
  controls: [
    "Pod Security Standards baseline: Host Namespaces",
    "CIS EKS 1.8 4.2.2",
    "CIS EKS 1.8 4.2.3",
    "CIS EKS 1.8 4.2.4",
    "NSA/CISA Kubernetes Hardening Guidance",
  ],
  appliesTo: POD_CARRIERS,
  exceptableDays: 14,
  check: (resource, context) =>
    judgePods("baseline", "Host Namespaces", resource, context, (pod) =>
      HOST_NAMESPACES.flatMap((name) =>
        expectField(
          pod.spec,
          [name],
          isAbsentOrFalse,
          (found) => `the pod sets ${name} to ${found}; only false is allowed: remove it.`,
        ),
      ),
    ),
};
