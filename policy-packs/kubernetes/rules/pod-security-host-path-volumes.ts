import type { ResourceRule } from "../../lib/rule";
import { expectField, field, isAbsent, members, shown } from "../fields";
import { judgePods } from "../pod-security";
import { POD_CARRIERS } from "../pods";

export const podSecurityHostPathVolumes: ResourceRule = {
  kind: "resource",
  name: "pod-security-host-path-volumes",
  title: "A pod must not mount a path of its node.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Through a mounted path a container reads or changes the node's files, credentials included.",
  remedy: "Use an emptyDir, a persistentVolumeClaim or a projected volume.",
  controls: ["Pod Security Standards baseline: HostPath Volumes"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 14,
  check: (resource, context) =>
    judgePods("baseline", "HostPath Volumes", resource, context, (pod) =>
      members(pod.spec, "volumes").flatMap((volume) =>
        expectField(
          volume,
          ["hostPath"],
          isAbsent,
          () =>
            `the volume ${shown(field(volume.body, "name"))} has a hostPath, which is not allowed: use another source.`,
        ),
      ),
    ),
};
