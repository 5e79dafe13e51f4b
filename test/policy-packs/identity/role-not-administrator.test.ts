import { roleNotAdministrator } from "../../../policy-packs/identity/rules/role-not-administrator";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { allow, BOUNDARY, iam, policy, role } from "./builders";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const EVERYTHING = policy(allow("*"));

const fails = [
  ...["Policy", "RolePolicy", "UserPolicy", "GroupPolicy"].map((type) => ({
    resource: iam(type, { policy: JSON.stringify(EVERYTHING) }),
    expect: [{ path: "policy.Statement[0].Action" }],
  })),
  ...[
    "RolePolicyAttachment",
    "UserPolicyAttachment",
    "GroupPolicyAttachment",
    "PolicyAttachment",
  ].map((type) => ({ resource: iam(type, { policyArn: ADMIN }), expect: [{ path: "policyArn" }] })),
  ...["Role", "User", "Group"].map((type) => ({
    resource: iam(`${type}PolicyAttachmentsExclusive`, { policyArns: [BOUNDARY, ADMIN] }),
    expect: [{ path: "policyArns[1]" }],
  })),
  {
    resource: role({
      managedPolicyArns: ["arn:aws-cn:iam::aws:policy/IAMFullAccess"],
      inlinePolicies: [{}, { name: "all", policy: policy(allow(["iam:*"])) }],
    }),
    expect: [
      { path: "managedPolicyArns[0]" },
      { path: "inlinePolicies[1].policy.Statement[0].Action[0]" },
    ],
  },
];

describeRule(roleNotAdministrator, {
  pass: [
    { resource: iam("RolePolicy", { policy: policy(allow("s3:GetObject")) }) },
    {
      resource: iam("RolePolicyAttachment", {
        policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      }),
    },
    { resource: role({ inlinePolicies: [{}] }) },
    { resource: role({ managedPolicyArns: [ADMIN], tags: { "airside:break-glass": "true" } }) },
    {
      resource: iam("RolePolicyAttachment", { policyArn: ADMIN }, { parent: "emergency" }),
      resources: [{ type: "airside:identity:BreakGlassRole", name: "emergency", props: {} }],
    },
  ],
  fail: fails,
  notApplicable: { resource: iam("AccessKey", { policy: EVERYTHING }) },
  unknown: [
    { resource: iam("Policy", { policy: UNKNOWN }), expect: [{ path: "policy" }] },
    {
      resource: iam("Policy", { policy: policy(allow(UNKNOWN)) }),
      expect: [{ path: "policy.Statement[0].Action" }],
    },
    {
      resource: iam("RolePolicyAttachment", { policyArn: UNKNOWN }),
      expect: [{ path: "policyArn" }],
    },
    { resource: role({ inlinePolicies: UNKNOWN }), expect: [{ path: "inlinePolicies.policy" }] },
  ],
  secretBearing: {
    resource: iam(
      "Policy",
      { policy: policy(allow("*", "arn:aws:s3:::hunter2-bucket")), description: "hunter2-secret" },
      { secret: ["description"] },
    ),
  },
  malformed: [
    { resource: iam("Policy", {}), expect: [{ path: "policy" }] },
    { resource: iam("Policy", { policy: "{" }), expect: [{ path: "policy" }] },
    { resource: role({ inlinePolicies: "x" }), expect: [{ path: "inlinePolicies" }] },
  ],
  excepted: fails[0]!,
  expired: fails[0]!,
});
