import type { ResourceRule } from "../../lib/rule";
import { expectField, isAbsentOrFalse } from "../fields";
import { called, eachContext, judgePods } from "../pod-security";
import { POD_CARRIERS } from "../pods";

const HOST_PROCESS = ["windowsOptions", "hostProcess"];

export const podSecurityHostProcess: ResourceRule = {
  kind: "resource",
  name: "pod-security-host-process",
  title: "A pod must not run Windows host processes.",
  severity: "critical",
  level: "mandatory",
  rationale: "A host process is a process of the node itself and can take it over.",
  remedy: "Leave windowsOptions.hostProcess out, in the pod and in every container.",
  controls: ["Pod Security Standards baseline: HostProcess"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 14,
  check: (resource, context) =>
    judgePods("baseline", "HostProcess", resource, context, (pod) =>
      eachContext(pod, (place) =>
        expectField(
          place.security,
          HOST_PROCESS,
          isAbsentOrFalse,
          (found) =>
            `${called(place)} sets securityContext.windowsOptions.hostProcess to ${found}; only false is allowed: remove it.`,
        ),
      ),
    ),
};
