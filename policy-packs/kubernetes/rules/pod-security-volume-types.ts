import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { field, isObject, members, pathTo, type Place, shown, unknownField } from "../fields";
import { judgePods } from "../pod-security";
import { POD_CARRIERS } from "../pods";

const ALLOWED = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

export const podSecurityVolumeTypes: ResourceRule = {
  kind: "resource",
  name: "pod-security-volume-types",
  title: "A pod must use only volumes that bring nothing of the node or of a foreign server.",
  severity: "medium",
  level: "mandatory",
  rationale:
    "Other sources mount the node's files or network storage past the cluster's own access rules.",
  remedy: "Mount storage through a persistentVolumeClaim or a csi volume.",
  controls: ["Pod Security Standards restricted: Volume Types"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 90,
  check: (resource, context) =>
    judgePods("restricted", "Volume Types", resource, context, (pod) =>
      members(pod.spec, "volumes").flatMap(sourcesOf),
    ),
};

/** A volume without any source is an emptyDir, and so passes. */
function sourcesOf(volume: Place): Finding[] {
  if (isUnknown(volume.body)) return [unknownField(volume, [])];
  if (!isObject(volume.body)) return [];
  return Object.keys(volume.body)
    .filter((key) => key !== "name" && !key.startsWith("__") && !ALLOWED.includes(key))
    .filter((key) => field(volume.body, key) !== undefined)
    .map((key) =>
      isUnknown(field(volume.body, key))
        ? unknownField(volume, [key])
        : {
            path: pathTo(volume, [key]),
            message:
              `the volume ${shown(field(volume.body, "name"))} is of type ${key}; ` +
              `${ALLOWED.join(", ")} are allowed: use one of these.`,
          },
    );
}
