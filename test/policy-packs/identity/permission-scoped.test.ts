import { permissionScoped } from "../../../policy-packs/identity/rules/permission-scoped";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { allow, BOUNDARY, iam, policy, role } from "./builders";

const settings = { environment: "production" };
const fail = {
  resource: iam("UserPolicy", {
    policy: policy(allow(["s3:GetObject", "s3:*"], "arn:aws:s3:::b/*")),
  }),
  settings,
  expect: [
    {
      path: "policy.Statement[0].Action[1]",
      message:
        'policy of "subject" allows "s3:*", a whole service; name the actions that are needed.',
    },
  ],
};

describeRule(permissionScoped, {
  pass: [
    { resource: iam("Policy", { policy: policy(allow(["s3:GetObject", "ec2:Describe*"])) }) },
    {
      resource: iam("Policy", {
        policy: policy(allow("s3:PutObject", "arn:aws:s3:::b/*"), {
          Effect: "Deny",
          NotAction: "s3:*",
          Resource: "*",
        }),
      }),
    },
    {
      resource: iam("Policy", {
        name: "boundary",
        path: "/airside/",
        policy: policy(allow("s3:*")),
      }),
      settings: { "identity.boundaries": [BOUNDARY] },
    },
  ],
  fail: [
    fail,
    {
      resource: role({
        inlinePolicies: [
          { name: "p", policy: policy(allow("s3:PutObject", ["arn:aws:s3:::b", "*"])) },
        ],
      }),
      expect: [{ path: "inlinePolicies[0].policy.Statement[0].Resource[1]" }],
    },
    {
      resource: iam("GroupPolicy", {
        policy: policy({ Effect: "Allow", NotAction: "iam:*", NotResource: "arn:aws:s3:::b" }),
      }),
      expect: [
        { path: "policy.Statement[0].NotAction" },
        { path: "policy.Statement[0].NotResource" },
      ],
    },
    {
      resource: iam("Policy", {
        name: "other",
        path: "/airside/",
        policy: policy(allow("s3:*", "arn:aws:s3:::b")),
      }),
      settings: { "identity.boundaries": [BOUNDARY] },
    },
  ],
  notApplicable: { resource: iam("RolePolicyAttachment", { policyArn: BOUNDARY }) },
  unknown: [
    { resource: iam("Policy", { policy: UNKNOWN }) },
    { resource: iam("Policy", { policy: policy(allow("s3:PutObject", UNKNOWN)) }) },
  ],
  secretBearing: {
    resource: iam(
      "Policy",
      { policy: policy(allow("*")), description: "hunter2-secret" },
      { secret: ["description"] },
    ),
  },
  malformed: { resource: iam("Policy", { policy: [] }), expect: [{ path: "policy" }] },
  excepted: fail,
  expired: fail,
});
