import { namespaceDefaultDeny } from "../../../policy-packs/kubernetes/rules/namespace-default-deny";
import { describeRule } from "../../support/rule-fixtures";
import { aws, BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

const namespace = object("core/v1:Namespace", { metadata: { name: "shop" } }, { name: "shop-ns" });
const DENY = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
const policy = (spec: unknown, where: unknown = "shop", rest = {}) =>
  object(
    "networking.k8s.io/v1:NetworkPolicy",
    { metadata: { namespace: where }, spec },
    { name: "deny", ...rest },
  );
const cluster = aws("eks/cluster:Cluster", { name: "main" });
const addon = (configurationValues: unknown) =>
  aws("eks/addon:Addon", { addonName: "vpc-cni", clusterName: "main", configurationValues });
const autoMode = (where: string) =>
  object("core/v1:ConfigMap", {
    metadata: { name: "amazon-vpc-cni", namespace: where },
    data: { "enable-network-policy-controller": "true" },
  });
const bad = { resources: [namespace] };

describeRule(namespaceDefaultDeny, {
  pass: [
    {
      resources: [
        cluster,
        addon('{"enableNetworkPolicy":"true"}'),
        { type: "airside:cluster:Cluster", name: "c", props: {} },
      ],
    },
    {
      resources: [cluster, addon("{}"), autoMode("kube-system")],
    },
    { resource: { type: "airside:cluster:Cluster", name: "c", props: {} } },

    { resources: [namespace, policy(DENY)] },
    {
      resources: [
        namespace,
        policy(DENY, UNKNOWN, { propertyDependencies: { metadata: ["shop-ns"] } }),
      ],
    },
    { resources: [cluster, addon('{"enableNetworkPolicy":"true"}')] },
    { resources: [cluster, addon({ enableNetworkPolicy: true })] },
    {
      resources: [cluster, autoMode("kube-system")],
    },
  ],
  fail: [
    {
      resources: [cluster, addon("{}"), autoMode("shop")],
      expect: [{ path: "configurationValues" }],
    },
    {
      resources: [
        namespace,
        { ...policy(DENY), type: "kubernetes:crd.projectcalico.org/v1:NetworkPolicy" },
      ],
      expect: [{ path: "metadata.name", resource: "shop-ns" }],
    },
    {
      resources: [
        namespace,
        { ...policy(DENY), type: "kubernetes:networking.k8s.io/v1:NetworkPolicyPatch" },
      ],
    },
    {
      resources: [
        namespace,
        policy(DENY, UNKNOWN, { propertyDependencies: { metadata: ["other-ns"] } }),
      ],
      expect: [{ path: "metadata.name", resource: "shop-ns" }],
    },
    {
      resource: object("core/v1:NamespaceList", { items: [{ metadata: { name: "shop" } }] }),
      expect: [{ path: "items[0].metadata.name" }],
    },

    { ...bad, expect: [{ path: "metadata.name", resource: "shop-ns" }] },
    { resources: [namespace, policy(DENY, "other")] },
    { resources: [namespace, policy({ ...DENY, policyTypes: ["Ingress"] })] },
    { resources: [namespace, policy({ ...DENY, podSelector: { matchLabels: { app: "web" } } })] },
    { resources: [namespace, policy({ ...DENY, egress: [{}] })] },
    {
      resources: [cluster, addon('{"enableNetworkPolicy":"false"}')],
      expect: [{ path: "configurationValues" }],
    },
    { resources: [cluster], expect: [{ path: "", resource: "main" }] },
  ],
  notApplicable: [
    {
      resource: object("servicebus.azure.upbound.io/v1beta1:Namespace", {
        metadata: { name: "x" },
      }),
    },
    { resource: BUCKET },
    { resource: { ...namespace, type: "kubernetes:core/v1:NamespacePatch" } },
    { resource: object("core/v1:Namespace", { metadata: { name: "kube-system" } }) },
  ],
  unknown: [
    { resources: [namespace, policy({ ...DENY, podSelector: UNKNOWN })] },
    { resources: [namespace, policy(DENY, UNKNOWN)] },
    { resources: [cluster, addon(UNKNOWN)], expect: [{ path: "configurationValues" }] },
  ],
  secretBearing: {
    resource: secret(
      object("core/v1:Namespace", { metadata: { name: "shop", labels: { token: SECRET } } }),
      "metadata.labels.token",
    ),
  },
  malformed: { resources: [namespace, policy("deny"), addon("{"), policy({ policyTypes: {} })] },
  excepted: bad,
  expired: bad,
});
