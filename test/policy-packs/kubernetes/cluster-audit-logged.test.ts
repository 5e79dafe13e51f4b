import { clusterAuditLogged } from "../../../policy-packs/kubernetes/rules/cluster-audit-logged";
import { describeRule } from "../../support/rule-fixtures";
import { aws, BUCKET, SECRET, secret, UNKNOWN } from "./builders";

const cluster = (enabledClusterLogTypes: unknown) =>
  aws("eks/cluster:Cluster", { enabledClusterLogTypes });
const group = (retentionInDays: unknown, name: unknown = "/aws/eks/main/cluster") =>
  aws("cloudwatch/logGroup:LogGroup", { name, retentionInDays });
const ALL = ["api", "audit", "authenticator"];
const bad = cluster(["api", "audit"]);

describeRule(clusterAuditLogged, {
  pass: [
    { resource: cluster([...ALL, "scheduler"]) },
    { resource: cluster([UNKNOWN, ...ALL]) },
    { resource: group(90, UNKNOWN) },
    ...[90, 365, 0, undefined].map((days) => ({ resource: group(days) })),
  ],
  fail: [
    ...ALL.map((type) => ({ resource: cluster(ALL.filter((other) => other !== type)) })),
    {
      resource: cluster([]),
      expect: [
        {
          path: "enabledClusterLogTypes",
          message:
            'Cluster "main": enabledClusterLogTypes lacks api, audit, authenticator; add them.',
        },
      ],
    },
    { resource: group("90") },

    {
      resource: bad,
      expect: [
        {
          path: "enabledClusterLogTypes",
          message: 'Cluster "main": enabledClusterLogTypes lacks authenticator; add it.',
        },
      ],
    },
    { resource: aws("eks/cluster:Cluster", {}) },
    { resource: group(30), expect: [{ path: "retentionInDays" }] },
  ],
  notApplicable: [{ resource: BUCKET }, { resource: group(1, "/aws/lambda/main") }],
  unknown: [
    { resource: cluster(UNKNOWN), expect: [{ path: "enabledClusterLogTypes" }] },
    { resource: cluster(["api", UNKNOWN]), expect: [{ path: "enabledClusterLogTypes[1]" }] },
    { resource: group(UNKNOWN), expect: [{ path: "retentionInDays" }] },
    { resource: group(30, UNKNOWN), expect: [{ path: "name" }] },
  ],
  secretBearing: { resource: secret(group(SECRET), "retentionInDays") },
  malformed: { resource: cluster({ api: true }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
