import { trustClaimKeysKnown } from "../../../policy-packs/identity/rules/trust-claim-keys-known";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { keys, policy } from "./trust-cases";
import { EC2, key, role, secretive, SUB, trust } from "./trust-fixtures";

const fail = role(trust({ sub: SUB, repository_owner: "acme" }));
const foreign = { "token.actions.githubusercontent.com/acme-inc:sub": SUB };

describeRule(trustClaimKeysKnown, {
  pass: [
    { resource: role(trust({ sub: SUB, repository_id: "4242", ref: "refs/heads/main" })) },
    { resource: role(trust({ SUB })) },
    { resource: role(trust({}, { Condition: { StringEquals: { "aws:SourceIp": "10.0.0.1" } } })) },
  ],
  fail: [
    {
      resource: fail,
      expect: [
        {
          path: `assumeRolePolicy.Statement[0].Condition.StringEquals${key("repository_owner")}`,
          message:
            'The role "ci" must use keys that STS resolves: "token.actions.githubusercontent.com:repository_owner" ' +
            "is not among aud, sub, actor, actor_id, enterprise_id, environment, job_workflow_ref, ref, repository, " +
            "repository_id, repository_owner_id, workflow.",
        },
      ],
    },
    { resource: role(trust({}, { Condition: { StringEquals: foreign } })) },
    { resource: role(trust({ sub: SUB, Sub: SUB })) },
    { resource: role(trust({}, { Condition: { StringEquals: { "token.action.com:sub": SUB } } })) },
    {
      resource: role(trust({}, { Condition: { StringEquals: { "token.action.com:sub": SUB } } })),
      expect: [
        {
          path: 'assumeRolePolicy.Statement[0].Condition.StringEquals["token.action.com:sub"]',
          message:
            'The role "ci" must use keys that STS resolves: "token.action.com:sub" is no key of ' +
            "token.actions.githubusercontent.com.",
        },
      ],
    },
    {
      resource: role(trust({}, { Condition: { StringEquals: foreign } })),
      expect: [
        {
          path:
            "assumeRolePolicy.Statement[0].Condition.StringEquals" +
            '["token.actions.githubusercontent.com/acme-inc:sub"]',
          message:
            'The role "ci" must use keys that STS resolves: "token.actions.githubusercontent.com/acme-inc:sub" is ' +
            "of another issuer than the statement's provider token.actions.githubusercontent.com.",
        },
      ],
    },
    {
      resource: role(
        policy({ ...Object(EC2).Statement[0], Condition: { StringEquals: keys({ nonce: "1" }) } }),
      ),
      expect: [{ path: `assumeRolePolicy.Statement[0].Condition.StringEquals${key("nonce")}` }],
    },
  ],
  notApplicable: [
    { resource: role(EC2) },
    { resource: role(policy({ ...Object(EC2).Statement[0], Condition: UNKNOWN })) },
    {
      resource: role(
        policy({ ...Object(EC2).Statement[0], Condition: { StringEquals: { "aws:Odd": "1" } } }),
      ),
    },
  ],
  unknown: [{ resource: role(UNKNOWN) }, { resource: role(trust({}, { Condition: UNKNOWN })) }],
  secretBearing: { resource: secretive(trust({ repository_owner: "acme" })) },
  malformed: { resource: role(trust({}, { Condition: [null] })) },
  excepted: { resource: fail },
  expired: { resource: fail },
});
