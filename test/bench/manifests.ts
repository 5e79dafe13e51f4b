import type { Resource } from "../../policy-packs/lib/rule";
import { trustDocuments } from "./trust-documents";

const SECURE = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

/** A Deployment with as many containers and variables as it takes; every tenth has a privileged container. */
function deployment(index: number, containers: number, variables: number): Resource {
  const metadata = { name: `web-${index}`, namespace: "shop", labels: { app: `web-${index}` } };
  const container = (at: number) => ({
    name: `c${at}`,
    image: `registry.example/web@sha256:${"ab".repeat(32)}`,
    resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    securityContext: index % 10 === 0 && at === 0 ? { ...SECURE, privileged: true } : SECURE,
    env: Array.from({ length: variables }, (_, name) => ({
      name: `SETTING_${name}`,
      value: `value ${name} of web-${index}`,
    })),
  });
  return {
    type: "kubernetes:apps/v1:Deployment",
    name: metadata.name,
    props: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels: metadata.labels },
        template: {
          metadata: { labels: metadata.labels },
          spec: {
            serviceAccountName: "web",
            automountServiceAccountToken: false,
            containers: Array.from({ length: containers }, (_, at) => container(at)),
          },
        },
      },
    },
  };
}

/** Deployments of 11 KB: many containers, each with many variables. */
export function fatDeployments(count: number): Resource[] {
  return Array.from({ length: count }, (_, index) => deployment(index, 5, 35));
}

/** What a platform holds, in turn: workloads, roles, bindings, buckets, runner groups; 1.6 KB on average. */
export function mixedResources(count: number): Resource[] {
  const trusts = trustDocuments(count);
  return Array.from({ length: count }, (_, index): Resource => {
    const name = `resource-${index}`;
    const note = "what this is for, in a sentence or two. ".repeat(28);
    switch (index % 5) {
      case 0:
      case 1:
        return deployment(index, 2, 16);
      case 2:
        return {
          type: "aws:iam/role:Role",
          name,
          props: {
            assumeRolePolicy: trusts[index]?.policy,
            description: note.slice(0, 600),
            tags: { "airside:lane": "deploy" },
          },
        };
      case 3:
        return {
          type: "kubernetes:rbac.authorization.k8s.io/v1:Role",
          name,
          props: {
            metadata: { name, namespace: "shop", annotations: { note: note.slice(0, 800) } },
            rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] }],
          },
        };
      default:
        return {
          type: "aws:s3/bucket:Bucket",
          name,
          props: { bucket: name, tags: { note: note.slice(0, 800) } },
        };
    }
  });
}

/** A pod, and whether Pod Security at level restricted admits it. */
export interface BenchPod {
  readonly name: string;
  readonly safe: boolean;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** Pods as they are written, every fifth without fault and each other with one of the usual ones. */
export function benchPods(count: number): BenchPod[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `pod-${index}`;
    const safe = index % 5 === 0;
    const flaw = safe ? {} : (FLAWS[index % FLAWS.length] ?? {});
    const container = {
      name: "app",
      image: `registry.example/app@sha256:${"ab".repeat(32)}`,
      resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } },
      ...flaw.container,
      securityContext: { ...SECURE, ...flaw.context },
    };
    const spec = {
      automountServiceAccountToken: false,
      containers: [container],
      ...flaw.pod,
    };
    const metadata = { name, namespace: "shop", labels: { app: name } };
    return { name, safe, manifest: { apiVersion: "v1", kind: "Pod", metadata, spec } };
  });
}

type Part = Readonly<Record<string, unknown>>;

const FLAWS: readonly {
  readonly pod?: Part;
  readonly container?: Part;
  readonly context?: Part;
}[] = [
  { context: { privileged: true, allowPrivilegeEscalation: true } },
  { context: { allowPrivilegeEscalation: true } },
  { context: { runAsNonRoot: false } },
  { context: { runAsUser: 0 } },
  { context: { seccompProfile: { type: "Unconfined" } } },
  { context: { capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } } },
  { context: { capabilities: { drop: ["NET_RAW"] } } },
  { context: { seLinuxOptions: { type: "spc_t" } } },
  { context: { appArmorProfile: { type: "Unconfined" } } },
  { container: { ports: [{ containerPort: 8080, hostPort: 8080 }] } },
  { pod: { hostNetwork: true } },
  { pod: { hostPID: true } },
  { pod: { hostIPC: true } },
  { pod: { volumes: [{ name: "host", hostPath: { path: "/var/run" } }] } },
  { pod: { volumes: [{ name: "share", nfs: { server: "nfs", path: "/" } }] } },
  { pod: { securityContext: { sysctls: [{ name: "kernel.msgmax", value: "65536" }] } } },
];
