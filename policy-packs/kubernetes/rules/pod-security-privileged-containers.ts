import type { ResourceRule } from "../../lib/rule";
import { expectField, isAbsentOrFalse } from "../fields";
import { called, eachContainer, judgePods } from "../pod-security";
import { POD_CARRIERS } from "../pods";

export const podSecurityPrivilegedContainers: ResourceRule = {
  kind: "resource",
  name: "pod-security-privileged-containers",
  title: "No container must be privileged.",
  severity: "critical",
  level: "mandatory",
  rationale: "A privileged container is root on its node, and so holds every pod beside it.",
  remedy:
    "Remove securityContext.privileged; build images in a pod with hostUsers: false or with a rootless builder.",
  controls: [
    "Pod Security Standards baseline: Privileged Containers",
    "CIS EKS 1.8 4.2.1",
    "NSA/CISA Kubernetes Hardening Guidance",
  ],
  appliesTo: POD_CARRIERS,
  exceptableDays: 14,
  check: (resource, context) =>
    judgePods("baseline", "Privileged Containers", resource, context, (pod) =>
      eachContainer(pod, (container) =>
        expectField(
          container.security,
          ["privileged"],
          isAbsentOrFalse,
          (found) =>
            `${called(container)} sets securityContext.privileged to ${found}; only false is allowed: remove it.`,
        ),
      ),
    ),
};
