import type { ResourceRule } from "../../lib/rule";
import { expectField, members } from "../fields";
import { judgePods } from "../pod-security";
import { POD_CARRIERS } from "../pods";

/** The allowed names by the version that first allowed them. */
const ALLOWED_FROM: readonly (readonly [minor: number, names: readonly string[]])[] = [
  [
    0,
    [
      "kernel.shm_rmid_forced",
      "net.ipv4.ip_local_port_range",
      "net.ipv4.ip_unprivileged_port_start",
      "net.ipv4.ping_group_range",
      "net.ipv4.tcp_syncookies",
    ],
  ],
  [27, ["net.ipv4.ip_local_reserved_ports"]],
  [
    29,
    [
      "net.ipv4.tcp_fin_timeout",
      "net.ipv4.tcp_keepalive_intvl",
      "net.ipv4.tcp_keepalive_probes",
      "net.ipv4.tcp_keepalive_time",
    ],
  ],
  [32, ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]],
  [37, ["net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_slow_start_after_idle"]],
];

export const podSecuritySysctls: ResourceRule = {
  kind: "resource",
  name: "pod-security-sysctls",
  title: "A pod must set only the sysctls that stay within it.",
  severity: "medium",
  level: "mandatory",
  rationale:
    "Other sysctls change the kernel for every pod of the node, or switch protections off.",
  remedy: "Remove the entry from securityContext.sysctls, or set it on the node.",
  controls: ["Pod Security Standards baseline: Sysctls"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 90,
  check: (resource, context) =>
    judgePods("baseline", "Sysctls", resource, context, (pod, { minor }) =>
      members(pod.spec.security, "sysctls").flatMap((sysctl) =>
        expectField(
          sysctl,
          ["name"],
          (name) => isAllowed(name, minor),
          (found) =>
            `the pod sets the sysctl ${found}, which is not in the allowed set: remove it.`,
        ),
      ),
    ),
};

function isAllowed(name: unknown, minor: number): boolean {
  return ALLOWED_FROM.some(
    ([from, names]) => from <= minor && typeof name === "string" && names.includes(name),
  );
}
