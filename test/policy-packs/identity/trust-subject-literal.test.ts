import { trustSubjectLiteral } from "../../../policy-packs/identity/rules/trust-subject-literal";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { ISSUER } from "./trust-cases";
import { EC2, key, role, secretive, SUB, trust, trustUnder } from "./trust-fixtures";

const tags = role(trustUnder("StringLike", "repo:acme/api:ref:refs/tags/v*"));
const flow = "acme/flows/.github/workflows/d.yml@refs/heads/main";

describeRule(trustSubjectLiteral, {
  pass: [
    { resource: role(trust({ sub: SUB })) },
    { resource: role(trustUnder("StringLike", SUB)) },
    { resource: role(trustUnder("ForAnyValue:StringEquals", SUB)) },
    // Nobody can be named by both subjects at once, so nobody is let in.
    {
      resource: role(
        trust(
          {},
          {
            Condition: {
              StringEquals: { [`${ISSUER}:sub`]: SUB },
              StringLike: { [`${ISSUER}:sub`]: "repo:other/*" },
            },
          },
        ),
      ),
    },
  ],
  fail: [
    {
      resource: tags,
      expect: [
        {
          path: `assumeRolePolicy.Statement[0].Condition.StringLike${key("sub")}`,
          message:
            'The role "ci" must pin token.actions.githubusercontent.com:sub in Statement[0], which asks for it by ' +
            "a pattern or regardless of case; write each subject out under StringEquals.",
        },
      ],
    },
    {
      resource: role(trust({ job_workflow_ref: flow })),
      expect: [{ path: "assumeRolePolicy.Statement[0]" }],
    },
    { resource: role(trust({ sub: `job_workflow_ref:${flow}` })) },
    { resource: role(trustUnder("StringEqualsIgnoreCase", SUB)) },
    { resource: role(trust({ repository_id: "4242", ref: "refs/heads/main" })) },
    { resource: role({ Statement: { ...Object(trust({})).Statement[0], Effect: undefined } }) },
    {
      resource: role(trust({ repository_id: "4242" })),
      expect: [
        {
          path: "assumeRolePolicy.Statement[0]",
          message:
            'The role "ci" must pin token.actions.githubusercontent.com:sub in Statement[0], which does not ask for ' +
            "a subject; write each subject out under StringEquals.",
        },
      ],
    },
    {
      resource: role(trust({ sub: `job_workflow_ref:${flow}` })),
      expect: [
        {
          path: `assumeRolePolicy.Statement[0].Condition.StringEquals${key("sub")}`,
          message:
            'The role "ci" must pin token.actions.githubusercontent.com:sub in Statement[0], which names ' +
            `"job_workflow_ref:${flow}", which says what workflow runs and not who calls it; ` +
            "write each subject out under StringEquals.",
        },
      ],
    },
  ],
  notApplicable: [{ resource: role(EC2) }, { resource: role(trust({}, { Effect: "Deny" })) }],
  unknown: [
    { resource: role(UNKNOWN) },
    {
      resource: role(trust({ sub: UNKNOWN })),
      expect: [{ path: `assumeRolePolicy.Statement[0].Condition.StringEquals${key("sub")}` }],
    },
    { resource: role(trust({}, { Condition: UNKNOWN })) },
  ],
  secretBearing: { resource: secretive(trustUnder("StringLike", "repo:*")) },
  malformed: { resource: role({ Statement: [7, null, {}] }) },
  excepted: { resource: tags },
  expired: { resource: tags },
});
