import { clusterAccessEntriesOnly } from "../../../policy-packs/kubernetes/rules/cluster-access-entries-only";
import { describeRule } from "../../support/rule-fixtures";
import { aws, BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

const cluster = (authenticationMode: unknown, bootstrapClusterCreatorAdminPermissions: unknown) =>
  aws("eks/cluster:Cluster", {
    accessConfig: { authenticationMode, bootstrapClusterCreatorAdminPermissions },
  });
const map = (metadata: unknown, data = {}) => object("core/v1:ConfigMap", { metadata, data });
const bad = map({ name: "aws-auth", namespace: "kube-system" });

describeRule(clusterAccessEntriesOnly, {
  pass: [
    { resource: cluster("API", false) },
    { resource: map({ name: "aws-auth", namespace: "shop" }) },
    { resource: map({ name: "coredns", namespace: "kube-system" }) },
    { resource: map({ name: UNKNOWN, namespace: "kube-system" }) },
  ],
  fail: [
    {
      resource: object("core/v1:ConfigMapList", { items: [bad.props] }),
      expect: [{ path: "items[0].metadata.name" }],
    },

    { resource: bad, expect: [{ path: "metadata.name" }] },
    { resource: { ...bad, type: "kubernetes:core/v1:ConfigMapPatch" } },
    {
      resource: cluster("API_AND_CONFIG_MAP", true),
      expect: [
        { path: "accessConfig.authenticationMode" },
        { path: "accessConfig.bootstrapClusterCreatorAdminPermissions" },
      ],
    },
    { resource: cluster("API", undefined) },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    ...["mapUsers", "mapAccounts"].map((key) => ({
      resource: map({ name: UNKNOWN, namespace: "kube-system" }, { [key]: "" }),
      expect: [{ path: "metadata.name" }],
    })),

    { resource: cluster(UNKNOWN, false), expect: [{ path: "accessConfig.authenticationMode" }] },
    {
      resource: map({ name: "aws-auth", namespace: UNKNOWN }),
      expect: [{ path: "metadata.namespace" }],
    },
    { resource: map({ name: UNKNOWN, namespace: "kube-system" }, { mapRoles: "" }) },
  ],
  secretBearing: {
    resource: secret(
      map({ name: "aws-auth", namespace: "kube-system" }, { mapRoles: SECRET }),
      "data.mapRoles",
    ),
  },
  malformed: { resource: cluster({}, []) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
