import type { Verdict } from "./trust-judge";

export const ISSUER = "token.actions.githubusercontent.com";
const ACCOUNT = "arn:aws:iam::123456789012";
export const PROVIDER = `${ACCOUNT}:oidc-provider/${ISSUER}`;
const AUD = { [`${ISSUER}:aud`]: "sts.amazonaws.com" };

export type Json = Record<string, unknown>;

/** A statement for GitHub tokens with these conditions, and whatever is to be different. */
export function statement(Condition: unknown, changes: Json = {}): Json {
  return {
    Effect: "Allow",
    Principal: { Federated: PROVIDER },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition,
    ...changes,
  };
}

export function policy(...statements: unknown[]): Json {
  return { Version: "2012-10-17", Statement: statements };
}

/** Keys of the issuer, from claims. */
export function keys(claims: Json, issuer = ISSUER): Json {
  return Object.fromEntries(
    Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value]),
  );
}

const equals = (claims: Json, more: Json = {}) =>
  statement({ StringEquals: { ...AUD, ...keys(claims) }, ...more });
const like = (sub: unknown, claims: Json = {}, more: Json = {}) =>
  statement({ StringEquals: { ...AUD, ...keys(claims) }, StringLike: keys({ sub }), ...more });
const exact = equals({ sub: "repo:acme/api:ref:refs/heads/main" });
const exactWith = (changes: Json) =>
  statement({ StringEquals: { ...AUD, ...keys({ sub: SUB }) } }, changes);
const SUB = "repo:acme/api:ref:refs/heads/main";
const under = (operator: string, claims: Json, rest: Json = AUD) =>
  statement({ StringEquals: rest, [operator]: keys(claims) });
const FLOW = "job_workflow_ref:acme/flows/.github/workflows/d.yml@refs/heads/main";
const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789";
const eks = (Condition: Json, issuer = EKS) =>
  statement(Condition, { Principal: { Federated: `${ACCOUNT}:oidc-provider/${issuer}` } });
const issuedBy = (issuer: string, claims: Json, arn = "arn:aws:iam::123456789012") =>
  statement(
    { StringEquals: keys({ aud: "sts.amazonaws.com", ...claims }, issuer) },
    { Principal: { Federated: `${arn}:oidc-provider/${issuer}` } },
  );

/** Providers that STS names by host alone, and one that a careless hand might. */
export const NAMED_BY_HOST = [
  "cognito-identity.amazonaws.com",
  "accounts.google.com",
  "www.amazon.com",
  "graph.facebook.com",
  "gitlab.com",
];

export type TrustCase = readonly [what: string, document: unknown, verdict?: Verdict];

/** Unsafe documents of every class; the third field where a reviewer may accept them all the same. */
export const DENIED: readonly TrustCase[] = [
  // 1, 2: nothing, or nothing that says who
  ["no condition", policy(statement(undefined))],
  ["an empty condition", policy(statement({}))],
  ["an empty operator", policy(statement({ StringEquals: {} }))],
  ["a condition that is a list", policy(statement([]))],
  ["a condition that is text", policy(statement("none"))],
  ["audience alone", policy(equals({}))],
  ["audience and actor", policy(equals({ actor: "octocat" }))],
  ["audience and actor_id", policy(equals({ actor_id: "1" }))],
  ["audience and workflow", policy(equals({ workflow: "deploy" }))],
  ["audience and ref", policy(equals({ ref: "refs/heads/main" }))],
  ["audience and environment", policy(equals({ environment: "production" }))],
  ["audience and owner id", policy(equals({ repository_owner_id: "42" }))],
  ["audience and enterprise id", policy(equals({ enterprise_id: "42" }))],
  ["owner id and ref", policy(equals({ repository_owner_id: "42", ref: "refs/heads/main" }))],
  [
    "a source address alone",
    policy(statement({ StringEquals: AUD, IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })),
  ],
  // 3: all of GitHub
  ...["*", "repo:*", "repo:*/*", "repo:*:*", "r*", "*:*", "?*", "repo:?*", "repo**", "*/*"].map(
    (sub): TrustCase => [`all of GitHub: ${sub}`, policy(like(sub))],
  ),
  // 4: any owner
  ...[
    "repo:*/api:*",
    "repo:*/api:ref:refs/heads/main",
    "repo:*:ref:refs/heads/main",
    "repo:*/*:environment:production",
    "*:ref:refs/heads/main",
    "*/api:ref:refs/heads/main",
    "repo:?*/api:ref:refs/heads/main",
    "*main",
    "repo:*/api:ref:refs/tags/v1",
  ].map((sub): TrustCase => [`any owner: ${sub}`, policy(like(sub))]),
  // 5: a whole organization
  ...[
    "repo:acme/*",
    "repo:acme/*:ref:refs/heads/main",
    "repo:acme/*:environment:production",
    "repo:acme/?*",
    "repo:acme@42/*",
    "repo:acme@42/*:ref:refs/heads/main",
    "repo:acme/*:pull_request",
    "repo:acme/*:ref:refs/tags/v*",
  ].map((sub): TrustCase => [`a whole organization: ${sub}`, policy(like(sub))]),
  ["an organization as customised subject", policy(equals({ sub: "repository_owner:acme" }))],
  [
    "an organization and an environment",
    policy(equals({ sub: "repository_owner:acme:environment:production" })),
  ],
  [
    "an owner id and an environment",
    policy(equals({ sub: "repository_owner_id:42:environment:production" })),
  ],
  ["an enterprise", policy(equals({ sub: "enterprise:acme:environment:production" }))],
  // 6: any ref
  ...[
    "repo:acme/api:*",
    "repo:acme/api*",
    "repo:acme/api:ref:*",
    "repo:acme/api:ref:refs/*",
    "repo:acme/api:ref:refs/heads/*",
    "repo:acme/api:ref:refs/heads/release/*",
    "repo:acme/api:ref:refs/heads/release-?",
    "repo:acme/api:environment:*",
    "repo:acme/api:environment:prod*",
    "repo:acme/api:environment:production-??",
    "repo:acme/api:*main",
    "repo:acme/api:*:main",
    "repo:acme/api:*environment*",
    "repo:acme@42/api@4242:*",
    "repo:acme@42/api@4242:ref:refs/heads/*",
    "repo:acme/api:r*",
    "repo:acme/api:?*",
    "repo:acme/api:pull_request*",
  ].map((sub): TrustCase => [`any ref: ${sub}`, policy(like(sub))]),
  ["a repository as customised subject", policy(equals({ sub: "repo:acme/api" }))],
  ["a repository by id alone", policy(equals({ repository_id: "4242" }))],
  ["a repository by name alone", policy(equals({ repository: "acme/api" }))],
  [
    "a repository and a pattern of refs",
    policy(equals({ repository: "acme/api" }, { StringLike: keys({ ref: "refs/heads/*" }) })),
  ],
  [
    "a repository and a pattern of environments",
    policy(equals({ repository_id: "4242" }, { StringLike: keys({ environment: "prod*" }) })),
  ],
  [
    "a repository and a workflow in the subject",
    policy(
      equals({
        sub: "repo:acme/api:job_workflow_ref:acme/flows/.github/workflows/d.yml@refs/heads/main",
      }),
    ),
  ],
  [
    "a repository and a workflow at a commit in the subject",
    policy(
      equals({
        sub: `repo:acme/api:job_workflow_ref:acme/flows/.github/workflows/d.yml@${"0a".repeat(20)}`,
      }),
    ),
  ],
  [
    "a repository and five settable claims in the subject",
    policy(
      equals({
        sub: "repo:acme/api:workflow:ci:actor:ann:event_name:push:ref_type:branch:run_id:1",
      }),
    ),
  ],
  [
    "a repository and nine settable claims in the subject",
    policy(
      equals({
        sub:
          "repo:acme/api:workflow:ci:actor:ann:event_name:push:ref_type:branch:run_id:1" +
          ":run_number:1:run_attempt:1:base_ref:main:head_ref:x",
      }),
    ),
  ],
  ["room for the context before a workflow", policy(like(`repo:acme/api:*:${FLOW}`))],
  ["any ref of a robot's runs", policy(like("repo:acme/api:*", { actor: "dependabot[bot]" }))],
  [
    "an organization and an environment with a colon",
    policy(like("repo:acme/*", { environment: "prod:eu" })),
  ],
  [
    "any workflow file at a commit",
    policy(
      statement({
        StringEquals: AUD,
        StringLike: keys({
          job_workflow_ref: `acme/flows/.github/workflows/*@${"0a".repeat(20)}`,
        }),
      }),
    ),
  ],
  // 7: a prefix without its delimiter
  ...[
    "repo:acme*",
    "repo:acme*/infra*",
    "repo:acme-*/api:ref:refs/heads/main",
    "repo:acme*/api:ref:refs/heads/main",
    "repo:acme/api*:ref:refs/heads/main",
    "repo:acme/*api:ref:refs/heads/main",
    "repo:ac*me/api:ref:refs/heads/main",
  ].map((sub): TrustCase => [`no delimiter: ${sub}`, policy(like(sub))]),
  // 8: a sibling's name
  ...[
    "repo:acme/ap?:ref:refs/heads/main",
    "repo:acm?/api:ref:refs/heads/main",
    "repo:acme/api?ref:refs/heads/main:x",
    "repo:acme/api:ref:refs/heads/mai?",
    "repo:acme/api:environment:prod?",
  ].map((sub): TrustCase => [`a sibling: ${sub}`, policy(like(sub))]),
  // 9: a wildcard id
  ...[
    "repo:acme@*/api@*:ref:refs/heads/main",
    "repo:acme@42/api@*:ref:refs/heads/main",
    "repo:acme@*/api@4242:ref:refs/heads/main",
    "repo:octocat@*/*",
    "repo:acme@4?/api@4242:ref:refs/heads/main",
    "repo:*@42/*@4242:ref:refs/heads/main",
  ].map((sub): TrustCase => [`a wildcard id: ${sub}`, policy(like(sub))]),
  // 10: pull requests
  ["pull requests", policy(equals({ sub: "repo:acme/api:pull_request" }))],
  ["pull requests, immutable", policy(equals({ sub: "repo:acme@42/api@4242:pull_request" }))],
  ["pull requests by StringLike", policy(like("repo:acme/api:pull_request"))],
  ["pull requests in a list", policy(equals({ sub: [SUB, "repo:acme/api:pull_request"] }))],
  [
    "pull requests with a workflow after",
    policy(equals({ sub: `repo:acme/api:pull_request:${FLOW}` })),
  ],
  [
    "pull requests with a workflow before",
    policy(equals({ sub: `repo:acme/api:${FLOW}:pull_request` })),
  ],
  ["a merge ref", policy(equals({ sub: "repo:acme/api:ref:refs/pull/1/merge" }))],
  ["a pattern of merge refs", policy(like("repo:acme/api:ref:refs/pull/*"))],
  ["pull requests in part of a word", policy(like("repo:acme/api:pull*"))],
  // 11: a first claim that anybody sets
  ...[
    "workflow:deploy:repo:acme/api",
    "workflow:deploy",
    "environment:production",
    "environment:production:repo:acme/api:ref:refs/heads/main",
    "ref:refs/heads/main",
    "ref:refs/heads/main:repository:acme/api",
    "actor:octocat",
    "actor:octocat:repo:acme/api:ref:refs/heads/main",
    "event_name:push:repo:acme/api:ref:refs/heads/main",
    "runner_environment:self-hosted",
    "head_ref:main:repo:acme/api",
    "repository_visibility:private",
  ].map((sub): TrustCase => [`anybody's first claim: ${sub}`, policy(equals({ sub }))]),
  ["anybody's first claim in a pattern", policy(like("workflow:deploy:*"))],
  ["anybody's environment in a pattern", policy(like("environment:prod*"))],
  // 12: opens nothing today
  ...[
    "*",
    "repo:*",
    "repo:acme/*",
    "repo:acme/api:*",
    "repo:acme/api:ref:refs/heads/*",
    "repo:acme/api:environment:prod?",
    "repo:*/api:ref:refs/heads/main",
  ].map((sub): TrustCase => [`a wildcard as a letter: ${sub}`, policy(equals({ sub }))]),
  ...[
    "invalid",
    "",
    "acme/api",
    "acme/api:ref:refs/heads/main",
    "repo:acme",
    "repo:acme:ref:refs/heads/main",
    "repo:/api:ref:refs/heads/main",
    "repo:acme/:ref:refs/heads/main",
    "repo:acme/api:",
    "repo:acme/api:ref:main",
    "repo:acme/api:ref:heads/main",
    "repo:acme/api:refs/heads/main",
    "repo:acme/api:ref:refs/heads/",
    "repo:acme/api:branch:main",
    "repo:acme/api:environment:",
    "repo:acme/api:environment",
    "repo: acme/api:ref:refs/heads/main",
    "repo:acme/api :ref:refs/heads/main",
    "repo:acme/api/x:ref:refs/heads/main",
    "Repo:acme/api:ref:refs/heads/main",
    "https://github.com/acme/api",
    "repo:-acme/api:ref:refs/heads/main",
    "repo:acme/..:ref:refs/heads/main",
    "repo:acme@42/api:ref:refs/heads/main",
    "repo:acme/api@4242:ref:refs/heads/main",
    "repo:acme@x/api@y:ref:refs/heads/main",
    "repo:acme@042/api@4242:ref:refs/heads/main",
    "repo:acme/api:ref:refs/heads/a..b",
    "repo:acme/api:ref:refs/heads/a b",
    "repo:acme/api:ref:refs/heads/refs/heads/main",
    "repo:acme/api:tag:v1",
    "repo:acme/api:environment:a:b",
    "repo:acme/api:ref:refs/heads/main ",
    "repo:acme/api:ref:refs/heads/main.lock",
  ].map((sub): TrustCase => [`no token's subject: "${sub}"`, policy(equals({ sub }))]),
  ...(
    [
      ["repository", "acme/*"],
      ["repository_id", "*"],
      ["repository_owner_id", "4?"],
      ["ref", "refs/heads/*"],
      ["environment", "*"],
      ["actor", "*"],
      ["job_workflow_ref", "acme/flows/*"],
      ["job_workflow_ref", "acme/flows/.github/workflows/d.yml@refs/heads/*"],
      ["job_workflow_ref", "acme/flows/.github/workflows/*@refs/heads/main"],
    ] as const
  ).flatMap(([claim, value]): TrustCase[] => [
    [`a wildcard as a letter: ${claim} ${value}, alone`, policy(equals({ [claim]: value }))],
    [
      `a wildcard as a letter: ${claim} ${value}, beside a subject`,
      policy(equals({ sub: SUB, [claim]: value })),
    ],
  ]),
  ["no token's subject by pattern", policy(like("acme/*:ref:refs/heads/main"))],
  ["no token's subject by pattern of a branch", policy(like("repo:acme/api:branch:*"))],
  ["an empty list of subjects", policy(equals({ sub: [] }))],
  ["a number as subject", policy(equals({ sub: 42 }))],
  ["null as subject", policy(equals({ sub: null }))],
  ["an object as subject", policy(equals({ sub: { in: "repo:acme/api" } }))],
  ["an escaped star", policy(like("repo:acme/api:ref:refs/heads/${*}"))],
  ["an ARN operator on the subject", policy(under("ArnLike", { sub: SUB }))],
  ["a boolean operator on the subject", policy(under("Bool", { sub: "true" }))],
  ["a numeric operator on the subject", policy(under("NumericEquals", { sub: "1" }))],
  ["a date operator on the subject", policy(under("DateGreaterThan", { sub: "2026-01-01" }))],
  // 13: a misspelt key
  ...[
    `${ISSUER}:subject`,
    `${ISSUER}/sub`,
    `${ISSUER}::sub`,
    `${ISSUER}:sub `,
    ` ${ISSUER}:sub`,
    "token.action.githubusercontent.com:sub",
    "token.actions.githubusercontent.co:sub",
    "tokens.actions.githubusercontent.com:sub",
    `https://${ISSUER}:sub`,
    `${ISSUER}.:sub`,
    "githubusercontent.com:sub",
    "sub",
    ":sub",
    `${ISSUER}`,
    `${ISSUER}:repository_owner`,
    `${ISSUER}:workflow_ref`,
    `${ISSUER}:event_name`,
    "github:sub",
  ].map(
    (key): TrustCase => [
      `misspelt: "${key}"`,
      policy(statement({ StringEquals: { ...AUD, [key]: SUB } })),
    ],
  ),
  ...["SAML:sub", "saml:aud", "accounts.google.com:sub"].map(
    (key): TrustCase => [
      `"${key}" beside repository and ref`,
      policy(
        statement({
          StringEquals: {
            ...AUD,
            ...keys({ repository: "acme/api", ref: "refs/heads/main" }),
            [key]: SUB,
          },
        }),
      ),
    ],
  ),
  [
    "misspelt under StringLike",
    policy(statement({ StringEquals: AUD, StringLike: { "token.actions.github.com:sub": SUB } })),
  ],
  // 14: a policy variable
  ...[
    "repo:${aws:PrincipalTag/repo}:ref:refs/heads/main",
    "repo:acme/${aws:username}:ref:refs/heads/main",
    `\${${ISSUER}:sub}`,
    "repo:acme/api:ref:refs/heads/${aws:RequestTag/branch, 'main'}",
    "repo:acme/${ aws:userid }:ref:refs/heads/main",
  ].flatMap((sub): TrustCase[] => [
    [`a variable: ${sub}`, policy(equals({ sub }))],
    [`a variable by StringLike: ${sub}`, policy(like(sub))],
  ]),
  [
    "a variable in a document without a version",
    { Statement: [equals({ sub: "repo:acme/${aws:username}:ref:refs/heads/main" })] },
  ],
  // 15, 16: one open among many
  ["one open value, first", policy(like(["repo:acme/*", SUB]))],
  ["one open value, last", policy(like([SUB, "repo:acme/web:ref:refs/heads/main", "repo:*"]))],
  [
    "one open value amid thirty",
    policy(
      like([
        ...Array.from({ length: 30 }, (_, i) => `repo:acme/r${i}:ref:refs/heads/main`),
        "repo:acme/r*",
      ]),
    ),
  ],
  ["an open statement after a clean one", policy(exact, like("repo:acme/*"))],
  ["an open statement before a clean one", policy(equals({}), exact)],
  [
    "an open statement behind a service",
    policy(
      { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
      like("*"),
    ),
  ],
  [
    "an open statement behind a Deny",
    policy({ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" }, like("repo:*")),
  ],
  [
    "two lists of statements",
    `{"Version":"2012-10-17","Statement":[${JSON.stringify(exact)}],"Statement":[${JSON.stringify(equals({}))}]}`,
  ],
  [
    "a Deny for somebody else",
    policy(like("repo:acme/*"), {
      Effect: "Deny",
      Principal: { AWS: `${ACCOUNT}:root` },
      Action: "*",
    }),
  ],
  [
    "a Deny of another action",
    policy(like("repo:acme/*"), { Effect: "Deny", Principal: "*", Action: "sts:TagSession" }),
  ],
  [
    "a Deny under a condition of the request",
    policy(like("repo:acme/*"), {
      Effect: "Deny",
      Principal: "*",
      Action: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  ],
  [
    "a Deny of pull requests",
    policy(like("repo:acme/api:*"), {
      Effect: "Deny",
      Principal: { Federated: PROVIDER },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringLike: keys({ sub: "*:pull_request" }) },
    }),
  ],
  // 17: operators that hold of too much
  ...[
    "ForAllValues:StringEquals",
    "ForAllValues:StringLike",
    "StringEqualsIfExists",
    "StringLikeIfExists",
    "StringNotLike",
    "StringNotEquals",
    "StringNotEqualsIgnoreCase",
    "ForAllValues:StringEqualsIgnoreCase",
    "ForAnyValue:StringNotEquals",
    "forallvalues:stringequals",
    "stringlikeifexists",
    "ForAnyValue:StringLikeIfExists",
    "StringEqual",
    "StringMatches",
    "StringLikeIfExist",
    "",
    "StringEquals ",
    "ForAnyValues:StringEquals",
    "Equals",
    "ArnNotLike",
    "StringEqualsIgnoreCaseIfExists",
  ].map((operator): TrustCase => [`under "${operator}"`, policy(under(operator, { sub: SUB }))]),
  ["Null false", policy(under("Null", { sub: "false" }))],
  ["Null true", policy(under("Null", { sub: true }))],
  ["Null beside an exact subject", policy(equals({ sub: SUB }, { Null: keys({ sub: "false" }) }))],
  [
    "a negation beside an exact subject",
    policy(equals({ sub: SUB }, { StringNotLike: keys({ sub: "*:pull_request" }) })),
  ],
  [
    "a negation on another claim",
    policy(equals({ sub: SUB }, { StringNotEquals: keys({ actor: "mallory" }) })),
  ],
  [
    "IfExists on another claim",
    policy(equals({ sub: SUB }, { StringEqualsIfExists: keys({ environment: "production" }) })),
  ],
  [
    "ForAllValues on the audience",
    policy(statement({ StringEquals: keys({ sub: SUB }), "ForAllValues:StringEquals": AUD })),
  ],
  // 18: one key twice
  [
    "the subject twice by letter case",
    policy(
      statement({
        StringEquals: {
          ...AUD,
          [`${ISSUER}:sub`]: SUB,
          [`${ISSUER}:Sub`]: "repo:evil/pwn:ref:refs/heads/main",
        },
      }),
    ),
  ],
  [
    "the subject twice, the issuer's case",
    policy(
      statement({
        StringLike: {
          ...AUD,
          [`${ISSUER}:sub`]: SUB,
          [`Token.Actions.GithubUserContent.com:sub`]: "repo:*",
        },
      }),
    ),
  ],
  [
    "the subject twice in text",
    JSON.stringify(policy(equals({ sub: SUB }))).replace(
      `"${ISSUER}:sub":`,
      `"${ISSUER}:sub":"repo:evil/pwn:ref:refs/heads/main","${ISSUER}:sub":`,
    ),
  ],
  [
    "an operator twice in text",
    JSON.stringify(policy(equals({ sub: SUB }))).replace(
      '"StringEquals":',
      '"StringEquals":{},"StringEquals":',
    ),
  ],
  [
    "a condition twice in text",
    JSON.stringify(policy(equals({ sub: SUB }))).replace(
      '"Condition":',
      '"Condition":{},"Condition":',
    ),
  ],
  [
    "the audience twice by letter case",
    policy(
      statement({
        StringEquals: { ...AUD, [`${ISSUER}:AUD`]: "sts.amazonaws.com", ...keys({ sub: SUB }) },
      }),
    ),
  ],
  // 19: the audience
  ["no audience", policy(statement({ StringEquals: keys({ sub: SUB }) }))],
  ...[
    "https://github.com/acme",
    "sts.amazonaws.com.cn",
    "*",
    "sts.*",
    "STS.amazonaws.com",
    "sts.amazonaws.com/",
    "",
  ].flatMap((aud): TrustCase[] => [
    [`audience "${aud}"`, policy(statement({ StringEquals: keys({ sub: SUB, aud }) }))],
    [`audience "${aud}" by StringLike`, policy(statement({ StringLike: keys({ sub: SUB, aud }) }))],
  ]),
  [
    "one foreign audience of two",
    policy(
      statement({ StringEquals: keys({ sub: SUB, aud: ["sts.amazonaws.com", "api://other"] }) }),
    ),
  ],
  ["an empty list of audiences", policy(statement({ StringEquals: keys({ sub: SUB, aud: [] }) }))],
  [
    "the audience regardless of case",
    policy(statement({ StringEquals: keys({ sub: SUB }), StringEqualsIgnoreCase: AUD })),
  ],
  [
    "the audience of another issuer",
    policy(
      statement({
        StringEquals: { ...keys({ sub: SUB }), "accounts.google.com:aud": "sts.amazonaws.com" },
      }),
    ),
  ],
  ...NAMED_BY_HOST.map(
    (Federated): TrustCase => [
      `no audience of ${Federated}`,
      policy(statement(undefined, { Principal: { Federated } })),
    ],
  ),
  // 20: whom and for what
  ...[
    "*",
    "sts:*",
    "sts:Assume*",
    "sts:AssumeRoleWith*",
    "STS:*",
    "sts:AssumeRoleWithWebIdentit?",
    ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRole"],
    ["sts:AssumeRoleWithWebIdentity", "sts:SetSourceIdentity"],
  ].map((Action): TrustCase => [`action ${JSON.stringify(Action)}`, policy(exactWith({ Action }))]),
  ["NotAction", policy({ ...exactWith({ NotAction: "iam:*" }), Action: undefined })],
  [
    "NotAction of another STS action",
    JSON.stringify(policy({ ...exact, Action: undefined, NotAction: ["sts:GetCallerIdentity"] })),
  ],
  ["no action", JSON.stringify(policy({ ...exact, Action: undefined }))],
  ["principal *", policy(exactWith({ Principal: "*" }))],
  ["principal AWS *", policy(exactWith({ Principal: { AWS: "*" } }))],
  ["principal AWS [*]", policy(exactWith({ Principal: { AWS: ["*"] } }))],
  ["principal Federated *", policy(exactWith({ Principal: { Federated: "*" } }))],
  [
    "a provider in any account",
    policy(exactWith({ Principal: { Federated: `arn:aws:iam::*:oidc-provider/${ISSUER}` } })),
  ],
  [
    "NotPrincipal",
    JSON.stringify(
      policy({ ...exact, Principal: undefined, NotPrincipal: { AWS: `${ACCOUNT}:root` } }),
    ),
  ],
  [
    "two providers",
    policy(exactWith({ Principal: { Federated: [PROVIDER, `${ACCOUNT}:oidc-provider/${EKS}`] } })),
  ],
  [
    "the provider in two accounts",
    policy(
      exactWith({
        Principal: { Federated: [PROVIDER, PROVIDER.replace("123456789012", "210987654321")] },
      }),
    ),
  ],
  [
    "a provider and an account",
    policy(exactWith({ Principal: { Federated: PROVIDER, AWS: `${ACCOUNT}:root` } })),
  ],
  [
    "a provider and a service",
    policy(exactWith({ Principal: { Federated: PROVIDER, Service: "ec2.amazonaws.com" } })),
  ],
  [
    "principal * without conditions",
    policy({ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }),
  ],
  ["a provider as an account", policy({ ...equals({}), Principal: { AWS: PROVIDER } })],
  [
    "a provider under a misspelt kind",
    policy({ ...equals({}), Principal: { Federate: PROVIDER } }),
  ],
  ["a provider without a kind", policy({ ...equals({}), Principal: PROVIDER })],
  ["an unknown kind of principal", policy(exactWith({ Principal: { User: "ann" } }))],
  ["an account without a kind", policy(exactWith({ Principal: "123456789012" }))],
  ["empty text as principal", policy(exactWith({ Principal: "" }))],
  ["an empty principal", policy(exactWith({ Principal: {} }))],
  ["a principal of null", policy(exactWith({ Principal: null }))],
  [
    "a service behind NotAction",
    policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, NotAction: "iam:*" }),
  ],
  // 21: service accounts
  ...[
    "system:serviceaccount:*:*",
    "*",
    "system:serviceaccount:default:*",
    "system:serviceaccount:*:app",
    "system:serviceaccount:team-*:app",
    "system:serviceaccount:default:app-?",
    "system:*",
    "system:serviceaccount:default",
  ].flatMap((sub): TrustCase[] => [
    [
      `service accounts ${sub}`,
      policy(eks({ StringLike: keys({ sub, aud: "sts.amazonaws.com" }, EKS) })),
    ],
    [
      `service accounts ${sub} letter by letter`,
      policy(eks({ StringEquals: keys({ sub, aud: "sts.amazonaws.com" }, EKS) })),
    ],
  ]),
  ["any service account", policy(eks({ StringEquals: keys({ aud: "sts.amazonaws.com" }, EKS) }))],
  ["any service account, no condition", policy(eks({}))],
  [
    "a service account without audience",
    policy(eks({ StringEquals: keys({ sub: "system:serviceaccount:default:app" }, EKS) })),
  ],
  [
    "a service account IfExists",
    policy(
      eks({
        StringEqualsIfExists: keys({ sub: "system:serviceaccount:default:app" }, EKS),
        StringEquals: keys({ aud: "sts.amazonaws.com" }, EKS),
      }),
    ),
  ],
  [
    "a service account not to be",
    policy(
      eks({
        StringNotEquals: keys({ sub: "system:serviceaccount:default:app" }, EKS),
        StringEquals: keys({ aud: "sts.amazonaws.com" }, EKS),
      }),
    ),
  ],
  [
    "service accounts in China",
    policy(
      eks(
        {
          StringLike: keys(
            { sub: "system:serviceaccount:*:*", aud: "sts.amazonaws.com" },
            "oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC",
          ),
        },
        "oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC",
      ),
    ),
  ],
  [
    "service accounts of another cluster's key",
    policy(
      eks({
        StringEquals: {
          ...keys({ aud: "sts.amazonaws.com" }, EKS),
          [`${EKS}X:sub`]: "system:serviceaccount:default:app",
        },
      }),
    ),
  ],
  [
    "service accounts of a self-made issuer",
    policy(
      eks(
        {
          StringLike: keys(
            { sub: "system:serviceaccount:*:*", aud: "sts.amazonaws.com" },
            "oidc.example.com",
          ),
        },
        "oidc.example.com",
      ),
    ),
  ],
  // other issuers of GitHub
  ["an enterprise's issuer, any repository", policy(issuedBy(`${ISSUER}/acme-inc`, {}))],
  ["data residency, no subject", policy(issuedBy("token.actions.acme.ghe.com", {}))],
  ["a server's issuer, no subject", policy(issuedBy("github.acme.example/_services/token", {}))],
  [
    "a server's issuer, a claim it has not",
    policy(
      issuedBy("github.acme.example/_services/token", {
        repository_id: "1",
        ref: "refs/heads/main",
      }),
    ),
  ],
  ["GovCloud, open", policy(issuedBy(ISSUER, {}, "arn:aws-us-gov:iam::123456789012"))],
  ["an isolated partition, open", policy(issuedBy(ISSUER, {}, "arn:aws-iso-b:iam::123456789012"))],
  [
    "the provider by its host alone",
    policy(exactWith({ Principal: { Federated: ISSUER }, Condition: { StringEquals: AUD } })),
  ],
  [
    "the provider's host in capitals",
    policy(
      exactWith({
        Principal: {
          Federated: PROVIDER.toUpperCase()
            .replace("ARN:AWS:IAM", "arn:aws:iam")
            .replace("OIDC-PROVIDER", "oidc-provider"),
        },
        Condition: { StringEquals: AUD },
      }),
    ),
  ],
  // absent or unparseable
  ["nothing", undefined],
  ["null", null],
  ["empty text", ""],
  ["no JSON", "{"],
  ["JSON that is text", '"policy"'],
  ["a list", []],
  ["a number", 7],
  ["an empty object", {}],
  ["no statement", { Version: "2012-10-17" }],
  ["an empty list of statements", policy()],
  ["a statement of null", policy(null)],
  ["a statement of text", policy("Allow")],
  ["an empty statement", policy({})],
  ["neither principal nor resource", policy({ Effect: "Allow", Action: "s3:*" })],
  ["deep nesting", `${"[".repeat(5000)}${"]".repeat(5000)}`],
  ["text in text", JSON.stringify(JSON.stringify(policy(exact)))],
  ["an effect in small letters", policy({ ...like("repo:*"), Effect: "allow" })],
  ["no effect", JSON.stringify(policy({ ...like("repo:*"), Effect: undefined }))],
];

/** For a reviewer: no over-grant that only a change could mend, but an exception must name it. */
export const REVIEWED: readonly TrustCase[] = [
  ...[
    "repo:acme/api:ref:refs/tags/v*",
    "repo:acme/api:ref:refs/tags/*",
    "repo:acme@42/api@4242:ref:refs/tags/v*",
    "repo:acme/api:ref:refs/tags/v?.?.?",
    "repo:acme/api:ref:refs/tags/release/*",
  ].map((sub): TrustCase => [`tags: ${sub}`, policy(like(sub))]),
  ["tags in a list with a branch", policy(like([SUB, "repo:acme/api:ref:refs/tags/v*"]))],
  [
    "a workflow in place of the caller",
    policy(equals({ job_workflow_ref: "acme/flows/.github/workflows/d.yml@refs/heads/main" })),
  ],
  [
    "a workflow by StringLike",
    policy(
      statement({
        StringEquals: AUD,
        StringLike: keys({ job_workflow_ref: "acme/flows/.github/workflows/d.yml@refs/tags/v1" }),
      }),
    ),
  ],
  [
    "a workflow as the first claim",
    policy(equals({ sub: "job_workflow_ref:acme/flows/.github/workflows/d.yml@refs/heads/main" })),
  ],
  [
    "a workflow as the first claim, a repository after",
    policy(
      equals({
        sub: "job_workflow_ref:acme/flows/.github/workflows/d.yml@refs/heads/main:repo:acme/api",
      }),
    ),
  ],
  [
    "regardless of case",
    policy(statement({ StringEquals: AUD, StringEqualsIgnoreCase: keys({ sub: SUB }) })),
  ],
  [
    "regardless of case, immutable",
    policy(
      statement({
        StringEquals: AUD,
        StringEqualsIgnoreCase: keys({ sub: "repo:Acme@42/API@4242:environment:Production" }),
      }),
    ),
  ],
  [
    "repository and ref, no subject",
    policy(equals({ repository: "acme/api", ref: "refs/heads/main" })),
  ],
  [
    "repository id and ref, no subject",
    policy(equals({ repository_id: "4242", ref: "refs/heads/main" })),
  ],
  [
    "repository id and environment, no subject",
    policy(equals({ repository_id: "4242", environment: "production" })),
  ],
  [
    "repository and environment under a pattern",
    policy(like("repo:acme/api:*", { repository: "acme/api", environment: "production" })),
  ],
  [
    "repository id and ref under an open pattern",
    policy(like("repo:*", { repository_id: "4242", ref: "refs/heads/main" })),
  ],
  [
    "an organization, of which a Deny leaves one job",
    policy(like("repo:acme/*"), {
      Effect: "Deny",
      Principal: "*",
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringNotEquals: keys({ sub: SUB }) },
    }),
  ],
  [
    "two patterns that one job fits",
    policy(
      statement({
        StringEquals: AUD,
        StringLike: keys({ sub: "repo:acme/api:*" }),
        "ForAnyValue:StringLike": keys({ sub: "repo:*:ref:refs/heads/main" }),
      }),
    ),
  ],
  [
    "a key of an enterprise's issuer",
    policy(statement({ StringEquals: { ...AUD, ...keys({ sub: SUB }, `${ISSUER}/acme-inc`) } })),
  ],
  [
    "a key of a data residency issuer",
    policy(
      statement({ StringEquals: { ...AUD, ...keys({ sub: SUB }, "token.actions.acme.ghe.com") } }),
    ),
  ],
  [
    "the plain issuer's key under an enterprise's",
    policy(
      statement(
        {
          StringEquals: {
            ...keys({ aud: "sts.amazonaws.com" }, `${ISSUER}/acme-inc`),
            ...keys({ sub: SUB }),
          },
        },
        { Principal: { Federated: `${PROVIDER}/acme-inc` } },
      ),
    ),
  ],
  [
    "a claim that STS does not know beside an exact subject",
    policy(equals({ sub: SUB, repository_owner: "acme" })),
  ],
];

/** Exact, in every way to say so. */
export const ADMITTED: readonly TrustCase[] = [
  ["a branch", policy(exact)],
  [
    "a branch with slashes",
    policy(equals({ sub: "repo:acme/api:ref:refs/heads/release/2026-11" })),
  ],
  [
    "a branch with odd letters",
    policy(equals({ sub: "repo:acme/api:ref:refs/heads/fix#1+(x)=@y" })),
  ],
  ["a branch with a dollar, escaped", policy(like("repo:acme/api:ref:refs/heads/a${$}b"))],
  ["a tag", policy(equals({ sub: "repo:acme/api:ref:refs/tags/v1.2.3" }))],
  ["an environment", policy(equals({ sub: "repo:acme/api:environment:production" }))],
  [
    "an environment with a blank",
    policy(equals({ sub: "repo:acme/api:environment:Production EU" })),
  ],
  ["an environment with a colon", policy(equals({ sub: "repo:acme/api:environment:prod%3Aeu" }))],
  ["an environment with an escaped mark", policy(like("repo:acme/api:environment:sure${?}"))],
  ["immutable branch", policy(equals({ sub: "repo:acme@42/api@4242:ref:refs/heads/main" }))],
  ["immutable tag", policy(equals({ sub: "repo:acme@42/api@4242:ref:refs/tags/v1" }))],
  [
    "immutable environment",
    policy(equals({ sub: "repo:acme@42/api@4242:environment:production" })),
  ],
  [
    "a repository that begins with a dot",
    policy(equals({ sub: "repo:acme/.github:ref:refs/heads/main" })),
  ],
  ["a managed user's repository", policy(equals({ sub: "repo:ann_acme/api:ref:refs/heads/main" }))],
  ["two values", policy(equals({ sub: [SUB, "repo:acme/api:environment:production"] }))],
  ["two repositories", policy(equals({ sub: [SUB, "repo:acme/web:ref:refs/heads/main"] }))],
  ["both forms", policy(equals({ sub: [SUB, "repo:acme@42/api@4242:ref:refs/heads/main"] }))],
  [
    "sixty values",
    policy(
      equals({ sub: Array.from({ length: 20 }, (_, i) => `repo:acme/r${i}:ref:refs/heads/main`) }),
    ),
  ],
  ["StringLike without a wildcard", policy(like(SUB))],
  [
    "all under StringLike",
    policy(statement({ StringLike: keys({ sub: SUB, aud: "sts.amazonaws.com" }) })),
  ],
  ["ForAnyValue", policy(under("ForAnyValue:StringEquals", { sub: SUB }))],
  ["ForAnyValue StringLike", policy(under("ForAnyValue:StringLike", { sub: SUB }))],
  [
    "ForAnyValue on the audience",
    policy(statement({ StringEquals: keys({ sub: SUB }), "ForAnyValue:StringEquals": AUD })),
  ],
  [
    "keys in capitals",
    policy(
      statement({
        StringEquals: {
          [`${ISSUER}:SUB`.toUpperCase()]: SUB,
          [`${ISSUER}:Aud`]: "sts.amazonaws.com",
        },
      }),
    ),
  ],
  [
    "with TagSession",
    policy(exactWith({ Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"] })),
  ],
  ["the action in small letters", policy(exactWith({ Action: "STS:assumerolewithwebidentity" }))],
  ["GovCloud", policy(issuedBy(ISSUER, { sub: SUB }, "arn:aws-us-gov:iam::123456789012"))],
  ["China", policy(issuedBy(ISSUER, { sub: SUB }, "arn:aws-cn:iam::123456789012"))],
  [
    "China's audience",
    policy(
      issuedBy(ISSUER, { sub: SUB, aud: "sts.amazonaws.com.cn" }, "arn:aws-cn:iam::123456789012"),
    ),
  ],
  [
    "an isolated partition",
    policy(issuedBy(ISSUER, { sub: SUB }, "arn:aws-iso-b:iam::123456789012")),
  ],
  ["an enterprise's issuer", policy(issuedBy(`${ISSUER}/acme-inc`, { sub: SUB }))],
  ["data residency", policy(issuedBy("token.actions.acme.ghe.com", { sub: SUB }))],
  ["a server's issuer", policy(issuedBy("github.acme.example/_services/token", { sub: SUB }))],
  [
    "narrowed by ids",
    policy(equals({ sub: SUB, repository_id: "4242", repository_owner_id: "42" })),
  ],
  [
    "narrowed by environment and ref",
    policy(
      equals({
        sub: "repo:acme/api:environment:production",
        environment: "production",
        ref: "refs/heads/main",
      }),
    ),
  ],
  [
    "narrowed by workflow",
    policy(
      equals({ sub: SUB, job_workflow_ref: "acme/flows/.github/workflows/d.yml@refs/heads/main" }),
    ),
  ],
  ["narrowed by a workflow's name with a mark", policy(equals({ sub: SUB, workflow: "Ship?" }))],
  ["narrowed by a robot", policy(equals({ sub: SUB, actor: "renovate[bot]" }))],
  ["narrowed by actor", policy(equals({ sub: SUB, actor: ["ann", "bob"] }))],
  [
    "narrowed by a pattern",
    policy(equals({ sub: SUB }, { StringLike: keys({ job_workflow_ref: "acme/flows/*" }) })),
  ],
  [
    "narrowed by an address",
    policy(equals({ sub: SUB }, { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } })),
  ],
  [
    "an exact subject beside a pattern",
    policy(equals({ sub: SUB }, { StringLike: keys({ sub: "repo:acme/*" }) })),
  ],
  [
    "a Deny beside",
    policy(exact, {
      Effect: "Deny",
      Principal: "*",
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringNotEquals: keys({ repository_owner_id: "42" }) },
    }),
  ],
  [
    "a Deny of pull requests beside",
    policy(exact, {
      Effect: "Deny",
      Principal: { Federated: PROVIDER },
      Action: "sts:*",
      Condition: { StringLike: keys({ sub: "*:pull_request" }) },
    }),
  ],
  [
    "a customised subject with repository and context",
    policy(
      equals({
        sub: "repo:acme/api:ref:refs/heads/main:job_workflow_ref:acme/flows/.github/workflows/d.yml@refs/heads/main",
      }),
    ),
  ],
  [
    "a customised subject with an environment",
    policy(equals({ sub: "repo:acme/api:environment:production:actor:ann" })),
  ],
  [
    "a customised subject, immutable",
    policy(equals({ sub: "repo:acme@42/api@4242:ref:refs/heads/main:workflow:deploy" })),
  ],
  ["two statements", policy(exact, equals({ sub: "repo:acme/api:environment:production" }))],
  ["one provider in a list", policy(exactWith({ Principal: { Federated: [PROVIDER] } }))],
  ["a statement as object", { Version: "2012-10-17", Statement: exact }],
  ["an older version", { Version: "2008-10-17", Statement: [exact] }],
  ["no version", { Statement: [exact] }],
  [
    "EC2",
    policy({
      Effect: "Allow",
      Principal: { Service: "ec2.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
  ],
  [
    "EC2 in China",
    policy({
      Effect: "Allow",
      Principal: { Service: "ec2.amazonaws.com.cn" },
      Action: "sts:AssumeRole",
    }),
  ],
  [
    "two services",
    policy({
      Effect: "Allow",
      Principal: { Service: ["lambda.amazonaws.com", "ecs-tasks.amazonaws.com"] },
      Action: "sts:AssumeRole",
    }),
  ],
  [
    "Pod Identity",
    policy({
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    }),
  ],
  [
    "one service account",
    policy(
      eks({
        StringEquals: keys(
          { sub: "system:serviceaccount:shop:api", aud: "sts.amazonaws.com" },
          EKS,
        ),
      }),
    ),
  ],
  [
    "one service account by StringLike",
    policy(
      eks({
        StringLike: keys({ sub: "system:serviceaccount:shop:api", aud: "sts.amazonaws.com" }, EKS),
      }),
    ),
  ],
  [
    "a service account in China",
    policy(
      eks(
        {
          StringEquals: keys(
            { sub: "system:serviceaccount:shop:api", aud: "sts.amazonaws.com" },
            "oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC",
          ),
        },
        "oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC",
      ),
    ),
  ],
  [
    "SAML",
    policy({
      Effect: "Allow",
      Principal: { Federated: `${ACCOUNT}:saml-provider/okta` },
      Action: "sts:AssumeRoleWithSAML",
      Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
    }),
  ],
  ["permissions", policy({ Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" })],
  ["all permissions", policy({ Effect: "Allow", Action: "*", Resource: "*" })],
  [
    "permission to assume a role",
    policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: `${ACCOUNT}:role/x` }),
  ],
];
