import type { ResourceRule } from "../../lib/rule";
import { expectField, members } from "../fields";
import { called, eachContainer, judgePods } from "../pod-security";
import { POD_CARRIERS } from "../pods";

const ALLOWED: readonly unknown[] = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

export const podSecurityCapabilities: ResourceRule = {
  kind: "resource",
  name: "pod-security-capabilities",
  title: "A container must not add capabilities beyond the runtime's default set.",
  severity: "high",
  level: "mandatory",
  rationale:
    "Capabilities such as SYS_ADMIN or NET_RAW open the node or the network to a container.",
  remedy: "Remove the entry from securityContext.capabilities.add.",
  controls: ["Pod Security Standards baseline: Capabilities"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 30,
  check: (resource, context) =>
    judgePods("baseline", "Capabilities", resource, context, (pod) =>
      eachContainer(pod, (container) =>
        members(container.security, "capabilities", "add").flatMap((capability) =>
          expectField(
            capability,
            [],
            (value) => ALLOWED.includes(value),
            (found) =>
              `${called(container)} adds the capability ${found}; at most ${ALLOWED.join(", ")} are allowed: remove it.`,
          ),
        ),
      ),
    ),
};
