import * as core from "@pulumi/kubernetes/core/v1";
import * as networking from "@pulumi/kubernetes/networking/v1";
import * as rbac from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";

import type { Lane } from "../lib/lanes";
import type { EgressRule } from "./lane";
import type { RunnerSize } from "./runner-pod";

/** Whose service account may write runner pods into a lane's namespace. */
export interface ControllerAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

interface NamespaceArgs {
  readonly lane: Lane;
  readonly namespace: string;
  readonly podSecurityVersion: string;
  readonly egress: Readonly<Record<string, EgressRule>>;
  readonly maxRunners: number;
  readonly size: RunnerSize;
  readonly controller: ControllerAccount;
}

/** Everything around a lane's pods; returns what a scale set has to wait for. */
export function laneNamespace(
  name: string,
  args: NamespaceArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { lane, namespace } = args;
  const labels = { "airside/lane": lane };
  const made = new core.Namespace(
    name,
    {
      metadata: {
        name: namespace,
        labels: {
          ...labels,
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/enforce-version": args.podSecurityVersion,
        },
      },
    },
    opts,
  );
  const inside = { ...opts, dependsOn: [made] };
  const metadata = (each: string, annotations?: Record<string, string>) => ({
    name: each,
    namespace,
    labels,
    ...(annotations ? { annotations } : {}),
  });
  new core.ResourceQuota(name, { metadata: metadata("lane"), spec: { hard: quota(args) } }, inside);
  new core.LimitRange(
    name,
    { metadata: metadata("lane"), spec: { limits: [limits(args.size)] } },
    inside,
  );
  new core.ServiceAccount(
    name,
    { metadata: metadata("runner"), automountServiceAccountToken: false },
    inside,
  );
  new networking.NetworkPolicy(
    `${name}-default-deny`,
    {
      metadata: metadata("default-deny"),
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    },
    inside,
  );
  new networking.NetworkPolicy(
    `${name}-egress`,
    {
      metadata: metadata("egress"),
      spec: { podSelector: {}, policyTypes: ["Egress"], egress: egressRules(args.egress) },
    },
    inside,
  );
  return [made, ...controllerRights(name, args, metadata, inside)];
}

/** The controller's rights end at the lane's namespace. */
function controllerRights(
  name: string,
  { namespace, controller }: NamespaceArgs,
  metadata: (name: string, annotations?: Record<string, string>) => object,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const need = { "airside/operator": "The runner controller makes this lane's one-job pods" };
  new rbac.Role(
    `${name}-controller`,
    { metadata: metadata("runner-controller", need), rules: CONTROLLER_RULES },
    opts,
  );
  const { serviceAccount, namespace: from } = controller;
  const binding = new rbac.RoleBinding(
    `${name}-controller`,
    {
      metadata: { name: "runner-controller", namespace },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "runner-controller" },
      subjects: [{ kind: "ServiceAccount", name: serviceAccount, namespace: from }],
    },
    opts,
  );
  return [binding];
}

/** What the controller does for each runner: a pod, its one-time secret, and an account without rights. */
const CONTROLLER_RULES = [
  { apiGroups: [""], resources: ["pods"], verbs: ["create", "delete", "get", "patch", "update"] },
  { apiGroups: [""], resources: ["pods/status"], verbs: ["get"] },
  ...["secrets", "serviceaccounts"].map((resource) => ({
    apiGroups: [""],
    resources: [resource],
    verbs: ["create", "delete", "get", "list", "patch", "update"],
  })),
  {
    apiGroups: ["rbac.authorization.k8s.io"],
    resources: ["roles", "rolebindings"],
    verbs: ["create", "delete", "get", "patch", "update"],
  },
];

function quota({ maxRunners, size }: NamespaceArgs) {
  const cpu = `${maxRunners * size.cpus}`;
  const memory = `${maxRunners * size.memoryGib}Gi`;
  return {
    pods: `${maxRunners}`,
    "requests.cpu": cpu,
    "requests.memory": memory,
    "limits.cpu": cpu,
    "limits.memory": memory,
    persistentvolumeclaims: "0",
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  };
}

function limits({ cpus, memoryGib }: RunnerSize) {
  const one = { cpu: `${cpus}`, memory: `${memoryGib}Gi` };
  return { type: "Container", default: one, defaultRequest: one, max: one };
}

/** Cluster DNS and the listed networks, as a NetworkPolicy says it. */
export function egressRules(egress: Readonly<Record<string, EgressRule>>) {
  const names = {
    to: [
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
        podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
      },
    ],
    ports: [
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ],
  };
  const listed = Object.values(egress).map(({ cidr, ports }) => ({
    to: [{ ipBlock: { cidr } }],
    ports: ports.map((port) => ({ protocol: "TCP", port })),
  }));
  return [names, ...listed];
}
