import type { ResourceRule } from "../../lib/rule";
import { expectField, isFalse, unless } from "../fields";
import { called, eachContainer, judgePods } from "../pod-security";
import { POD_CARRIERS } from "../pods";

export const podSecurityProcMount: ResourceRule = {
  kind: "resource",
  name: "pod-security-proc-mount",
  title: "A container must keep the masked /proc.",
  severity: "high",
  level: "mandatory",
  rationale: "An unmasked /proc shows and changes the kernel's settings for the whole node.",
  remedy: "Leave procMount out; at level baseline hostUsers: false lifts this from v1.35 on.",
  controls: [
    "Pod Security Standards baseline: /proc Mount Type",
    "Pod Security Standards restricted: /proc Mount Type",
  ],
  appliesTo: POD_CARRIERS,
  exceptableDays: 30,
  check: (resource, context) =>
    judgePods("baseline", "/proc Mount Type", resource, context, (pod, { level, minor }) => {
      const findings = eachContainer(pod, (container) =>
        expectField(
          container.security,
          ["procMount"],
          (value) => value === undefined || value === "Default",
          (found) =>
            `${called(container)} sets securityContext.procMount to ${found}; only Default is allowed: remove it.`,
        ),
      );
      const relaxed = level === "baseline" && minor >= 35;
      return relaxed ? unless(findings, pod.spec, ["hostUsers"], isFalse) : findings;
    }),
};
