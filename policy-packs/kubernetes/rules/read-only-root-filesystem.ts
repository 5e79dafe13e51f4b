import type { ResourceRule } from "../../lib/rule";
import { unlessDeclared } from "../declared";
import { expectField, isTrue, unless } from "../fields";
import { about } from "../kinds";
import { called, eachContainer, isWindows } from "../pod-security";
import { POD_CARRIERS, podsOf } from "../pods";

export const readOnlyRootFilesystem: ResourceRule = {
  kind: "resource",
  name: "read-only-root-filesystem",
  title: "Every container must have a read-only root file system.",
  severity: "medium",
  level: "mandatory-in-production",
  rationale:
    "Who breaks into a container cannot leave tools behind or change the program that runs.",
  remedy:
    "Set securityContext.readOnlyRootFilesystem: true and mount an emptyDir where the program writes.",
  controls: ["NSA/CISA Kubernetes Hardening Guidance"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 90,
  check: (resource) =>
    about(
      resource,
      podsOf(resource).flatMap((pod) => {
        const findings = eachContainer(pod, (container) =>
          expectField(
            container.security,
            ["readOnlyRootFilesystem"],
            isTrue,
            (found) =>
              `${called(container)} has ${found} for securityContext.readOnlyRootFilesystem; set it to true, ` +
              "or state the need in the annotation airside/operator.",
          ),
        );
        const declared = unlessDeclared(findings, pod, "airside/operator");
        return unless(declared, pod.spec, ["os", "name"], isWindows);
      }),
    ),
};
