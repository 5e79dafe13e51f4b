import { trustSubjectImmutable } from "../../../policy-packs/identity/rules/trust-subject-immutable";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { EC2, key, role, secretive, SUB, trust } from "./trust-fixtures";

const settings = { environment: "production" };
const LEGACY = "repo:acme/api:ref:refs/heads/main";
const pair = trust({ sub: [LEGACY, SUB] });
const until = (sunset: unknown) =>
  role(pair, { props: { tags: { "airside:subject-sunset": sunset } } });
const component = (subject: unknown) => ({
  type: "airside:identity:TrustRole",
  name: "deploy",
  props: { claims: { subject } },
});
const fail = { resource: role(trust({ sub: LEGACY })), settings };

describeRule(trustSubjectImmutable, {
  pass: [
    { resource: role(trust({ sub: SUB })) },
    { resource: role(trust({ sub: LEGACY, repository_id: "4242", repository_owner_id: "42" })) },
    { resource: until("2027-01-31") },
    {
      resources: [
        component({ form: "both", sunset: "2027-01-31" }),
        role(pair, { parent: "deploy" }),
      ],
    },
    { resource: component({ form: "immutable" }) },
    { resource: role(trust({ sub: UNKNOWN, repository_id: "4242", repository_owner_id: "42" })) },
    { resource: role(trust({ sub: "repository_id:4242:ref:refs/heads/main" })), settings },
    // Under StringEquals a star is a letter, which no name has: nothing is in transition to it.
    {
      resource: role(
        trust({
          sub: [LEGACY, "repo:acme@42/*:ref:refs/heads/main"],
          repository_id: "4242",
          repository_owner_id: "42",
        }),
      ),
      settings,
    },
  ],
  fail: [
    {
      ...fail,
      expect: [
        {
          path: `assumeRolePolicy.Statement[0].Condition.StringEquals${key("sub")}`,
          message:
            `The role "ci" trusts "${LEGACY}" and names the repository by name alone; write ` +
            '"repo:OWNER@OWNER_ID/NAME@ID:…", or pin repository_id and repository_owner_id beside it.',
        },
      ],
    },
    { resource: role(trust({ sub: LEGACY, repository_id: "4242" })), settings },
    { resource: role(pair), settings },
    { resource: until("2026-11-22"), settings },
    { resource: until("soon"), settings },
    {
      resource: component({ form: "both", sunset: "2020-01-01" }),
      expect: [{ path: "claims.subject.sunset" }],
    },
    { resource: component({ form: "both" }) },
    {
      resource: {
        ...component(undefined),
        props: { claims: [{ subject: { form: "immutable" } }, { subject: { form: "both" } }] },
      },
      expect: [{ path: "claims[1].subject.sunset" }],
    },
    {
      resource: role(trust({ sub: LEGACY, repository_owner_id: "42" })),
      settings,
      expect: [{ path: `assumeRolePolicy.Statement[0].Condition.StringEquals${key("sub")}` }],
    },
    {
      resource: until("soon"),
      settings,
      expect: [
        {
          path: `assumeRolePolicy.Statement[0].Condition.StringEquals${key("sub")}[0]`,
          message:
            `The role "ci" trusts "${LEGACY}" and states no sunset date still to come for it (found "soon"); ` +
            "set the tag airside:subject-sunset.",
        },
      ],
    },
    // A sunset is for two forms of one subject; a name alone does not get the time.
    {
      resource: role(trust({ sub: LEGACY }), {
        props: { tags: { "airside:subject-sunset": "2027-01-31" } },
      }),
      settings,
    },
    {
      resource: role(trust({ sub: [LEGACY, "repo:acme@42/web@4243:ref:refs/heads/main"] }), {
        props: { tags: { "airside:subject-sunset": "2027-01-31" } },
      }),
      settings,
    },
    { resource: until(20270131), settings },
  ],
  notApplicable: [{ resource: role(EC2) }, { resource: component(undefined) }],
  unknown: [
    { resource: role(UNKNOWN) },
    { resource: role(trust({ sub: UNKNOWN })) },
    { resource: component(UNKNOWN) },
    { resource: component({ form: "both", sunset: UNKNOWN }) },
    { resource: { ...component(undefined), props: { claims: UNKNOWN } } },
  ],
  secretBearing: { resource: secretive(trust({ sub: LEGACY })) },
  malformed: { resource: role(trust({ sub: [null, {}, 7] })) },
  excepted: fail,
  expired: fail,
});
