import { createHash } from "node:crypto";

import type { Cloud, Connection, Subject, TypeFacts } from "./cloud";
import type { Environment } from "./guard";
import type { ResourceTable } from "./table-format";
import { isObject, type Properties, text, UNKNOWN } from "./values";
import type { World } from "./world";

const NAMESPACE = "kubernetes:core/v1:Namespace";
/** Every cluster has them. */
const BUILT_IN_NAMESPACES = ["default", "kube-system", "kube-public", "kube-node-lease"];

const CLUSTER_SCOPED = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "APIService",
  "StorageClass",
  "CSIDriver",
  "CSINode",
  "VolumeAttachment",
  "PriorityClass",
  "FlowSchema",
  "PriorityLevelConfiguration",
  "CertificateSigningRequest",
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "ClusterPolicy",
  "ClusterCleanupPolicy",
  "GlobalContextEntry",
  "ValidatingPolicy",
  "ImageValidatingPolicy",
  "MutatingPolicy",
  "GeneratingPolicy",
  "DeletingPolicy",
  "ClusterSecretStore",
  "ClusterExternalSecret",
  "IngressClass",
  "RuntimeClass",
]);

/** What the API server does not let anybody change, by kind; a change makes the object anew. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  Deployment: ["spec.selector"],
  DaemonSet: ["spec.selector"],
  StatefulSet: [
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
    "spec.podManagementPolicy",
  ],
  ReplicaSet: ["spec.selector"],
  Job: ["spec.selector", "spec.template", "spec.completionMode"],
  Pod: ["spec"],
  Service: ["spec.clusterIP"],
  PersistentVolumeClaim: ["spec.accessModes", "spec.storageClassName", "spec.volumeName"],
  RoleBinding: ["roleRef"],
  ClusterRoleBinding: ["roleRef"],
  Secret: ["type"],
  StorageClass: ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"],
};

export const kubernetes: Cloud = {
  name: "kubernetes",
  strict: true,
  // In the schemas of custom kinds: no programming language takes the dashes.
  spelling: (name) => (name.startsWith("x-kubernetes-") ? name.replaceAll("-", "_") : name),
  openTable,
  connect,
  scope: ({ connection }) => connection.scope,
  facts,
  nameRule: (type) =>
    type.startsWith("kubernetes:") ? { property: "metadata.name", digits: 8 } : undefined,
  problems,
  refusal,
  exists: (subject, id) => `${resourceName(subject)} "${id}" already exists`,
  // Loaded when a program has a chart: its parser is most of a provider's start.
  construct: async (request, site) =>
    (await import("./charts/construct.js")).constructChart(request, site),
};

/** Whether objects of the kind stand beside namespaces and not in one. */
export function clusterScoped(kind: string): boolean {
  return CLUSTER_SCOPED.has(kind);
}

/** Which cluster is meant, from the access given; without any, the sandbox's one cluster. */
function connect(config: Properties, _environment: Environment): Connection {
  const access = [config["kubeconfig"], config["context"], config["cluster"]].map(text).join("|");
  const hash = createHash("sha256").update(access).digest("hex").slice(0, 12);
  return { scope: access === "||" ? "cluster/sandbox" : `cluster/${hash}` };
}

/** Custom kinds have whatever properties their definitions give them. */
function openTable(type: string): ResourceTable | undefined {
  if (!/^kubernetes:[\w.-]+\/v\w+:\w+$/.test(type)) return undefined;
  return {
    in: { apiVersion: "s", kind: "s", metadata: "any" },
    req: [],
    out: {},
    computed: [],
    secret: [],
    open: true,
  };
}

function facts(type: string): TypeFacts {
  const kind = kindOf(type);
  return {
    replaceOn: [
      "apiVersion",
      "kind",
      "metadata.name",
      "metadata.namespace",
      ...(IMMUTABLE[kind] ?? []),
    ],
    id: CLUSTER_SCOPED.has(kind)
      ? "{metadata.name}"
      : "{metadata.namespace|default}/{metadata.name}",
    // A patch and the object it patches are the same thing to the API server.
    ...(type.endsWith("Patch") ? { put: true } : {}),
  };
}

function problems({ type, properties }: Subject): string[] {
  const metadata = properties["metadata"];
  if (!isObject(metadata)) return [];
  const name = metadata["name"];
  const found: string[] = [];
  const limit = kindOf(type) === "Namespace" || kindOf(type) === "Service" ? 63 : 253;
  if (typeof name === "string" && name !== UNKNOWN && !isDnsName(name, limit)) {
    found.push(
      `"metadata.name" must have at most ${limit} lower-case letters, digits, dots and dashes and begin and ` +
        `end with a letter or digit, got "${name}"`,
    );
  }
  return [...found, ...labelProblems(metadata["labels"])];
}

/** RBAC objects and custom ones may have names beyond DNS; the pattern refuses what none may have. */
function isDnsName(name: string, limit: number): boolean {
  return name.length <= limit && /^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/.test(name);
}

function labelProblems(labels: unknown): string[] {
  if (!isObject(labels)) return [];
  return Object.entries(labels).flatMap(([key, value]) => {
    const keyIsLegal = /^([a-z0-9][a-z0-9.-]{0,252}\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(
      key,
    );
    const valueIsLegal =
      value === UNKNOWN ||
      (typeof value === "string" && /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(value));
    return keyIsLegal && valueIsLegal ? [] : [`"metadata.labels" holds what is no label: "${key}"`];
  });
}

/** The API server knows no object in a namespace that does not exist. */
function refusal(subject: Subject, world: World): string | undefined {
  const { properties, connection, type } = subject;
  const namespace = text((properties["metadata"] as Properties | undefined)?.["namespace"]);
  if (
    namespace === "" ||
    BUILT_IN_NAMESPACES.includes(namespace) ||
    CLUSTER_SCOPED.has(kindOf(type))
  ) {
    return undefined;
  }
  const key = { provider: "kubernetes", scope: connection.scope, type: NAMESPACE, id: namespace };
  return world.find(key) ? undefined : `namespaces "${namespace}" not found`;
}

function resourceName({ type }: Subject): string {
  const [, apiVersion = ""] = type.split(":");
  const plural = `${kindOf(type).toLowerCase()}s`;
  const group = apiVersion.split("/")[0] ?? "";
  return group === "core" ? plural : `${plural}.${group}`;
}

function kindOf(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1).replace(/Patch$/, "");
}
