import { pullRequestRoleReadOnly } from "../../../policy-packs/identity/rules/pull-request-role-read-only";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { ACCOUNT, allow, githubTrust, iam, MAIN, policy, PULL_REQUEST, role } from "./builders";

/** What a job of a review names: its event is not `pull_request`, and its code is the request's. */
const MERGE_REF = "repo:acme@7/api@42:ref:refs/pull/1/merge";
const likeTrust = (pattern: string) =>
  githubTrust(MAIN).replaceAll("StringEquals", "StringLike").replace(MAIN, pattern);

const READS = policy(allow(["s3:GetObject", "ec2:Describe*"]));
const WRITES = policy(allow("s3:PutObject", "arn:aws:s3:::b/*"));

const pullRequests = (props = {}, more = {}) =>
  role({ assumeRolePolicy: githubTrust(PULL_REQUEST), ...props }, { lane: "untrusted", ...more });
const inline = (document: unknown) => ({ inlinePolicies: [{ name: "p", policy: document }] });
const attachment = { role: "ci", policyArn: `arn:aws:iam::${ACCOUNT}:policy/tools` };
const tools = (document: unknown) =>
  iam("Policy", { name: "tools", policy: document }, { name: "tools-policy" });

const fail = {
  resource: pullRequests(inline(WRITES)),
  expect: [
    {
      resource: "ci",
      path: "inlinePolicies[0].policy.Statement[0].Action",
      message:
        'The role "ci" admits pull requests and is allowed s3:PutObject here, which is no List or Read action; ' +
        "leave it only actions that list and read.",
    },
  ],
};

describeRule(pullRequestRoleReadOnly, {
  pass: [
    { resource: pullRequests(inline(READS)) },
    {
      resource: pullRequests(),
      resources: [iam("RolePolicyAttachment", attachment), tools(READS)],
    },
    { resource: pullRequests(), resources: [role(inline(WRITES), { name: "deploy" })] },
    { resource: pullRequests(), resources: [iam("RolePolicy", { role: "other", policy: WRITES })] },
  ],
  fail: [
    fail,
    {
      resource: pullRequests({ assumeRolePolicy: githubTrust(MERGE_REF), ...inline(WRITES) }),
      expect: fail.expect,
    },
    {
      resource: pullRequests({ assumeRolePolicy: githubTrust(MERGE_REF) }, { lane: "build" }),
      expect: [{ resource: "ci", path: "assumeRolePolicy" }],
    },
    {
      resource: pullRequests({ assumeRolePolicy: likeTrust("repo:acme@7/api@42:ref:*") }),
      resources: [iam("RolePolicy", { role: "ci", policy: WRITES })],
      expect: [{ resource: "subject", path: "policy.Statement[0].Action" }],
    },
    { resource: pullRequests(inline(policy(allow("secretsmanager:GetSecretValue")))) },
    {
      resource: pullRequests({}, { lane: "build" }),
      expect: [{ resource: "ci", path: "assumeRolePolicy" }],
    },
    { resource: pullRequests({ tags: { "airside:lane": "deploy" } }) },
    {
      resource: pullRequests(),
      resources: [iam("RolePolicy", { role: "ci", policy: WRITES })],
      expect: [{ resource: "subject", path: "policy.Statement[0].Action" }],
    },
    {
      resource: pullRequests({ name: "ci-physical" }, { urn: "urn:ci" }),
      resources: [
        iam(
          "RolePolicy",
          { role: UNKNOWN, policy: WRITES },
          { propertyDependencies: { role: ["urn:ci"] } },
        ),
      ],
      expect: [{ resource: "subject", path: "policy.Statement[0].Action" }],
    },
    {
      resource: pullRequests(),
      resources: [iam("RolePolicyAttachment", attachment), tools(WRITES)],
      expect: [{ resource: "tools-policy", path: "policy.Statement[0].Action" }],
    },
    {
      resource: pullRequests(),
      resources: [
        iam("PolicyAttachment", {
          roles: ["x", "ci"],
          policyArn: "arn:aws:iam::aws:policy/AmazonS3FullAccess",
        }),
      ],
    },
    {
      resource: pullRequests(),
      resources: [
        iam("RolePolicyAttachmentsExclusive", {
          roleName: "ci",
          policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        }),
      ],
      expect: [{ resource: "subject", path: "policyArns[0]" }],
    },
    {
      resource: pullRequests(),
      resources: [
        role(
          { assumeRolePolicy: githubTrust([MAIN, PULL_REQUEST]), ...inline(WRITES) },
          { name: "deploy", lane: "untrusted" },
        ),
      ],
      expect: [
        { resource: "ci", path: "assumeRolePolicy" },
        { resource: "deploy", path: "inlinePolicies[0].policy.Statement[0].Action" },
      ],
    },
    {
      resource: role({
        assumeRolePolicy: likeTrust("repo:acme@7/api@42:*"),
      }),
    },
  ],
  notApplicable: [
    { resource: role(inline(WRITES)) },
    {
      resource: role({
        assumeRolePolicy: githubTrust("repo:acme@7/api@42:environment:pull_request"),
      }),
    },
    // A pattern of branches, however wide, fits no pull request.
    {
      resource: role({
        assumeRolePolicy: likeTrust("repo:acme@7/api@42:ref:refs/heads/*"),
      }),
    },
    { resource: iam("Policy", { policy: WRITES }) },
  ],
  unknown: [
    { resource: role({ assumeRolePolicy: UNKNOWN }) },
    { resource: pullRequests(inline(UNKNOWN)) },
    { resource: pullRequests(), resources: [iam("RolePolicy", { role: UNKNOWN, policy: WRITES })] },
    { resource: pullRequests(), resources: [iam("RolePolicyAttachment", attachment)] },
  ],
  secretBearing: {
    resource: pullRequests(
      { ...inline(WRITES), description: "hunter2-secret" },
      { secret: ["description"] },
    ),
  },
  malformed: {
    resource: pullRequests(inline("{")),
    expect: [{ path: "inlinePolicies[0].policy" }],
  },
  excepted: fail,
  expired: fail,
});
