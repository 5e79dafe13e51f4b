import { rolePrivilegeEscalationAbsent } from "../../../policy-packs/identity/rules/role-privilege-escalation-absent";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { ACCOUNT, allow, BOUNDARY, iam, policy, role } from "./builders";

const ROLES = `arn:aws:iam::${ACCOUNT}:role/*`;
const settings = { "identity.boundaries": [BOUNDARY] };
const bounded = { Condition: { StringEquals: { "iam:PermissionsBoundary": BOUNDARY } } };

const fail = {
  resource: iam("RolePolicy", { policy: policy(allow(["s3:GetObject", "iam:Pass*"], ROLES)) }),
  settings,
  expect: [
    {
      path: "policy.Statement[0].Action[1]",
      message:
        `policy of "subject" allows iam:PassRole on ${ROLES}; name single resources, or require a permissions ` +
        "boundary from identity.boundaries.",
    },
  ],
};

describeRule(rolePrivilegeEscalationAbsent, {
  pass: [
    {
      resource: iam("Policy", { policy: policy(allow("iam:PutRolePolicy", ROLES, bounded)) }),
      settings,
    },
    {
      resource: iam("Policy", {
        policy: policy(allow("iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/x`)),
      }),
    },
    {
      resource: role({
        path: "/deploy/",
        inlinePolicies: [
          {
            name: "p",
            policy: policy(allow("iam:PutRolePolicy", `arn:aws:iam::${ACCOUNT}:role/service/*`)),
          },
        ],
      }),
    },
  ],
  fail: [
    fail,
    { resource: iam("GroupPolicy", { policy: policy(allow("iam:*")) }), settings },
    {
      resource: role({
        path: "/service/",
        inlinePolicies: [
          {
            name: "p",
            policy: policy(allow("iam:PutRolePolicy", `arn:aws:iam::${ACCOUNT}:role/service/*`)),
          },
        ],
      }),
      settings,
      expect: [{ path: "inlinePolicies[0].policy.Statement[0].Action" }],
    },
    {
      resource: iam("Policy", {
        policy: policy(allow("iam:PutRolePolicy", ROLES, bounded), allow("iam:CreateAccessKey")),
      }),
      expect: [{ path: "" }, { path: "policy.Statement[1].Action" }],
    },
  ],
  notApplicable: {
    resource: iam("RolePolicyAttachment", { policyArn: "arn:aws:iam::aws:policy/IAMFullAccess" }),
  },
  unknown: [
    { resource: iam("Policy", { policy: UNKNOWN }), settings },
    { resource: iam("Policy", { policy: policy(allow("iam:PassRole", UNKNOWN)) }), settings },
    {
      resource: iam("Policy", {
        policy: policy(
          allow("iam:PutRolePolicy", ROLES, {
            Condition: { StringEquals: { "iam:PermissionsBoundary": UNKNOWN } },
          }),
        ),
      }),
      settings,
    },
  ],
  secretBearing: {
    resource: iam(
      "Policy",
      { policy: policy(allow("iam:*")), description: "hunter2-secret" },
      { secret: ["description"] },
    ),
    settings,
  },
  malformed: { resource: iam("Policy", { policy: 7 }), settings, expect: [{ path: "policy" }] },
  excepted: fail,
  expired: fail,
});
