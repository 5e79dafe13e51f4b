import { trustStatementClosed } from "../../../policy-packs/identity/rules/trust-statement-closed";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { policy, PROVIDER } from "./trust-cases";
import { EC2, role, secretive, SUB, trust, trustOfProvider } from "./trust-fixtures";

const changed = (changes: object) => role(trust({ sub: SUB }, { ...changes }));
/** As text, in which a key that is left out is not there at all. */
const without = (key: string) => role(JSON.stringify(trust({ sub: SUB }, { [key]: undefined })));
const fail = changed({ Principal: "*" });
const OTHER = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";
const at = "assumeRolePolicy.Statement[0]";

describeRule(trustStatementClosed, {
  pass: [
    { resource: role(trust({ sub: SUB })) },
    { resource: role(EC2) },
    { resource: changed({ Action: ["sts:TagSession", "STS:AssumeRoleWithWebIdentity"] }) },
    { resource: changed({ Principal: { Federated: [PROVIDER, PROVIDER] } }) },
    {
      resource: role(
        policy({
          Effect: "Allow",
          Principal: { Service: ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"] },
          Action: "sts:AssumeRole",
        }),
      ),
    },
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
      resource: role(trustOfProvider("accounts.google.com", undefined, { Action: "sts:*" })),
      expect: [
        {
          path: `${at}.Action`,
          message:
            'The role "ci" must name whom it trusts and for what: assumeRolePolicy.Statement[0].Action holds "sts:*"; ' +
            "an OIDC provider needs sts:AssumeRoleWithWebIdentity alone.",
        },
      ],
    },
    {
      resource: changed({ Action: undefined, NotAction: "iam:*" }),
      expect: [{ path: `${at}.NotAction` }],
    },
    { resource: changed({ NotPrincipal: { AWS: "1" } }), expect: [{ path: `${at}.NotPrincipal` }] },
    { resource: changed({ Principal: { Federated: PROVIDER, AWS: "123456789012" } }) },
    { resource: changed({ Principal: undefined }), expect: [{ path: `${at}.Principal` }] },
    { resource: role("none"), expect: [{ path: "assumeRolePolicy" }] },
    {
      resource: changed({ NotPrincipal: { AWS: "1" }, Principal: undefined }),
      expect: [
        {
          path: `${at}.NotPrincipal`,
          message:
            'The role "ci" must name whom it trusts and for what: assumeRolePolicy.Statement[0].NotPrincipal is ' +
            "NotPrincipal, which means everyone else.",
        },
      ],
    },
    {
      resource: without("Principal"),
      expect: [
        {
          path: `${at}.Principal`,
          message:
            'The role "ci" must name whom it trusts and for what: assumeRolePolicy.Statement[0].Principal is missing.',
        },
      ],
    },
    {
      resource: without("Action"),
      expect: [
        {
          path: `${at}.Action`,
          message:
            'The role "ci" must name whom it trusts and for what: assumeRolePolicy.Statement[0].Action is missing.',
        },
      ],
    },
    {
      resource: changed({ Action: undefined, NotAction: "iam:*" }),
      expect: [
        {
          path: `${at}.NotAction`,
          message:
            'The role "ci" must name whom it trusts and for what: assumeRolePolicy.Statement[0].NotAction is ' +
            "NotAction, which means every other action.",
        },
      ],
    },
    {
      resource: changed({ Principal: { Federated: [PROVIDER, OTHER] } }),
      expect: [
        {
          path: `${at}.Principal`,
          message:
            'The role "ci" must name whom it trusts and for what: assumeRolePolicy.Statement[0].Principal names 2 ' +
            "principals, one of them an OIDC provider, which must stand alone.",
        },
      ],
    },
  ],
  notApplicable: [
    { resource: changed({ Effect: "Deny", Principal: "*", Action: "*" }) },
    { resource: role({ Statement: { Effect: "Allow", NotAction: "iam:*", Resource: "*" } }) },
  ],
  unknown: [
    { resource: role(UNKNOWN) },
    { resource: changed({ Principal: UNKNOWN }), expect: [{ path: `${at}.Principal` }] },
    { resource: changed({ Action: UNKNOWN }), expect: [{ path: `${at}.Action` }] },
    {
      resource: changed({ Principal: { Federated: [PROVIDER, UNKNOWN], AWS: "*" } }),
      expect: [{ path: `${at}.Principal.Federated[1]` }],
    },
  ],
  secretBearing: { resource: secretive(trust({}, { Principal: "*" })) },
  malformed: { resource: role({ Statement: [{ Principal: [[]], Action: {} }] }) },
  excepted: { resource: fail },
  expired: { resource: fail },
});
