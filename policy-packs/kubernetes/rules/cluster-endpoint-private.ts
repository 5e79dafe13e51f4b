import type { ResourceRule } from "../../lib/rule";
import { expectField, isFalse, isTrue } from "../fields";
import { about } from "../kinds";

export const clusterEndpointPrivate: ResourceRule = {
  kind: "resource",
  name: "cluster-endpoint-private",
  title: "An EKS cluster's API endpoint must be private, and not public.",
  severity: "high",
  level: "mandatory",
  rationale:
    "A public endpoint puts the API server, and every flaw in its authentication, on the internet.",
  remedy: "Set vpcConfig.endpointPrivateAccess: true and vpcConfig.endpointPublicAccess: false.",
  controls: ["CIS EKS 1.8 5.4.1", "CIS EKS 1.8 5.4.2", "CIS EKS 1.8 5.4.3"],
  appliesTo: ["aws:eks/cluster:Cluster"],
  exceptableDays: 30,
  check(resource) {
    const cluster = { path: "", body: resource.props };
    return about(resource, [
      ...expectField(
        cluster,
        ["vpcConfig", "endpointPrivateAccess"],
        isTrue,
        (found) => `endpointPrivateAccess is ${found}; set it to true.`,
      ),
      ...expectField(
        cluster,
        ["vpcConfig", "endpointPublicAccess"],
        isFalse,
        (found) =>
          `endpointPublicAccess is ${found}, and AWS takes nothing for true; set it to false.`,
      ),
    ]);
  },
};
