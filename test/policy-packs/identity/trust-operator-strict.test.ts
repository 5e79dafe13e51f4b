import { trustOperatorStrict } from "../../../policy-packs/identity/rules/trust-operator-strict";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { EC2, key, role, secretive, SUB, trust, trustUnder } from "./trust-fixtures";

const fail = role(trustUnder("StringLikeIfExists", SUB));

describeRule(trustOperatorStrict, {
  pass: [
    { resource: role(trust({ sub: SUB })) },
    { resource: role(trustUnder("ForAnyValue:StringLike", SUB)) },
    {
      resource: role(
        trust({}, { Condition: { NotIpAddress: { "aws:SourceIp": "192.0.2.0/24" } } }),
      ),
    },
  ],
  fail: [
    {
      resource: fail,
      expect: [
        {
          path: `assumeRolePolicy.Statement[0].Condition.StringLikeIfExists${key("sub")}`,
          message:
            'The role "ci" must compare token.actions.githubusercontent.com:sub by StringEquals, but has it under ' +
            '"StringLikeIfExists", which also holds of a request without the key.',
        },
      ],
    },
    ...["ForAllValues:StringEquals", "Null", "StringNotEquals", "", "StringIs"].map((operator) => ({
      resource: role(trustUnder(operator, SUB)),
    })),
  ],
  notApplicable: [
    { resource: role(EC2) },
    { resource: role(trust({}, { Effect: "Deny", Condition: { Null: { "aws:x": "true" } } })) },
  ],
  unknown: [
    { resource: role(UNKNOWN) },
    { resource: role(trust({}, { Condition: UNKNOWN })) },
    { resource: role(trust({}, { Condition: { StringLike: UNKNOWN } })) },
  ],
  secretBearing: { resource: secretive(trustUnder("StringNotLike", SUB)) },
  malformed: { resource: role(trust({}, { Condition: { Null: 3, "": null, StringEquals: [] } })) },
  excepted: { resource: fail },
  expired: { resource: fail },
});
