import { readSettings } from "../../../policy-packs/lib/settings";
import type { Resource, ResourceContext, ResourceRule } from "../../../policy-packs/lib/rule";
import { rules } from "../../../policy-packs/kubernetes/rules";

/** A Kubernetes manifest, as it stands in a resource's props. */
export type Manifest = Readonly<Record<string, unknown>>;

/** The Pod Security controls by the names that Kubernetes' own source gives them. */
export const RULE_OF_CONTROL: Readonly<Record<string, string>> = {
  windowsHostProcess: "pod-security-host-process",
  hostNamespaces: "pod-security-host-namespaces",
  privileged: "pod-security-privileged-containers",
  capabilities_baseline: "pod-security-capabilities",
  hostPathVolumes: "pod-security-host-path-volumes",
  hostPorts: "pod-security-host-ports",
  hostProbesAndHostLifecycle: "pod-security-host-probes",
  appArmorProfile: "pod-security-apparmor",
  seLinuxOptions: "pod-security-selinux",
  procMount: "pod-security-proc-mount",
  procMount_restricted: "pod-security-proc-mount",
  seccompProfile_baseline: "pod-security-seccomp",
  sysctls: "pod-security-sysctls",
  restrictedVolumes: "pod-security-volume-types",
  allowPrivilegeEscalation: "pod-security-privilege-escalation",
  runAsNonRoot: "pod-security-running-as-non-root",
  runAsUser: "pod-security-running-as-non-root-user",
  seccompProfile_restricted: "pod-security-seccomp-restricted",
  capabilities_restricted: "pod-security-capabilities-restricted",
};

const podRules = rules.filter(
  (rule): rule is ResourceRule => rule.kind === "resource" && rule.name.startsWith("pod-security-"),
);

/** Names of the Pod Security rules that refuse a resource, in catalogue order. */
export function refusals(
  resource: Resource,
  level: "baseline" | "restricted",
  version: string,
): string[] {
  const context = contextOf(level, version);
  return podRules
    .filter((rule) => rule.check(resource, context).some(({ unknown }) => unknown !== true))
    .map(({ name }) => name);
}

const contexts = new Map<string, ResourceContext>();

function contextOf(level: string, version: string): ResourceContext {
  const key = `${level} ${version}`;
  const settings = {
    "podSecurity.level": level,
    "podSecurity.version": version,
    "podSecurity.namespaces": {},
  };
  const context = contexts.get(key) ?? {
    settings: readSettings(settings),
    components: [],
    lane: "deploy",
    dataClass: undefined,
    register: undefined,
  };
  contexts.set(key, context);
  return context;
}

export function pod(manifest: Manifest): Resource {
  return { type: "kubernetes:core/v1:Pod", name: "case", props: manifest };
}

/** The pod in every kind that carries one. */
export function carriersOf(manifest: Manifest): Resource[] {
  const { metadata, spec } = manifest;
  const template = { metadata, spec };
  const as = (type: string, props: Manifest): Resource => ({
    type: `kubernetes:${type}`,
    name: "case",
    props: { metadata: { name: "case" }, ...props },
  });
  const controllers = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];
  return [
    ...controllers.map((kind) => as(`apps/v1:${kind}`, { spec: { template } })),
    as("core/v1:ReplicationController", { spec: { template } }),
    as("batch/v1:Job", { spec: { template } }),
    as("batch/v1:CronJob", { spec: { jobTemplate: { spec: { template } } } }),
    as("core/v1:PodTemplate", { template }),
    as("apps/v1beta1:DeploymentPatch", { spec: { template } }),
    as("core/v1:PodPatch", { metadata, spec }),
    as("apps/v1:DeploymentList", { items: [{ spec: { template } }] }),
    as("core/v1:PodList", { items: [{ metadata, spec }] }),
    as("core/v1:List", { items: [{ kind: "Pod", metadata, spec }] }),
    as("actions.github.com/v1alpha1:AutoscalingRunnerSet", { spec: { template } }),
  ];
}
