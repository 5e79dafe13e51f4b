import { rolePermissionsBoundary } from "../../../policy-packs/identity/rules/role-permissions-boundary";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { BOUNDARY, iam, role, SERVICE_TRUST } from "./builders";

const settings = { "identity.boundaries": [BOUNDARY] };
const fail = {
  resource: role({}),
  settings,
  expect: [
    {
      path: "permissionsBoundary",
      message: `The role "ci" must set permissionsBoundary to one of ${BOUNDARY}, but has "no such setting".`,
    },
  ],
};

describeRule(rolePermissionsBoundary, {
  pass: { resource: role({ permissionsBoundary: BOUNDARY }), settings },
  fail: [
    fail,
    { resource: role({ permissionsBoundary: `${BOUNDARY}x` }), settings },
    { resource: role({ permissionsBoundary: BOUNDARY }), expect: [{ path: "" }] },
    {
      resource: role({}),
      settings: { "identity.boundaries": [] },
      expect: [
        {
          path: "permissionsBoundary",
          message:
            'The role "ci" must set permissionsBoundary to one of no ARN at all, for identity.boundaries is empty, ' +
            'but has "no such setting".',
        },
      ],
    },
  ],
  notApplicable: [
    { resource: role({ assumeRolePolicy: SERVICE_TRUST }), settings },
    { resource: iam("User", {}), settings },
    { resource: role({ assumeRolePolicy: UNKNOWN }) },
  ],
  unknown: [
    { resource: role({ permissionsBoundary: UNKNOWN }), settings },
    { resource: role({ assumeRolePolicy: UNKNOWN }), settings },
  ],
  secretBearing: {
    resource: role({ description: "hunter2-secret" }, { secret: ["description"] }),
    settings,
  },
  malformed: {
    resource: role({ permissionsBoundary: [BOUNDARY] }),
    settings,
    expect: [{ path: "permissionsBoundary" }],
  },
  excepted: fail,
  expired: fail,
});
