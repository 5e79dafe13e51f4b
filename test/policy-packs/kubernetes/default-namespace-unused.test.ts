import { defaultNamespaceUnused } from "../../../policy-packs/kubernetes/rules/default-namespace-unused";
import { describeRule } from "../../support/rule-fixtures";
import { aws, object, pod, SECRET, secret, UNKNOWN } from "./builders";

const bad = pod({}, { namespace: "default" });

describeRule(defaultNamespaceUnused, {
  pass: [
    { resource: object("example.com/v1:Widget", { metadata: { namespace: UNKNOWN } }) },
    { resource: object("resource.k8s.io/v1alpha3:ResourcePoolStatusRequest", {}) },
    { resource: object("yaml/v2:ConfigFile", { file: "a.yaml" }) },
    { resource: pod({}, { namespace: "shop" }) },
    { resource: object("core/v1:ServiceAccount", { metadata: { name: "default" } }) },
    { resource: object("rbac.authorization.k8s.io/v1:ClusterRoleBinding", {}) },
    { resource: object("core/v1:NamespaceList", { items: [{}] }) },
    { resource: object("karpenter.sh/v1:NodePool", {}) },
  ],
  fail: [
    {
      resource: object("v1:ConfigMap", { metadata: { namespace: "default" } }),
      expect: [
        {
          path: "metadata.namespace",
          message:
            'ConfigMap "web": lies in the namespace default; set metadata.namespace to another.',
        },
      ],
    },
    {
      resource: object("yaml/v2:ConfigGroup", {
        objs: [{ apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace: "default" } }],
      }),
      expect: [{ path: "objs[0].metadata.namespace" }],
    },
    {
      resource: object("apiextensions.k8s.io:CustomResource", {
        apiVersion: "example.com/v1",
        kind: "Widget",
        metadata: { namespace: "default" },
      }),
      expect: [{ path: "metadata.namespace" }],
    },
    { resource: object("core/v1:ServiceAccount", { metadata: { name: "web" } }) },
    { resource: object("core/v1:ConfigMap", { metadata: { name: "default" } }) },
    {
      resource: object("core/v1:ConfigMap", {}),
      expect: [
        {
          path: "metadata.namespace",
          message:
            'ConfigMap "web": names no namespace, and so lies in default; set metadata.namespace.',
        },
      ],
    },

    { resource: bad, expect: [{ path: "metadata.namespace" }] },
    { resource: pod(), expect: [{ path: "metadata.namespace" }] },
    { resource: object("core/v1:ConfigMapPatch", {}) },
    {
      resource: object("core/v1:ConfigMapList", { items: [{}] }),
      expect: [{ path: "items[0].metadata.namespace" }],
    },
    { resource: object("example.com/v1:Widget", { metadata: { namespace: "default" } }) },
    { resource: object("external-secrets.io/v1:ExternalSecret", {}) },
  ],
  notApplicable: [
    { resource: object("helm.sh/v3:Release", { metadata: { namespace: "default" } }) },

    { resource: aws("s3/bucket:Bucket", {}) },
    { resource: object("helm.sh/v4:Chart", {}) },
    { resource: object("yaml/v2:ConfigGroup", {}) },
  ],
  unknown: { resource: pod({}, { namespace: UNKNOWN }), expect: [{ path: "metadata.namespace" }] },
  secretBearing: {
    resource: secret(object("core/v1:ConfigMap", { data: { token: SECRET } }), "data.token"),
  },
  malformed: { resource: pod({}, { namespace: ["shop"] }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
