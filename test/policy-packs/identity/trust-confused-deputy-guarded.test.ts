import { trustConfusedDeputyGuarded } from "../../../policy-packs/identity/rules/trust-confused-deputy-guarded";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { policy } from "./trust-cases";
import { EC2, role, secretive, SUB, trust } from "./trust-fixtures";

const trusting = (Principal: unknown, Condition?: unknown) =>
  policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole", Condition });
const vendor = { AWS: "arn:aws:iam::999999999999:root" };
const logs = { Service: "cloudtrail.amazonaws.com" };
const settings = { "aws.accounts": ["123456789012"] };
const fail = { resource: role(trusting(logs)), settings };
const unguarded = (principal: Readonly<Record<string, string>>, condition: unknown) => ({
  resource: role(trusting(principal, condition)),
  settings,
  expect: Object.keys(principal).map((kind) => ({
    path: `assumeRolePolicy.Statement[0].Principal.${kind}`,
  })),
});

describeRule(trustConfusedDeputyGuarded, {
  pass: [
    { resource: role(EC2), settings },
    { resource: role(trusting({ AWS: "arn:aws:iam::123456789012:role/x" })), settings },
    { resource: role(trusting({ AWS: "123456789012" })), settings },
    { resource: role(trusting(vendor, { StringEquals: { "STS:externalid": "abc" } })), settings },
    { resource: role(trusting(vendor, { StringEquals: { "aws:PrincipalOrgID": "o-1" } })) },
    { resource: role(trusting(logs, { ArnLike: { "aws:SourceArn": "arn:aws:x:*:1:y/*" } })) },
    { resource: role(trusting(logs, { StringLike: { "aws:SourceAccount": "123456789012" } })) },
    { resource: role(trusting(logs, { StringEquals: { "aws:SourceAccount": 123456789012 } })) },
    { resource: role(trusting(logs, { StringEquals: { "aws:SourceArn": "arn:aws:s3:::b" } })) },
    { resource: role(trusting(logs, { ArnLike: { "aws:SourceArn": "arn:aws:s3:::b/*" } })) },
  ],
  fail: [
    {
      ...fail,
      expect: [
        {
          path: "assumeRolePolicy.Statement[0].Principal.Service",
          message:
            'The role "ci" must require aws:SourceAccount or aws:SourceArn of "cloudtrail.amazonaws.com" by ' +
            "StringEquals with a literal value, but Statement[0] does not.",
        },
      ],
    },
    // Every request meets these.
    unguarded(logs, { StringEquals: { "aws:SourceAccount": "${aws:SourceAccount}" } }),
    unguarded(logs, { StringLike: { "aws:SourceAccount": "?*1*" } }),
    unguarded(logs, { StringEquals: { "aws:SourceAccount": ["123456789012", ""] } }),
    unguarded(logs, { NumericGreaterThan: { "aws:SourceAccount": "0" } }),
    unguarded(logs, { ArnLike: { "aws:SourceArn": "arn:*:*:*:*:*" } }),
    unguarded(logs, { ArnLike: { "aws:SourceArn": "arn:aws:x:*:1234*:y" } }),
    unguarded(logs, { ArnLike: { "aws:SourceArn": "arn:aws:x:*:${aws:SourceAccount}:y" } }),
    unguarded(logs, { StringLike: { "aws:SourceArn": "arn:*:1" } }),
    unguarded(logs, { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }),
    unguarded(logs, { ArnLike: { "aws:SourceArn": "arn:aws:s3:::logs-*" } }),
    unguarded(logs, { ArnLike: { "aws:SourceArn": "arn:aws:route53:::hostedzone/*" } }),
    unguarded(vendor, { StringEquals: { "sts:ExternalId": "${sts:ExternalId}" } }),
    unguarded(vendor, { StringLike: { "sts:ExternalId": "a*" } }),
    unguarded(vendor, { StringEquals: { "aws:PrincipalOrgID": "${aws:PrincipalOrgID}" } }),
    unguarded(vendor, { StringLike: { "aws:PrincipalOrgID": "o-*" } }),
    { resource: role(trusting(vendor)), settings },
    { resource: role(trusting(vendor, { StringNotEquals: { "sts:ExternalId": "a" } })), settings },
    {
      resource: role(trusting(vendor, { StringEqualsIfExists: { "sts:ExternalId": "a" } })),
      settings,
    },
    { resource: role(trusting(vendor, { StringLike: { "sts:ExternalId": "*" } })), settings },
    { resource: role(trusting({ AWS: ["123456789012", "999999999999"] })), settings },
    { resource: role(trusting(logs, { StringEquals: { "sts:ExternalId": "a" } })), settings },
    // Without a list of accounts it says so instead of judging.
    { resource: role(trusting(vendor)), expect: [{ path: "" }] },
    { resource: role(trusting({ Service: "123456789012" })), settings },
    {
      resource: role(trusting(logs)),
      expect: [{ path: "assumeRolePolicy.Statement[0].Principal.Service" }],
    },
    {
      resource: role(trusting({ AWS: "AROAEXAMPLEID" })),
      expect: [{ path: "assumeRolePolicy.Statement[0].Principal.AWS" }],
    },
    {
      resource: role(trusting(vendor)),
      settings,
      expect: [{ path: "assumeRolePolicy.Statement[0].Principal.AWS" }],
    },
    { resource: role(trusting(vendor, { StringEquals: { "sts:ExternalId": [] } })), settings },
    {
      resource: role(
        trusting(vendor, { StringEquals: { "sts:ExternalId": "a", "STS:externalid": "b" } }),
      ),
      settings,
    },
  ],
  notApplicable: [
    { resource: role(trust({ sub: SUB })), settings },
    { resource: role(policy({ Effect: "Deny", Principal: vendor, Action: "*" })), settings },
    {
      resource: role(policy({ Effect: "Allow", NotPrincipal: vendor, Action: "sts:AssumeRole" })),
      settings,
    },
  ],
  unknown: [
    { resource: role(UNKNOWN), settings },
    { resource: role(trusting(vendor, { StringEquals: { "sts:ExternalId": UNKNOWN } })), settings },
    { resource: role(trusting(logs, UNKNOWN)), settings },
  ],
  secretBearing: { resource: secretive(trusting(logs)), settings },
  malformed: { resource: role(trusting({ AWS: [null, 7] })), settings },
  excepted: fail,
  expired: fail,
});
