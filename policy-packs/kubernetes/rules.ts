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
import { readOnlyRootFilesystem } from "./rules/read-only-root-filesystem";
import { containerResourcesBounded } from "./rules/container-resources-bounded";
import { serviceAccountExplicit } from "./rules/service-account-explicit";
import { defaultServiceAccountUnused } from "./rules/default-service-account-unused";
import { namespacePodSecurityEnforced } from "./rules/namespace-pod-security-enforced";
import { namespaceDefaultDeny } from "./rules/namespace-default-deny";
import { defaultNamespaceUnused } from "./rules/default-namespace-unused";
import { rbacLeastPrivilege } from "./rules/rbac-least-privilege";
import { rbacWorkloadCreationBounded } from "./rules/rbac-workload-creation-bounded";
import { clusterEndpointPrivate } from "./rules/cluster-endpoint-private";
import { clusterAuditLogged } from "./rules/cluster-audit-logged";
import { clusterSecretsEncrypted } from "./rules/cluster-secrets-encrypted";
import { clusterAccessEntriesOnly } from "./rules/cluster-access-entries-only";
import { clusterAdminBounded } from "./rules/cluster-admin-bounded";
import { exposureApproved } from "./rules/exposure-approved";
import { admissionEnforced } from "./rules/admission-enforced";
import { admissionExclusionsBounded } from "./rules/admission-exclusions-bounded";
import { admissionHighlyAvailable } from "./rules/admission-highly-available";
import { runtimeDetectionEnabled } from "./rules/runtime-detection-enabled";
import { runtimeDropsAlerted } from "./rules/runtime-drops-alerted";
import { chartRenderedInPreview } from "./rules/chart-rendered-in-preview";
import { containmentKitPresent } from "./rules/containment-kit-present";

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
  readOnlyRootFilesystem,
  containerResourcesBounded,
  serviceAccountExplicit,
  defaultServiceAccountUnused,
  namespacePodSecurityEnforced,
  namespaceDefaultDeny,
  defaultNamespaceUnused,
  rbacLeastPrivilege,
  rbacWorkloadCreationBounded,
  clusterEndpointPrivate,
  clusterAuditLogged,
  clusterSecretsEncrypted,
  clusterAccessEntriesOnly,
  clusterAdminBounded,
  exposureApproved,
  admissionEnforced,
  admissionExclusionsBounded,
  admissionHighlyAvailable,
  runtimeDetectionEnabled,
  runtimeDropsAlerted,
  chartRenderedInPreview,
  containmentKitPresent,
];
