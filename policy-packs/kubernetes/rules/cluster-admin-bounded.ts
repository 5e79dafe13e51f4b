import type { StackRule } from "../../lib/rule";
import { access, clusterPrograms, roles } from "../facts/clusters";
import { mastersOf, pathsOf, pipelineOf } from "../cluster-administrators";

export const clusterAdminBounded: StackRule = {
  kind: "stack",
  name: "cluster-admin-bounded",
  title: "A cluster must have two human administrator paths, and no pipeline among them.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "A pipeline that is cluster administrator makes every merge one; a single path locks everyone out when it fails.",
  remedy:
    "Give CI roles AmazonEKSEditPolicy or less in named namespaces; associate AmazonEKSClusterAdminPolicy with " +
    "one human role and the break-glass role.",
  controls: ["CIS EKS 1.8 4.1.1"],
  exceptableDays: 14,
  reads: [clusterPrograms, roles, access],
  check: (facts) => [
    ...facts.of(access).flatMap((each) => [...mastersOf(each), ...pipelineOf(each, facts)]),
    ...facts
      .of(clusterPrograms)
      .filter(({ isComponent }) => !isComponent)
      .flatMap((cluster) => pathsOf(cluster, facts)),
  ],
};
