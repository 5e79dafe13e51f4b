import { rolePrivilegeEscalationAbsent } from "../../../policy-packs/identity/rules/role-privilege-escalation-absent";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { ACCOUNT, allow, BOUNDARY, iam, policy, role } from "./builders";

const ROLES = `arn:aws:iam::${ACCOUNT}:role/*`;
const settings = { "identity.boundaries": [BOUNDARY] };
const bounded = { Condition: { StringEquals: { "iam:PermissionsBoundary": BOUNDARY } } };
const writes = (path: string, ...more: unknown[]) =>
  policy(allow("iam:PutRolePolicy", `arn:aws:iam::${ACCOUNT}:role${path}`), ...more);
const refuses = (path: string) => ({
  Effect: "Deny",
  Action: "iam:*",
  Resource: `arn:aws:iam::${ACCOUNT}:role${path}`,
});
const inline = (document: unknown) => ({ inlinePolicies: [{ name: "p", policy: document }] });
const ofRole = (name: string, document: unknown) =>
  iam("RolePolicy", { role: name, policy: document });
const INLINE = [{ path: "inlinePolicies[0].policy.Statement[0].Action" }];
const OF_ROLE = [{ path: "policy.Statement[0].Action" }];

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
    { resource: role({ path: "/deploy/", ...inline(writes("/service/*")) }) },
    // The own role is surely none of those.
    { resource: role({ path: "/ci/", namePrefix: "deployer-", ...inline(writes("/ci/app-*")) }) },
    { resource: role({ path: "/ci/", name: "ci-x", ...inline(writes("/ci/app-*")) }) },
    { resource: role({ path: "/ci/", ...inline(writes("/ci/app-*")) }) },
    {
      resource: role({
        path: "/ci/",
        namePrefix: "deployer-",
        ...inline(writes("/ci/*", refuses("/ci/deployer-*"))),
      }),
    },
    { resource: ofRole(`arn:aws:iam::${ACCOUNT}:role/deploy/ci-x`, writes("/ci/*")) },
    { resource: ofRole("ci-x", writes("/ci/*-app")) },
    { resource: ofRole("ci-x", writes("/ci/*", refuses("/*/ci-x"))) },
    {
      resources: [
        { type: "airside:identity:TrustRole", name: "trust", props: { path: "/deploy/" } },
        { ...ofRole("ci-x", writes("/ci/*")), parent: "trust" },
      ],
    },
    // A user and a group are no role.
    { resource: iam("UserPolicy", { user: "ci-x", policy: writes("/ci/*") }) },
  ],
  fail: [
    fail,
    { resource: iam("GroupPolicy", { policy: policy(allow("iam:*")) }), settings },
    {
      resource: role({ path: "/service/", ...inline(writes("/service/*")) }),
      settings,
      expect: INLINE,
    },
    {
      resource: role({
        path: "/ci/",
        namePrefix: "deployer-",
        ...inline(writes("/ci/deployer-*")),
      }),
      expect: [
        {
          path: "inlinePolicies[0].policy.Statement[0].Action",
          message:
            'inlinePolicies[0].policy of "ci" allows iam:PutRolePolicy on ' +
            `arn:aws:iam::${ACCOUNT}:role/ci/deployer-*; name single resources, or require a permissions boundary ` +
            "from identity.boundaries.",
        },
      ],
    },
    // Without a name IAM's begins with the program's.
    { resource: role({ path: "/ci/", ...inline(writes("/ci/ci-*")) }), expect: INLINE },
    {
      resource: role({
        path: "/ci/",
        namePrefix: "deployer-",
        ...inline(writes("/ci/*", refuses("/ci/deployer-1*"))),
      }),
      expect: INLINE,
    },
    {
      resources: [role({ name: "ci-x", path: "/ci/" }), ofRole("ci-x", writes("/ci/*"))],
      expect: OF_ROLE,
    },
    { resource: ofRole("ci-x", writes("/ci/*")), expect: OF_ROLE },
    { resource: ofRole("ci-x", writes("/ci/*", refuses("/ci/x"))), expect: OF_ROLE },
    { resource: ofRole(`arn:aws:iam::${ACCOUNT}:role/ci/ci-x`, writes("/ci/*")), expect: OF_ROLE },
    {
      resources: [
        { type: "airside:identity:TrustRole", name: "trust", props: { path: "/ci/" } },
        { ...ofRole("ci-x", writes("/ci/*")), parent: "trust" },
      ],
      expect: OF_ROLE,
    },
    {
      resources: [
        { type: "airside:identity:TrustRole", name: "trust", props: {} },
        { ...ofRole("ci-x", writes("/airside/*")), parent: "trust" },
      ],
      expect: OF_ROLE,
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
