import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { judgeDocument } from "../../access/permissions";
import { administration, escalations } from "../../access/permissions-escalation";
import { breadths, powersBeyondReading } from "../../access/permissions-scope";
import { UNKNOWN } from "../../access/unknown";

const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";
const SETTING = { boundaries: [BOUNDARY] };

type Fields = Readonly<Record<string, unknown>>;

const allow = (Action: unknown, Resource: unknown = "*", more: Fields = {}): Fields => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown = "*", more: Fields = {}): Fields => ({
  Effect: "Deny",
  Action,
  Resource,
  ...more,
});
const policy = (...statements: unknown[]) => ({ Version: "2012-10-17", Statement: statements });

const isAdministrator = (document: unknown) =>
  judgeDocument(document, (statements) => administration(statements, SETTING));
const escalates = (document: unknown, caller?: string) =>
  judgeDocument(document, (statements) => escalations(statements, { ...SETTING, caller }));

describe("administration", () => {
  const everyIamResource = [
    "role",
    "user",
    "group",
    "policy",
    "instance-profile",
    "mfa",
    "sms-mfa",
  ];
  const yes: readonly [string, unknown][] = [
    ["all of everything", policy(allow("*"))],
    ["a star twice", policy(allow("**"))],
    ["every service and action", policy(allow("*:*"))],
    ["all of IAM", policy(allow("iam:*"))],
    ["in capitals", policy(allow("IAM:*"))],
    ["a question mark in the service", policy(allow("i?m:*"))],
    ["stars inside", policy(allow("*a*:*"))],
    ["in a list", policy(allow(["s3:GetObject", "iam:*"], ["arn:aws:s3:::b/*", "*"]))],
    ["as JSON text", JSON.stringify(policy(allow("iam:*")))],
    ["Statement as an object", { Statement: allow("*") }],
    ["behind a harmless statement", policy(allow("s3:GetObject", "arn:aws:s3:::b/k"), allow("*"))],
    ["put together from letters", policy(allow([..."ABCDEFGLMOPRSTU"].map((c) => `iam:${c}*`)))],
    [
      "put together from statements",
      policy(allow("iam:[A-Z]*"), allow("iam:?????????*"), allow("iam:*")),
    ],
    ["every ARN", policy(allow("iam:*", "arn:aws:iam::*:*"))],
    ["every ARN of the own account", policy(allow("iam:*", "arn:aws:iam::123456789012:*"))],
    ["an ARN cut short", policy(allow("iam:*", "arn:aws:iam"))],
    ["all but one service", policy({ Effect: "Allow", NotAction: "s3:*", Resource: "*" })],
    [
      "all but one IAM action",
      policy({ Effect: "Allow", NotAction: ["iam:CreateUser"], Resource: "*" }),
    ],
    [
      "on all but one resource",
      policy({ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::b" }),
    ],
    ["a Deny that does not cover", policy(allow("*"), deny("s3:*"))],
    ["a Deny of one IAM action", policy(allow("*"), deny("iam:CreateUser"))],
    [
      "a Deny on one resource",
      policy(allow("*"), deny("iam:*", "arn:aws:iam::123456789012:role/r")),
    ],
    [
      "a Deny under a condition",
      policy(
        allow("*"),
        deny("iam:*", "*", { Condition: { Bool: { "aws:ViaAWSService": "false" } } }),
      ),
    ],
    [
      "a Deny on what a variable stands for",
      policy(allow("*"), deny("iam:*", "arn:aws:iam::*:${aws:PrincipalTag/all}")),
    ],
    ["a Deny on no ARN", policy(allow("*"), deny("iam:*", "all"))],
    [
      "a Deny in lower case, which IAM refuses",
      policy(allow("*"), { ...deny("*"), Effect: "deny" }),
    ],
    [
      "with a second factor",
      policy(allow("*", "*", { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } })),
    ],
    ["without Effect", policy({ Action: "*", Resource: "*" })],
    ["without Resource", policy({ Effect: "Allow", Action: "*" })],
    ["without Action", policy({ Effect: "Allow", Resource: "*" })],
    [
      "one key twice",
      '{"Statement":{"Effect":"Allow","Action":"iam:*","Action":"s3:GetObject","Resource":"*"}}',
    ],
    ["keys in lower case", { statement: [{ effect: "Allow", action: "iam:*", resource: "*" }] }],
    ["no JSON", "{"],
    ["a number", 7],
    ["nothing", undefined],
    ["no statement", {}],
    ["a list in place of a document", []],
  ];
  for (const [name, document] of yes) {
    it(`sees ${name}`, () => {
      expect(isAdministrator(document)).toEqual([expect.not.objectContaining({ unknown: true })]);
    });
  }

  const no: readonly [string, unknown][] = [
    ["one action", policy(allow("s3:GetObject"))],
    ["all of another service", policy(allow("s3:*"))],
    ["IAM on one path", policy(allow("iam:*", "arn:aws:iam::123456789012:role/app/*"))],
    ["reads of IAM", policy(allow(["iam:Get*", "iam:List*"]))],
    ["all but IAM", policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })],
    [
      "all but IAM, in another case",
      policy({ Effect: "Allow", NotAction: ["IAM:*", "sts:*"], Resource: "*" }),
    ],
    ["IAM taken away", policy(allow("*"), deny("iam:*"))],
    ["IAM taken away by a glob", policy(allow("*"), deny("?AM:*", "arn:aws*:iam::*"))],
    ["everything taken away", policy(allow("*"), deny("*"))],
    [
      "only under a known boundary",
      policy(
        allow("iam:*", "*", {
          Condition: { StringEquals: { "iam:PermissionsBoundary": BOUNDARY } },
        }),
      ),
    ],
    [
      "only to pass roles",
      policy(
        allow("iam:*", "*", {
          Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
        }),
      ),
    ],
    ["a star that is a character", policy(allow("iam:*", "arn:aws:iam::123456789012:role/${*}"))],
    ["Deny alone", policy(deny("*"))],
    ["an empty list", policy()],
    ["on NotResource of everything", policy({ Effect: "Allow", Action: "*", NotResource: "*" })],
  ];
  for (const [name, document] of no) {
    it(`lets pass ${name}`, () => expect(isAdministrator(document)).toEqual([]));
  }

  it("joins the resource types of one account", () => {
    const all = everyIamResource.map((type) => `arn:aws:iam::123456789012:${type}/*`);
    expect(isAdministrator(policy(allow("iam:*", all)))).toEqual([]);
    const rest = [
      "access-report",
      "delegation-request",
      "oidc-provider",
      "role-template",
      "saml-provider",
      "server-certificate",
    ];
    const full = [
      ...all,
      ...rest.map((type) => `arn:aws:iam::123456789012:${type}/*`),
      "arn:aws:iam::aws:role-template/*",
    ];
    expect(isAdministrator(policy(allow("iam:*", full)))).toHaveLength(1);
  });

  it("answers unknown only where the verdict hangs on it", () => {
    expect(isAdministrator(UNKNOWN)).toEqual([{ path: "", unknown: true }]);
    expect(isAdministrator(policy(allow(UNKNOWN)))).toMatchObject([
      { path: "Statement[0].Action", unknown: true },
    ]);
    expect(isAdministrator(policy(allow("s3:GetObject", UNKNOWN)))).toEqual([]);
    expect(isAdministrator(policy(allow("*"), UNKNOWN))).toEqual([
      { path: "Statement[0].Action" },
      { path: "Statement[1]", unknown: true },
    ]);
    expect(isAdministrator(policy(allow("*"), deny(UNKNOWN)))).toMatchObject([{ unknown: true }]);
    expect(
      isAdministrator(policy(allow("*"), deny("iam:*", "*", { Condition: UNKNOWN }))),
    ).toMatchObject([{ unknown: true }]);
  });
});

describe("escalations", () => {
  const ROLES = "arn:aws:iam::123456789012:role/*";
  const APP = "arn:aws:iam::123456789012:role/app/*";
  const passedTo = { Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } } };
  const bounded = { Condition: { StringEquals: { "IAM:permissionsboundary": [BOUNDARY] } } };
  const yes: readonly [string, unknown][] = [
    ["iam:PassRole on all roles", policy(allow("iam:PassRole", ROLES))],
    ["a glob of it", policy(allow("iam:Pass*", ROLES))],
    [
      "a role name's beginning",
      policy(allow("iam:PassRole", "arn:aws:iam::123456789012:role/app-*")),
    ],
    ["a role of any account", policy(allow("sts:AssumeRole", "arn:aws:iam::*:role/deploy"))],
    [
      "one character open",
      policy(allow("sts:AssumeRole", "arn:aws:iam::12345678901?:role/deploy")),
    ],
    ["all of sts", policy(allow("sts:*"))],
    ["a path without the service", policy(allow("iam:PassRole", APP))],
    [
      "a service pattern",
      policy(
        allow("iam:PassRole", APP, { Condition: { StringLike: { "iam:PassedToService": "*" } } }),
      ),
    ],
    [
      "a service if there is one",
      policy(
        allow("iam:PassRole", APP, {
          Condition: { StringEqualsIfExists: { "iam:PassedToService": "ec2.amazonaws.com" } },
        }),
      ),
    ],
    ["an open path with the service", policy(allow("iam:PassRole", ROLES, passedTo))],
    [
      "a path that a star crosses",
      policy(allow("iam:PassRole", "arn:aws:iam::*:role/app/*", passedTo)),
    ],
    ["NotAction", policy({ Effect: "Allow", NotAction: "s3:*", Resource: "*" })],
    [
      "NotResource",
      policy({
        Effect: "Allow",
        Action: "iam:CreateAccessKey",
        NotResource: "arn:aws:iam::123456789012:user/root",
      }),
    ],
    [
      "an unknown boundary",
      policy(
        allow("iam:PutRolePolicy", ROLES, {
          Condition: {
            StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/x" },
          },
        }),
      ),
    ],
    [
      "a boundary if there is one",
      policy(
        allow("iam:PutRolePolicy", ROLES, {
          Condition: { StringEqualsIfExists: { "iam:PermissionsBoundary": BOUNDARY } },
        }),
      ),
    ],
    [
      "the boundary inverted",
      policy(
        allow("iam:PutRolePolicy", ROLES, {
          Condition: { StringNotEquals: { "iam:PermissionsBoundary": BOUNDARY } },
        }),
      ),
    ],
    [
      "a boundary or any other",
      policy(
        allow("iam:PutRolePolicy", ROLES, {
          Condition: { StringLike: { "iam:PermissionsBoundary": [BOUNDARY, "*"] } },
        }),
      ),
    ],
    [
      "a tag in the resource",
      policy(
        allow("iam:CreateAccessKey", "arn:aws:iam::123456789012:user/${aws:PrincipalTag/name}"),
      ),
    ],
    ["a Deny elsewhere", policy(allow("iam:PassRole"), deny("iam:PassRole", APP))],
    [
      "the own role on the path",
      policy(allow("iam:PutRolePolicy", "arn:aws:iam::123456789012:role/own/*")),
    ],
    [
      "users on a path",
      policy(allow("iam:CreateAccessKey", "arn:aws:iam::123456789012:user/app/*")),
    ],
  ];
  for (const [name, document] of yes) {
    it(`sees ${name}`, () => expect(escalates(document, "/own/role")).toHaveLength(1));
  }

  const no: readonly [string, unknown][] = [
    [
      "one role",
      policy(
        allow(["iam:PassRole", "sts:AssumeRole"], "arn:aws:iam::123456789012:role/app/worker"),
      ),
    ],
    [
      "a wildcard that is another action's",
      policy(
        allow(
          ["iam:PassRole", "s3:PutObject"],
          ["arn:aws:iam::123456789012:role/app/worker", "arn:aws:s3:::b/*"],
        ),
      ),
    ],
    ["roles on a path, to one service", policy(allow("iam:PassRole", APP, passedTo))],
    [
      "writes to roles on another path",
      policy(allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], APP)),
    ],
    [
      "writes on the own path, the own role taken out",
      policy(
        allow("iam:PutRolePolicy", "arn:aws:iam::123456789012:role/own/*"),
        deny("iam:*", "arn:aws:iam::123456789012:role/own/role"),
      ),
    ],
    [
      "a known boundary required",
      policy(allow(["iam:PutRolePolicy", "iam:AttachRolePolicy"], ROLES, bounded)),
    ],
    [
      "a Deny without the boundary",
      policy(
        allow("iam:PutRolePolicy", ROLES),
        deny("iam:PutRolePolicy", "*", {
          Condition: { StringNotEquals: { "iam:PermissionsBoundary": BOUNDARY } },
        }),
      ),
    ],
    [
      "the own user",
      policy(allow("iam:CreateAccessKey", "arn:aws:iam::123456789012:user/${aws:username}")),
    ],
    ["taken away", policy(allow("iam:*"), deny(["iam:*"]))],
    ["reads", policy(allow(["iam:Get*", "iam:List*", "sts:GetCallerIdentity"]))],
  ];
  for (const [name, document] of no) {
    it(`lets pass ${name}`, () => expect(escalates(document, "/own/role")).toEqual([]));
  }

  it("takes a role of which not all is told for any that it may be", () => {
    const own = policy(allow("iam:PutRolePolicy", "arn:aws:iam::123456789012:role/own/*"));
    expect(escalates(own, "/*/role")).toHaveLength(1);
    expect(escalates(own, "/own/role-*")).toHaveLength(1);
    expect(escalates(own, "/other/*")).toEqual([]);
  });

  it("points at the entry, and names the actions and the resource", () => {
    expect(escalates(policy(allow(["s3:GetObject", "iam:Pass*"])))).toEqual([
      { path: "Statement[0].Action[1]", actions: ["iam:PassRole"], resource: "*" },
    ]);
  });
});

describe("breadths", () => {
  const kinds = (document: unknown) => judgeDocument(document, breadths).map(({ kind }) => kind);

  it("finds NotAction, NotResource, whole services and open resources", () => {
    expect(
      kinds(policy({ Effect: "Allow", NotAction: "iam:*", NotResource: "arn:aws:s3:::b" })),
    ).toEqual(["all-but", "all-but"]);
    for (const action of ["*", "*:*", "s3:*", "S3:**", "ec2:?*", "s?s:*", "unheard-of:*"]) {
      expect(kinds(policy(allow(action, "arn:aws:s3:::b"))), action).toEqual(["whole-service"]);
    }
    for (const resource of ["*", "**", "arn:*", "arn:aws:*", "arn:aws:*:*:*:*", "*:*"]) {
      expect(kinds(policy(allow("s3:PutObject", resource))), resource).toEqual(["any-resource"]);
    }
    expect(kinds(policy(allow(["s3:Put*", "iam:TagRole"])))).toEqual(["any-resource"]);
  });

  it("lets reads, and what cannot be scoped, stand on *", () => {
    for (const action of [
      "s3:GetObject",
      "ec2:Describe*",
      "s3:ListAllMyBuckets",
      "ecr:GetAuthorizationToken",
      "iam:CreateAccountAlias",
    ]) {
      expect(kinds(policy(allow(action))), action).toEqual([]);
    }
    expect(kinds(policy(allow("s3:PutObject", "arn:aws:s3:::b/*"), deny("*")))).toEqual([]);
  });

  it("lists three actions and counts the rest", () => {
    expect(judgeDocument(policy(allow("s3:Delete*")), breadths)[0]?.given).toMatch(
      /^s3:\w+, s3:\w+, s3:\w+ and \d+ more$/,
    );
  });
});

describe("powersBeyondReading", () => {
  const powers = (document: unknown) =>
    judgeDocument(document, powersBeyondReading).map(({ kind }) => kind);

  it("finds writes, tags, secrets, tokens and what AWS does not list", () => {
    for (const action of [
      "s3:PutObject",
      "ec2:CreateTags",
      "s3:*",
      "*",
      "iam:PassRole",
      "s3:Put*",
    ]) {
      expect(powers(policy(allow(action))), action).toEqual(["writes"]);
    }
    for (const action of [
      "secretsmanager:GetSecretValue",
      "SSM:GetParameter",
      "ecr:GetAuthorizationToken",
      "eks:AccessKubernetesApi",
      "ssm:Get*",
      "sts:GetSessionToken",
    ]) {
      expect(powers(policy(allow(action))), action).toEqual(["returns-secret"]);
    }
    expect(powers(policy(allow("s3:PutObjekt")))).toEqual(["unlisted"]);
    expect(powers(policy({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }))).toEqual([
      "writes",
    ]);
  });

  it("lets reads pass, and what a Deny surely takes away", () => {
    expect(powers(policy(allow(["s3:GetObject", "s3:List*", "ec2:Describe*"])))).toEqual([]);
    expect(powers(policy(allow("ssm:Get*"), deny("ssm:Get*")))).toEqual([]);
    expect(
      powers(
        policy(allow("s3:PutObject", "arn:aws:s3:::b/*"), deny("s3:Put*", "arn:aws:s3:::b/k")),
      ),
    ).toEqual(["writes"]);
  });
});

describe("every check", () => {
  const checks = [
    (document: unknown) => isAdministrator(document),
    (document: unknown) => escalates(document),
    (document: unknown) => judgeDocument(document, breadths),
    (document: unknown) => judgeDocument(document, powersBeyondReading),
  ];

  it("answers for any value, and for any value in a document's places", () => {
    const odd = fc.oneof(
      fc.anything(),
      fc.constant(UNKNOWN),
      fc.string(),
      fc.constantFrom("*", "iam:*", "${"),
    );
    const statement = fc.dictionary(
      fc.constantFrom(
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
        "action",
      ),
      odd,
    );
    const document = fc.oneof(
      odd,
      fc.record({ Statement: fc.oneof(odd, fc.array(statement, { maxLength: 3 })) }),
      fc.json(),
    );
    fc.assert(
      fc.property(document, (value) => {
        for (const check of checks) expect(Array.isArray(check(value))).toBe(true);
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it("finds no less where a field is taken away", () => {
    const whole = allow("iam:*");
    for (const field of Object.keys(whole)) {
      const rest = Object.fromEntries(Object.entries(whole).filter(([key]) => key !== field));
      expect(isAdministrator(policy(rest)), field).toHaveLength(1);
      expect(escalates(policy(rest)), field).toHaveLength(1);
    }
  });

  it("answers adversarial patterns in time", () => {
    const started = performance.now();
    const resources = Array.from(
      { length: 30 },
      (_, i) => `arn:aws:iam::123456789012:role/${"*a?b".repeat(40)}${i}*`,
    );
    for (const check of checks) {
      check(
        policy(
          allow([`${"*a".repeat(40)}*`, "iam:*"], resources),
          deny("iam:*", resources.toReversed()),
        ),
      );
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
