import { clusterEndpointPrivate } from "../../../policy-packs/kubernetes/rules/cluster-endpoint-private";
import { describeRule } from "../../support/rule-fixtures";
import { aws, BUCKET, SECRET, secret, UNKNOWN } from "./builders";

const cluster = (vpcConfig: unknown) => aws("eks/cluster:Cluster", { vpcConfig });
const bad = cluster({ endpointPrivateAccess: true });

describeRule(clusterEndpointPrivate, {
  pass: { resource: cluster({ endpointPrivateAccess: true, endpointPublicAccess: false }) },
  fail: [
    { resource: bad, expect: [{ path: "vpcConfig.endpointPublicAccess" }] },
    {
      resource: aws("eks/cluster:Cluster", {}),
      expect: [
        { path: "vpcConfig.endpointPrivateAccess" },
        { path: "vpcConfig.endpointPublicAccess" },
      ],
    },
    { resource: cluster({ endpointPrivateAccess: true, endpointPublicAccess: true }) },
    { resource: cluster({ endpointPrivateAccess: "true", endpointPublicAccess: false }) },
  ],
  notApplicable: { resource: BUCKET },
  unknown: { resource: cluster({ endpointPrivateAccess: true, endpointPublicAccess: UNKNOWN }) },
  secretBearing: {
    resource: secret(cluster({ endpointPublicAccess: SECRET }), "vpcConfig.endpointPublicAccess"),
  },
  malformed: { resource: cluster([]) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
