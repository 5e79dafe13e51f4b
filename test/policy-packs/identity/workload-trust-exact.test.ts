import { workloadTrustExact } from "../../../policy-packs/identity/rules/workload-trust-exact";
import type { Resource } from "../../../policy-packs/lib/rule";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { keys, policy } from "./trust-cases";
import { EC2, role, secretive, SUB, trust } from "./trust-fixtures";

const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
const cluster = (claims: object, operator = "StringEquals") =>
  policy({
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${ISSUER}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { [operator]: keys({ aud: "sts.amazonaws.com", ...claims }, ISSUER) },
  });
const pods = (Condition?: unknown) =>
  policy({
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition,
  });
const tags = {
  StringEquals: {
    "aws:RequestTag/kubernetes-namespace": "shop",
    "aws:RequestTag/kubernetes-service-account": "api",
  },
};
const association = (changes: object = {}): Resource => ({
  type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  name: "api",
  props: {
    namespace: "shop",
    serviceAccount: "api",
    roleArn: "arn:aws:iam::123456789012:role/ci",
    ...changes,
  },
});
const named = (document: unknown) => role(document, { props: { name: "ci" } });
const any = role(cluster({ sub: "system:serviceaccount:*:*" }, "StringLike"));

describeRule(workloadTrustExact, {
  pass: [
    { resource: role(cluster({ sub: "system:serviceaccount:shop:api" })) },
    { resources: [named(pods(tags)), association()] },
    { resources: [named(pods()), association({ disableSessionTags: true })] },
    { resource: role(pods()) },
    { resource: association() },
  ],
  fail: [
    {
      resource: any,
      expect: [
        {
          path: `assumeRolePolicy.Statement[0].Condition.StringLike["${ISSUER}:sub"]`,
          resource: "ci",
          message:
            `The role "ci" must pin ${ISSUER}:sub to one system:serviceaccount:<namespace>:<name> and its aud, but ` +
            'Statement[0] admits "system:serviceaccount:*:*".',
        },
      ],
    },
    { resource: role(cluster({})), expect: [{ path: "assumeRolePolicy.Statement[0]" }] },
    {
      resource: role(cluster({ sub: ["system:serviceaccount:a:b", "system:serviceaccount:a:c"] })),
    },
    { resource: role(cluster({ sub: "system:serviceaccount:a:b", aud: [] })) },
    {
      resources: [named(pods()), association()],
      expect: [{ path: "assumeRolePolicy.Statement[0]", resource: "ci" }],
    },
    {
      resources: [named(EC2), association({ disableSessionTags: true })],
      expect: [{ path: "assumeRolePolicy.Statement[0].Principal", resource: "ci" }],
    },
    {
      resources: [
        role(EC2),
        {
          ...association({ roleArn: UNKNOWN, disableSessionTags: true }),
          propertyDependencies: { roleArn: ["ci"] },
        },
      ],
    },
    { resource: association({ namespace: "*" }), expect: [{ path: "namespace", resource: "api" }] },
    { resource: association({ serviceAccount: undefined }), expect: [{ path: "serviceAccount" }] },
  ],
  notApplicable: [{ resource: role(EC2) }, { resource: role(trust({ sub: SUB })) }],
  unknown: [
    { resource: role(cluster({ sub: UNKNOWN })) },
    { resource: association({ namespace: UNKNOWN }), expect: [{ path: "namespace" }] },
    { resources: [named(UNKNOWN), association()] },
  ],
  secretBearing: { resource: secretive(cluster({})) },
  malformed: { resources: [association({ namespace: 7, serviceAccount: null }), role([])] },
  excepted: { resource: any },
  expired: { resource: any },
});
