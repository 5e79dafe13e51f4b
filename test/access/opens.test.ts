import { describe, expect, it } from "vitest";

import { opens } from "../../access/opens";
import {
  ISSUER,
  type Json,
  keys,
  policy,
  PROVIDER,
  statement,
  NAMED_BY_HOST,
} from "../policy-packs/identity/trust-cases";

const SUB = "repo:acme/api:ref:refs/heads/main";
const TOKEN = { sub: SUB, aud: "sts.amazonaws.com", repository_id: 4242, ref: "refs/heads/main" };
const asking = (Condition: unknown, more: Json = {}) => policy(statement(Condition, more));
const sub = (operator: string, value: unknown) => asking({ [operator]: keys({ sub: value }) });
const allowed = statement({ StringEquals: keys({ sub: SUB }) });
const deny = (Condition?: unknown, more: Json = {}) => ({
  Effect: "Deny",
  Principal: "*",
  Action: "*",
  Condition,
  ...more,
});
const WITHOUT_SUB = { aud: "sts.amazonaws.com" };

const TABLE: readonly (readonly [string, unknown, Json, boolean, Json?])[] = [
  ["StringEquals", sub("StringEquals", SUB), TOKEN, true],
  ["StringEquals minds the case of values", sub("StringEquals", SUB.toUpperCase()), TOKEN, false],
  [
    "StringEqualsIgnoreCase does not",
    sub("StringEqualsIgnoreCase", SUB.toUpperCase()),
    TOKEN,
    true,
  ],
  ["a star under StringEquals is a letter", sub("StringEquals", "repo:*"), TOKEN, false],
  ["a star under StringLike crosses slashes and colons", sub("StringLike", "r*n"), TOKEN, true],
  ["a question mark is one letter", sub("StringLike", SUB.replace("main", "mai?")), TOKEN, true],
  ["and not none", sub("StringLike", `${SUB}?`), TOKEN, false],
  ["one of several values", sub("StringEquals", ["x", SUB]), TOKEN, true],
  ["no value at all", sub("StringEquals", []), TOKEN, false],
  ["StringNotEquals of something else", sub("StringNotEquals", "x"), TOKEN, true],
  ["StringNotEquals of one of several", sub("StringNotEquals", ["x", SUB]), TOKEN, false],
  ["StringNotLike when the claim is absent", sub("StringNotLike", "*"), WITHOUT_SUB, true],
  ["StringLike when the claim is absent", sub("StringLike", "*"), WITHOUT_SUB, false],
  ["IfExists when the claim is absent", sub("StringLikeIfExists", "x"), WITHOUT_SUB, true],
  ["IfExists when it is there", sub("StringLikeIfExists", "x"), TOKEN, false],
  [
    "ForAllValues when the claim is absent",
    sub("ForAllValues:StringEquals", "x"),
    WITHOUT_SUB,
    true,
  ],
  ["ForAllValues when it is there", sub("ForAllValues:StringEquals", "x"), TOKEN, false],
  ["ForAnyValue when the claim is absent", sub("ForAnyValue:StringLike", "*"), WITHOUT_SUB, false],
  ["ForAnyValue negated, absent", sub("ForAnyValue:StringNotEquals", "x"), WITHOUT_SUB, false],
  [
    "ForAnyValue over a list",
    asking({ "ForAnyValue:StringEquals": keys({ aud: "b" }) }),
    { aud: ["a", "b"] },
    true,
  ],
  [
    "ForAllValues over a list",
    asking({ "ForAllValues:StringEquals": keys({ aud: "b" }) }),
    { aud: ["a", "b"] },
    false,
  ],
  [
    "ForAllValues over an empty list",
    asking({ "ForAllValues:StringEquals": keys({ aud: "b" }) }),
    { aud: [] },
    true,
  ],
  ["Null true, absent", sub("Null", "true"), WITHOUT_SUB, true],
  ["Null true, there", sub("Null", true), TOKEN, false],
  ["Null false, there", sub("Null", "false"), TOKEN, true],
  ["operators of any case", sub("stringequals", SUB), TOKEN, true],
  [
    "keys of any case",
    asking({ StringEquals: { [`${ISSUER}:SUB`.toUpperCase()]: SUB } }),
    TOKEN,
    true,
  ],
  ["a number as claim", asking({ StringEquals: keys({ repository_id: "4242" }) }), TOKEN, true],
  ["a number as value", asking({ StringEquals: keys({ repository_id: 4242 }) }), TOKEN, true],
  ["NumericLessThan", asking({ NumericLessThan: keys({ repository_id: "5000" }) }), TOKEN, true],
  [
    "NumericGreaterThanEquals",
    asking({ NumericGreaterThanEquals: keys({ repository_id: "5000" }) }),
    TOKEN,
    false,
  ],
  ["ArnLike on what is no ARN", sub("ArnLike", "*"), TOKEN, false],
  [
    "a claim that STS does not resolve",
    asking({ StringEquals: keys({ repository_owner: "acme" }) }),
    { ...TOKEN, repository_owner: "acme" },
    false,
  ],
  [
    "the same negated",
    asking({ StringNotEquals: keys({ repository_owner: "acme" }) }),
    { ...TOKEN, repository_owner: "acme" },
    true,
  ],
  [
    "the same if it exists",
    asking({ StringEqualsIfExists: keys({ event_name: "push" }) }),
    { ...TOKEN, event_name: "pull_request" },
    true,
  ],
  [
    "a key of another issuer",
    asking({ StringEquals: keys({ sub: SUB }, `${ISSUER}/slug`) }),
    TOKEN,
    false,
  ],
  [
    "a server resolves no ref",
    asking(
      { StringEquals: keys({ ref: "refs/heads/main" }, "ghe.example/_services/token") },
      { Principal: { Federated: PROVIDER.replace(ISSUER, "ghe.example/_services/token") } },
    ),
    TOKEN,
    false,
  ],
  [
    "operators AND",
    asking({ StringEquals: keys({ sub: SUB }), StringLike: keys({ ref: "refs/tags/*" }) }),
    TOKEN,
    false,
  ],
  ["keys AND", asking({ StringEquals: keys({ sub: SUB, ref: "refs/heads/x" }) }), TOKEN, false],
  ["statements OR", policy(statement({ StringEquals: keys({ sub: "x" }) }), allowed), TOKEN, true],
  ["a Deny wins", policy(allowed, deny()), TOKEN, false],
  [
    "a Deny that does not apply",
    policy(allowed, deny({ StringLike: keys({ sub: "*:pull_request" }) })),
    TOKEN,
    true,
  ],
  [
    "a Deny of all but one",
    policy(statement({}), deny({ StringNotEquals: keys({ sub: SUB }) })),
    TOKEN,
    true,
  ],
  [
    "a Deny of all but another",
    policy(statement({}), deny({ StringNotEquals: keys({ sub: "x" }) })),
    TOKEN,
    false,
  ],
  [
    "a Deny of another action",
    policy(allowed, deny(undefined, { Action: "sts:AssumeRole" })),
    TOKEN,
    true,
  ],
  [
    "a Deny of all other actions",
    policy(allowed, deny(undefined, { Action: undefined, NotAction: "iam:*" })),
    TOKEN,
    false,
  ],
  [
    "a Deny of another principal",
    policy(allowed, deny(undefined, { Principal: { AWS: "123456789012" } })),
    TOKEN,
    true,
  ],
  [
    "a Deny of everybody else",
    policy(allowed, deny(undefined, { Principal: undefined, NotPrincipal: { AWS: "1" } })),
    TOKEN,
    false,
  ],
  [
    "a Deny by a key of the request",
    policy(allowed, deny({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })),
    TOKEN,
    true,
  ],
  [
    "the same with that key",
    policy(allowed, deny({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })),
    TOKEN,
    false,
    { "aws:SourceIp": "10.1.2.3" },
  ],
  [
    "an Allow by a key of the request",
    asking({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
    TOKEN,
    true,
  ],
  [
    "the same with another value",
    asking({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
    TOKEN,
    false,
    { "aws:sourceip": "192.0.2.1" },
  ],
  [
    "IPv6",
    asking({ IpAddress: { "aws:SourceIp": "2001:db8::/32" } }),
    TOKEN,
    true,
    { "aws:SourceIp": "2001:db8:1::5" },
  ],
  [
    "a date",
    asking({ DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } }),
    TOKEN,
    false,
    { "aws:CurrentTime": "2026-11-22T00:00:00Z" },
  ],
  [
    "a boolean",
    asking({ Bool: { "aws:SecureTransport": "true" } }),
    TOKEN,
    true,
    { "aws:SecureTransport": true },
  ],
  [
    "an ARN part by part",
    asking({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } }),
    TOKEN,
    false,
    { "aws:SourceArn": "arn:aws:sns:x:1:s3:::y" },
  ],
  ["an action glob", asking({}, { Action: "sts:Assume*" }), TOKEN, true],
  ["another action", asking({}, { Action: "sts:AssumeRole" }), TOKEN, false],
  ["NotAction", asking({}, { Action: undefined, NotAction: "iam:*" }), TOKEN, true],
  ["principal *", asking({}, { Principal: "*" }), TOKEN, true],
  ["a service", asking({}, { Principal: { Service: "ec2.amazonaws.com" } }), TOKEN, false],
  ["the issuer's own provider", policy(allowed), { ...TOKEN, iss: `https://${ISSUER}` }, true],
  ["another issuer's token", policy(allowed), { ...TOKEN, iss: "https://gitlab.com" }, false],
  ...NAMED_BY_HOST.map(
    (host) =>
      [
        `a token of ${host}, named by host`,
        asking(undefined, { Principal: { Federated: host } }),
        { iss: `https://${host}`, sub: "x" },
        true,
      ] as const,
  ),
  [
    "a host under another kind of principal",
    asking(undefined, { Principal: { Service: "gitlab.com" } }),
    { iss: "https://gitlab.com", sub: "x" },
    false,
  ],
  [
    "the claims of a provider that has its own",
    asking(
      { StringEquals: keys({ app_id: "shop", user_id: "7" }, "www.amazon.com") },
      { Principal: { Federated: "www.amazon.com" } },
    ),
    { iss: "https://www.amazon.com", app_id: "shop", user_id: "7" },
    true,
  ],
  [
    "an audience where the provider has none",
    asking(
      { StringEquals: keys({ aud: "shop" }, "www.amazon.com") },
      { Principal: { Federated: "www.amazon.com" } },
    ),
    { iss: "https://www.amazon.com", aud: "shop" },
    false,
  ],
  [
    "a Google organization",
    asking(
      { StringEquals: keys({ "google/organization_number": "1" }, "accounts.google.com") },
      { Principal: { Federated: "accounts.google.com" } },
    ),
    { iss: "https://accounts.google.com", "google/organization_number": "1" },
    true,
  ],
  ["an escaped star", sub("StringLike", "repo:${*}"), { sub: "repo:*" }, true],
  ["an escaped star is no pattern", sub("StringLike", "repo:${*}"), TOKEN, false],
  [
    "a variable of the token",
    asking({ StringEquals: keys({ sub: `repo:\${${ISSUER}:repository}:pull_request` }) }),
    { sub: "repo:a/b:pull_request", repository: "a/b" },
    true,
  ],
  [
    "a variable of the request",
    sub("StringEquals", "repo:${aws:x}"),
    { sub: "repo:y" },
    true,
    { "aws:x": "y" },
  ],
  [
    "a variable that nobody can tell",
    sub("StringEquals", "repo:${aws:x}"),
    { sub: "repo:y" },
    true,
  ],
  ["the same in another place", sub("StringEquals", "repo:${aws:x}"), { sub: "org:y" }, false],
  [
    "the same in a Deny",
    policy(allowed, deny({ StringLike: keys({ sub: "${aws:x}" }) })),
    TOKEN,
    true,
  ],
  ["a variable with a default", sub("StringEquals", "repo:${aws:x, 'y'}"), { sub: "repo:y" }, true],
  [
    "a variable of another issuer's claim",
    sub("StringLike", "repo:${gitlab.com:sub}"),
    { sub: "repo:y" },
    false,
  ],
  [
    "a variable of a claim that the token lacks",
    sub("StringLike", `*\${${ISSUER}:environment}`),
    { sub: "repo:y" },
    false,
  ],
  [
    "the same, ruled out by a Deny",
    policy(allowed, deny({ StringNotLike: keys({ sub: `*\${${ISSUER}:environment}` }) })),
    TOKEN,
    true,
  ],
  ["no number", asking({ NumericEquals: keys({ actor_id: "" }) }), { actor_id: "0" }, false],
  [
    "a variable before there were any",
    { Version: "2008-10-17", Statement: [statement({ StringEquals: keys({ sub: "${aws:x}" }) })] },
    { sub: "${aws:x}" },
    true,
  ],
  ["permissions", policy({ Effect: "Allow", Action: "*", Resource: "*" }), TOKEN, false],
];

describe("opens", () => {
  const cases = TABLE.map(([what, document, claims, expected, context]) => ({
    what,
    document,
    claims,
    expected,
    context,
  }));
  it.each(cases)("$what", ({ document, claims, expected, context }) => {
    expect(opens(document, claims, context)).toMatchObject({ opens: expected });
    expect(opens(JSON.stringify(document), claims, context)).toMatchObject({ opens: expected });
  });

  it("says which condition keeps a token out", () => {
    const { why } = opens(policy(allowed), { ...TOKEN, sub: "repo:acme/api:pull_request" });
    expect(why).toBe(
      'Statement[0]: token.actions.githubusercontent.com:sub is "repo:acme/api:pull_request", ' +
        'and StringEquals asks for "repo:acme/api:ref:refs/heads/main".',
    );
  });

  it.each([
    ["of another issuer", policy(allowed), "No statement names the token's issuer."],
    [
      "of an issuer beside a service",
      asking({}, { Principal: { Service: "ec2.amazonaws.com" } }),
      "No statement names the token's issuer.",
    ],
    [
      "for which another action is allowed",
      asking({}, { Principal: "*", Action: "sts:AssumeRole" }),
      "No statement that names the token's issuer allows sts:AssumeRoleWithWebIdentity.",
    ],
    [
      "where nothing is allowed",
      policy({ ...deny(), Action: "sts:AssumeRole" }),
      "No statement allows anything.",
    ],
  ])("says what is missing for a token %s", (_, document, why) => {
    const claims = { ...TOKEN, iss: "https://gitlab.com" };
    expect(opens(document, claims)).toEqual({ opens: false, why });
  });

  it("names what it took for granted", () => {
    const condition = { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
    expect(opens(asking(condition), TOKEN).why).toContain("Taken as satisfied: aws:SourceIp.");
    expect(opens(policy(allowed, deny(condition)), TOKEN).why).toContain(
      "Taken as not satisfied in a Deny: aws:SourceIp.",
    );
  });
});
