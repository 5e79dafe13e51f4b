import { userPermissionsByGroup } from "../../../policy-packs/identity/rules/user-permissions-by-group";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { BOUNDARY, iam } from "./builders";

const fail = {
  resource: iam("UserPolicyAttachment", { user: "ann", policyArn: BOUNDARY }),
  settings: { environment: "production" },
  expect: [
    {
      path: "policyArn",
      message: '"subject" gives permissions to a user directly; give them to a group or a role.',
    },
  ],
};

describeRule(userPermissionsByGroup, {
  pass: [
    { resource: iam("PolicyAttachment", { policyArn: BOUNDARY, groups: ["g"], users: [] }) },
    { resource: iam("UserPolicyAttachmentsExclusive", { userName: "ann", policyArns: [] }) },
    { resource: iam("UserPoliciesExclusive", { userName: "ann", policyNames: [] }) },
  ],
  fail: [
    fail,
    { resource: iam("UserPolicy", { user: "ann" }), expect: [{ path: "policy" }] },
    {
      resource: iam("PolicyAttachment", { users: ["ann", UNKNOWN] }),
      expect: [{ path: "users[0]" }, { path: "users[1]" }],
    },
    {
      resource: iam("UserPoliciesExclusive", { policyNames: ["p"] }),
      expect: [{ path: "policyNames[0]" }],
    },
    { resource: iam("UserPolicyAttachmentsExclusive", { policyArns: [BOUNDARY] }) },
  ],
  notApplicable: { resource: iam("GroupPolicyAttachment", { group: "g", policyArn: BOUNDARY }) },
  unknown: { resource: iam("PolicyAttachment", { users: UNKNOWN }), expect: [{ path: "users" }] },
  secretBearing: {
    resource: iam("UserPolicy", { user: "ann", policy: "hunter2-secret" }, { secret: ["policy"] }),
  },
  malformed: { resource: iam("PolicyAttachment", { users: "ann" }), expect: [{ path: "users" }] },
  excepted: fail,
  expired: fail,
});
