import type { ResourceRule } from "../../lib/rule";
import { expectField, isFalse, unless } from "../fields";
import { called, eachContainer, isWindows, judgePods } from "../pod-security";
import { POD_CARRIERS } from "../pods";
import { assignAt, atField } from "../repair";

const FIELD = ["allowPrivilegeEscalation"];

export const podSecurityPrivilegeEscalation: ResourceRule = {
  kind: "resource",
  name: "pod-security-privilege-escalation",
  title: "Every container must forbid privilege escalation.",
  severity: "high",
  level: "mandatory",
  rationale: "A set-uid program in the image would otherwise make its caller root.",
  remedy: "Set securityContext.allowPrivilegeEscalation: false in every container.",
  controls: ["Pod Security Standards restricted: Privilege Escalation", "CIS EKS 1.8 4.2.5"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 30,
  check: (resource, context) =>
    judgePods("restricted", "Privilege Escalation", resource, context, (pod, { minor }) => {
      if (minor < 8) return [];
      const findings = eachContainer(pod, (container) =>
        expectField(
          container.security,
          FIELD,
          isFalse,
          (found) =>
            `${called(container)} has ${found} for securityContext.allowPrivilegeEscalation; set it to false.`,
        ),
      );
      return minor < 25 ? findings : unless(findings, pod.spec, ["os", "name"], isWindows);
    }),
  remediate: (props, resource, context) =>
    assignAt(
      props,
      atField(podSecurityPrivilegeEscalation.check(resource, context), "allowPrivilegeEscalation"),
      false,
    ),
};
