import { trustStatementClosed } from "../../../policy-packs/identity/rules/trust-statement-closed";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { PROVIDER } from "./trust-cases";
import { EC2, role, secretive, SUB, trust } from "./trust-fixtures";

const changed = (changes: object) => role(trust({ sub: SUB }, { ...changes }));
const fail = changed({ Principal: "*" });
const at = "assumeRolePolicy.Statement[0]";

describeRule(trustStatementClosed, {
  pass: [
    { resource: role(trust({ sub: SUB })) },
    { resource: role(EC2) },
    { resource: changed({ Action: ["sts:TagSession", "STS:AssumeRoleWithWebIdentity"] }) },
  ],
  fail: [
    {
      resource: fail,
      expect: [
        {
          path: `${at}.Principal`,
          message:
            'The role "ci" must name whom it trusts and for what: assumeRolePolicy.Statement[0].Principal is "*", ' +
            "which means everyone it fits.",
        },
      ],
    },
    { resource: changed({ Action: "sts:*" }), expect: [{ path: `${at}.Action` }] },
    {
      resource: changed({ Action: undefined, NotAction: "iam:*" }),
      expect: [{ path: `${at}.NotAction` }],
    },
    { resource: changed({ NotPrincipal: { AWS: "1" } }), expect: [{ path: `${at}.NotPrincipal` }] },
    { resource: changed({ Principal: { Federated: PROVIDER, AWS: "123456789012" } }) },
    { resource: changed({ Principal: undefined }), expect: [{ path: `${at}.Principal` }] },
    { resource: role("none"), expect: [{ path: "assumeRolePolicy" }] },
  ],
  notApplicable: [
    { resource: changed({ Effect: "Deny", Principal: "*", Action: "*" }) },
    { resource: role({ Statement: { Effect: "Allow", NotAction: "iam:*", Resource: "*" } }) },
  ],
  unknown: [
    { resource: role(UNKNOWN) },
    { resource: changed({ Principal: UNKNOWN }), expect: [{ path: `${at}.Principal` }] },
    { resource: changed({ Action: UNKNOWN }), expect: [{ path: `${at}.Action` }] },
  ],
  secretBearing: { resource: secretive(trust({}, { Principal: "*" })) },
  malformed: { resource: role({ Statement: [{ Principal: [[]], Action: {} }] }) },
  excepted: { resource: fail },
  expired: { resource: fail },
});
