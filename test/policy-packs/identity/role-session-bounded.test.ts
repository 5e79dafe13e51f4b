import { roleSessionBounded } from "../../../policy-packs/identity/rules/role-session-bounded";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { iam, role, SERVICE_TRUST } from "./builders";

const fail = {
  resource: role({ maxSessionDuration: 7200 }),
  expect: [
    {
      path: "maxSessionDuration",
      message:
        'The role "ci" must allow sessions of at most 3600 seconds, but has 7200; leave maxSessionDuration out.',
    },
  ],
};

describeRule(roleSessionBounded, {
  pass: [{ resource: role({}) }, { resource: role({ maxSessionDuration: 3600 }) }],
  fail: [fail, { resource: role({ assumeRolePolicy: "{", maxSessionDuration: 43_200 }) }],
  notApplicable: [
    { resource: role({ assumeRolePolicy: SERVICE_TRUST, maxSessionDuration: 43_200 }) },
    { resource: iam("User", { maxSessionDuration: 43_200 }) },
  ],
  unknown: [
    { resource: role({ maxSessionDuration: UNKNOWN }), expect: [{ path: "maxSessionDuration" }] },
    { resource: role({ assumeRolePolicy: UNKNOWN, maxSessionDuration: 7200 }) },
  ],
  secretBearing: {
    resource: role(
      { maxSessionDuration: 7200, description: "hunter2-secret" },
      { secret: ["description"] },
    ),
  },
  malformed: {
    resource: role({ maxSessionDuration: "7200" }),
    expect: [{ path: "maxSessionDuration" }],
  },
  excepted: fail,
  expired: fail,
});
