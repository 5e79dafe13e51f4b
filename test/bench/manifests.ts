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
