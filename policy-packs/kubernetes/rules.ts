import type { Rule } from "../lib/rule";
import { podSecurityHostProcess } from "./rules/pod-security-host-process";
import { podSecurityHostNamespaces } from "./rules/pod-security-host-namespaces";
import { podSecurityPrivilegedContainers } from "./rules/pod-security-privileged-containers";
import { podSecurityCapabilities } from "./rules/pod-security-capabilities";
import { podSecurityHostPathVolumes } from "./rules/pod-security-host-path-volumes";
import { podSecurityHostPorts } from "./rules/pod-security-host-ports";
import { podSecurityHostProbes } from "./rules/pod-security-host-probes";
import { podSecurityApparmor } from "./rules/pod-security-apparmor";
import { podSecuritySelinux } from "./rules/pod-security-selinux";
import { podSecurityProcMount } from "./rules/pod-security-proc-mount";
import { podSecuritySeccomp } from "./rules/pod-security-seccomp";
import { podSecuritySysctls } from "./rules/pod-security-sysctls";
import { podSecurityVolumeTypes } from "./rules/pod-security-volume-types";
import { podSecurityPrivilegeEscalation } from "./rules/pod-security-privilege-escalation";
import { podSecurityRunningAsNonRoot } from "./rules/pod-security-running-as-non-root";
import { podSecurityRunningAsNonRootUser } from "./rules/pod-security-running-as-non-root-user";
import { podSecuritySeccompRestricted } from "./rules/pod-security-seccomp-restricted";
import { podSecurityCapabilitiesRestricted } from "./rules/pod-security-capabilities-restricted";

/** The pack's rules, in the order of the catalogue. */
export const rules: readonly Rule[] = [
  podSecurityHostProcess,
  podSecurityHostNamespaces,
  podSecurityPrivilegedContainers,
  podSecurityCapabilities,
  podSecurityHostPathVolumes,
  podSecurityHostPorts,
  podSecurityHostProbes,
  podSecurityApparmor,
  podSecuritySelinux,
  podSecurityProcMount,
  podSecuritySeccomp,
  podSecuritySysctls,
  podSecurityVolumeTypes,
  podSecurityPrivilegeEscalation,
  podSecurityRunningAsNonRoot,
  podSecurityRunningAsNonRootUser,
  podSecuritySeccompRestricted,
  podSecurityCapabilitiesRestricted,
];
