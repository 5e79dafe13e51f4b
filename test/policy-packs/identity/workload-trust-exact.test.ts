import { workloadTrustExact } from "../../../policy-packs/identity/rules/workload-trust-exact";
import type { Resource } from "../../../policy-packs/lib/rule";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { keys, policy } from "./trust-cases";
import { EC2, role, secretive, SUB, trust } from "./trust-fixtures";

const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
const OTHER = "oidc.cluster.example";
const federated = (Condition: unknown, issuer = ISSUER) =>
  policy({
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition,
  });
const cluster = (claims: object, operator = "StringEquals", issuer = ISSUER) =>
  federated({ [operator]: keys({ aud: "sts.amazonaws.com", ...claims }, issuer) }, issuer);
const pods = (Condition?: unknown, Principal: unknown = { Service: "pods.eks.amazonaws.com" }) =>
  policy({ Effect: "Allow", Principal, Action: ["sts:AssumeRole", "sts:TagSession"], Condition });
const NAMESPACE = "aws:RequestTag/kubernetes-namespace";
const ACCOUNT = "aws:RequestTag/kubernetes-service-account";
const tags = { StringEquals: { [NAMESPACE]: "shop", [ACCOUNT]: "api" } };
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
const URN = "urn:pulumi:dev::shop::aws:iam/role:Role::ci";
/** Pod Identity's own check of a role that lets others in as well. */
const openTo = (Principal: unknown) => ({
  resources: [named(pods(tags, Principal)), association()],
  expect: [
    {
      path: "assumeRolePolicy.Statement[0].Principal",
      resource: "ci",
      message:
        'The role "ci" is used by Pod Identity and must trust pods.eks.amazonaws.com and nobody else.',
    },
  ],
});
const any = role(cluster({ sub: "system:serviceaccount:*:*" }, "StringLike"));

describeRule(workloadTrustExact, {
  pass: [
    { resource: role(cluster({ sub: "system:serviceaccount:shop:api" })) },
    { resources: [named(pods(tags)), association()] },
    { resources: [named(pods()), association({ disableSessionTags: true })] },
    {
      resources: [
        named(pods({ StringEquals: { [NAMESPACE.toUpperCase()]: "shop", [ACCOUNT]: "api" } })),
        association(),
      ],
    },
    { resource: role(pods()) },
    { resource: association() },
    { resource: role(cluster({ sub: "system:serviceaccount:shop:api" }, undefined, OTHER)) },
    { resource: role(cluster({ sub: "system:user:anybody" }, "StringLike", OTHER)) },
    {
      resource: role(
        federated({ StringLike: keys({ sub: "system:serviceaccount:*" }, ISSUER) }, OTHER),
      ),
    },
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
    {
      resource: role(cluster({})),
      expect: [
        {
          path: "assumeRolePolicy.Statement[0]",
          message:
            `The role "ci" must pin ${ISSUER}:sub to one system:serviceaccount:<namespace>:<name> and its aud, but ` +
            "Statement[0] admits every pod of the cluster.",
        },
      ],
    },
    {
      resource: role(cluster({ sub: "system:serviceaccount:*" }, "StringLike", OTHER)),
      expect: [{ path: `assumeRolePolicy.Statement[0].Condition.StringLike["${OTHER}:sub"]` }],
    },
    {
      resource: role(cluster({ sub: "system:serviceaccount:shop" })),
      expect: [{ path: `assumeRolePolicy.Statement[0].Condition.StringEquals["${ISSUER}:sub"]` }],
    },
    {
      resource: role(cluster({ sub: ["system:serviceaccount:a:b", "system:serviceaccount:a:c"] })),
    },
    {
      resource: role(
        federated({ StringEquals: keys({ sub: "system:serviceaccount:a:b" }, ISSUER) }),
      ),
      expect: [
        {
          path: "assumeRolePolicy.Statement[0]",
          message:
            `The role "ci" must pin ${ISSUER}:sub to one system:serviceaccount:<namespace>:<name> and its aud, but ` +
            "Statement[0] does not pin the audience.",
        },
      ],
    },
    { resource: role(cluster({ sub: "system:serviceaccount:a:b", aud: [] })) },
    {
      resources: [named(pods()), association()],
      expect: [
        {
          path: "assumeRolePolicy.Statement[0]",
          resource: "ci",
          message:
            `The role "ci" is used by Pod Identity and must require ${NAMESPACE} and ${ACCOUNT} by StringEquals, ` +
            "or any association of the account may use it.",
        },
      ],
    },
    {
      resources: [named(pods({ StringEquals: { [NAMESPACE]: "shop" } })), association()],
      expect: [
        {
          path: "assumeRolePolicy.Statement[0]",
          resource: "ci",
          message:
            `The role "ci" is used by Pod Identity and must require ${ACCOUNT} by StringEquals, ` +
            "or any association of the account may use it.",
        },
      ],
    },
    {
      resources: [named(pods({ StringLike: { [NAMESPACE]: "*", [ACCOUNT]: "*" } })), association()],
    },
    openTo("*"),
    {
      resources: [
        named(
          policy({
            Effect: "Allow",
            NotPrincipal: { Service: "pods.eks.amazonaws.com" },
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Condition: tags,
          }),
        ),
        association(),
      ],
      expect: [{ path: "assumeRolePolicy.Statement[0].NotPrincipal", resource: "ci" }],
    },
    openTo({ AWS: "arn:aws:iam::123456789012:role/pods.eks.amazonaws.com" }),
    openTo({ Federated: "pods.eks.amazonaws.com" }),
    openTo({ Service: ["pods.eks.amazonaws.com", "ec2.amazonaws.com"] }),
    {
      resources: [
        role(EC2, { name: "other", props: { name: "ci" } }),
        association({ disableSessionTags: true }),
      ],
      expect: [{ path: "assumeRolePolicy.Statement[0].Principal", resource: "other" }],
    },
    {
      resources: [
        role(EC2, { urn: URN }),
        {
          ...association({ roleArn: UNKNOWN, disableSessionTags: true }),
          propertyDependencies: { roleArn: [URN] },
        },
      ],
      expect: [{ path: "assumeRolePolicy.Statement[0].Principal", resource: URN }],
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
    {
      resource: role(federated({ StringEquals: UNKNOWN })),
      expect: [{ path: "assumeRolePolicy.Statement[0].Condition.StringEquals" }],
    },
    {
      resources: [named(pods(undefined, { Service: UNKNOWN })), association()],
      expect: [{ path: "assumeRolePolicy.Statement[0].Principal.Service" }],
    },
  ],
  secretBearing: { resource: secretive(cluster({})) },
  malformed: { resources: [association({ namespace: 7, serviceAccount: null }), role([])] },
  excepted: { resource: any },
  expired: { resource: any },
});
