import { trustWithinIamLimits } from "../../../policy-packs/identity/rules/trust-within-iam-limits";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { EC2, role, secretive, SUB, trust } from "./trust-fixtures";

const many = trust({
  sub: Array.from({ length: 60 }, (_, i) => `repo:acme/r${i}:ref:refs/heads/main`),
});
const named = (name: unknown, label = "ci") => role(EC2, { name: label, props: { name } });

describeRule(trustWithinIamLimits, {
  pass: [
    { resource: role(trust({ sub: SUB })) },
    { resource: role(`${JSON.stringify(EC2)}${" \n".repeat(5000)}`) },
    { resource: role(many), settings: { "identity.trustPolicyCharacters": 4096 } },
    { resource: named("a".repeat(64)) },
    { resources: [named("ci"), named("cd", "other")] },
    { resource: role(`{"Sid":"${"\\u0061".repeat(2000)}"}`) },
    { resource: named(null) },
  ],
  fail: [
    {
      resource: role(many),
      expect: [
        {
          path: "assumeRolePolicy",
          message:
            'The role "ci" has a trust policy of 2489 characters, white space not counted, and IAM takes 2048; ' +
            "spread its subjects over several roles.",
        },
      ],
    },
    {
      resource: role(trust({ sub: "repo:acme/api:environment:\u4e2d" })),
      expect: [{ path: "assumeRolePolicy" }],
    },
    { resource: role('{"Sid":"\\u4e2d"}'), expect: [{ path: "assumeRolePolicy" }] },
    { resource: named("a".repeat(65)), expect: [{ path: "name" }] },
    { resource: named("a b") },
    { resource: named("") },
    {
      resources: [named("Deploy"), named("deploy", "other")],
      expect: [{ path: "name", resource: "other" }],
    },
    { resource: named(7), expect: [{ path: "name" }] },
    { resource: role(JSON.stringify({ Sid: " ".repeat(2048) })) },
    {
      resources: [named("a b"), named("A B", "other")],
      expect: [
        { path: "name", resource: "ci" },
        { path: "name", resource: "other" },
        {
          path: "name",
          resource: "other",
          message:
            'The role name "A B" must be unique regardless of letter case, but ci has "a b"; leave the name to Pulumi.',
        },
      ],
    },
  ],
  notApplicable: { resource: { type: "aws:iam/policy:Policy", name: "p", props: { name: "" } } },
  unknown: [
    { resource: role(UNKNOWN), expect: [{ path: "assumeRolePolicy" }] },
    { resource: named(UNKNOWN), expect: [{ path: "name" }] },
  ],
  secretBearing: { resource: secretive(many) },
  malformed: { resources: [named(7), role(null), role(undefined)] },
  excepted: { resource: role(many) },
  expired: { resource: role(many) },
});
