import { clusterAdminBounded } from "../../../policy-packs/kubernetes/rules/cluster-admin-bounded";
import { describeRule } from "../../support/rule-fixtures";
import { aws, BUCKET, SECRET, secret, UNKNOWN } from "./builders";

const POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKS";
const cluster = aws("eks/cluster:Cluster", { name: "main" });
const associated = (
  name: string,
  principalArn: unknown,
  policy = "ClusterAdmin",
  scope: unknown = "cluster",
  rest = {},
) =>
  aws(
    "eks/accessPolicyAssociation:AccessPolicyAssociation",
    {
      clusterName: "main",
      principalArn,
      policyArn: `${POLICY}${policy}Policy`,
      accessScope: { type: scope },
    },
    { name, ...rest },
  );
const human = associated("human", "arn:aws:iam::111122223333:role/people/operator");
const breakGlass = associated("glass", "arn:aws:iam::111122223333:role/break-glass");
const federated = (provider: string) => ({
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${provider}` },
    },
  ],
});
const ci = aws(
  "iam/role:Role",
  {
    name: "deploy",
    assumeRolePolicy: JSON.stringify(federated("token.actions.githubusercontent.com")),
  },
  { name: "ci" },
);
const CI_ARN = "arn:aws:iam::111122223333:role/deploy";
const entry = (kubernetesGroups: unknown) =>
  aws("eks/accessEntry:AccessEntry", { kubernetesGroups }, { name: "entry" });
const bad = { resources: [ci, associated("pipeline", CI_ARN)] };
const two = [cluster, human, breakGlass];

describeRule(clusterAdminBounded, {
  pass: [
    { resources: two },
    { resources: [ci, associated("pipeline", CI_ARN, "Edit")] },
    { resources: [ci, associated("pipeline", CI_ARN, "Admin", "namespace")] },
    { resources: [ci, human] },
    { resource: entry(["viewers"]) },
  ],
  fail: [
    {
      resources: [cluster, breakGlass, { ...breakGlass, name: "again" }],
      expect: [{ path: "", resource: "main" }],
    },
    {
      resources: [
        cluster,
        breakGlass,
        associated("human", "arn:aws:iam::111122223333:role/operator", "ClusterAdmin", "namespace"),
      ],
      expect: [{ path: "", resource: "main" }],
    },
    {
      resources: [
        cluster,
        { ...human, props: { ...human.props, clusterName: "other" } },
        breakGlass,
      ],
      expect: [
        {
          path: "",
          resource: "main",
          message:
            'The cluster "main" has 1 of the 2 administrator paths by human roles; associate AmazonEKSClusterAdminPolicy with one human role and the break-glass role.',
        },
      ],
    },
    {
      resources: [cluster],
      expect: [
        {
          path: "",
          message:
            'The cluster "main" has 0 of the 2 administrator paths by human roles, none of them break-glass; associate AmazonEKSClusterAdminPolicy with one human role and the break-glass role.',
        },
      ],
    },

    { ...bad, expect: [{ path: "policyArn", resource: "pipeline" }] },
    { resources: [ci, associated("pipeline", CI_ARN, "Admin")] },
    {
      resources: [
        ci,
        associated("pipeline", UNKNOWN, "ClusterAdmin", "cluster", {
          propertyDependencies: { principalArn: ["ci"] },
        }),
      ],
      expect: [{ path: "policyArn", resource: "pipeline" }],
    },
    { resource: entry(["viewers", "system:masters"]), expect: [{ path: "kubernetesGroups[1]" }] },
    { resources: [cluster], expect: [{ path: "", resource: "main" }] },
    { resources: [cluster, human, associated("other", "arn:aws:iam::111122223333:role/other")] },
    { resources: [cluster, breakGlass, ci, associated("pipeline", CI_ARN)] },
  ],
  notApplicable: [{ resource: BUCKET }, { resource: ci }],
  unknown: [
    {
      resources: [cluster, human, associated("other", UNKNOWN)],
      expect: [{ path: "principalArn", resource: "other" }],
    },

    { resources: [ci, associated("pipeline", UNKNOWN)], expect: [{ path: "principalArn" }] },
    { resource: entry(UNKNOWN), expect: [{ path: "kubernetesGroups" }] },
    {
      resources: [ci, associated("pipeline", CI_ARN, "Admin", UNKNOWN)],
      expect: [{ path: "accessScope.type" }],
    },
  ],
  secretBearing: {
    resource: secret(entry(["system:masters", SECRET]), "kubernetesGroups[1]"),
  },
  malformed: { resources: [cluster, entry({ a: 1 }), associated("odd", [CI_ARN])] },
  excepted: bad,
  expired: bad,
});
