import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { comparePermissions } from "../../access/permissions-compare";
import { UNKNOWN } from "../../access/unknown";

const allow = (Action: unknown, Resource: unknown = "*", more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown = "*", more: object = {}) => ({
  Effect: "Deny",
  Action,
  Resource,
  ...more,
});
const policy = (...statements: unknown[]) => ({ Version: "2012-10-17", Statement: statements });
const region = (...values: string[]) => ({
  Condition: { StringEquals: { "aws:RequestedRegion": values } },
});

const BUCKET = "arn:aws:s3:::b";
const READ = policy(allow("s3:GetObject", `${BUCKET}/*`));

describe("comparePermissions", () => {
  const equal: readonly [string, unknown, unknown][] = [
    ["the same", READ, READ],
    ["JSON text and object", READ, JSON.stringify(READ)],
    ["letter case of actions", READ, policy(allow("S3:getobject", `${BUCKET}/*`))],
    ["a list of one", READ, { Statement: allow(["s3:GetObject"], [`${BUCKET}/*`]) }],
    ["a glob that names the same", policy(allow("iam:PassRole")), policy(allow("iam:Pass*"))],
    [
      "one statement or two",
      policy(allow(["s3:GetObject", "s3:PutObject"], BUCKET)),
      policy(allow("s3:PutObject", BUCKET), allow("s3:GetObject", BUCKET)),
    ],
    [
      "a resource of another service",
      READ,
      policy(allow("s3:GetObject", [`${BUCKET}/*`, "arn:aws:sqs:eu-west-1:123456789012:q"])),
    ],
    ["a Deny of nothing", READ, policy(allow("s3:GetObject", `${BUCKET}/*`), deny("sqs:*"))],
    [
      "a variable",
      policy(allow("s3:GetObject", `${BUCKET}/\${aws:username}/*`)),
      policy(allow("s3:Get?bject", `${BUCKET}/\${aws:username}/*`)),
    ],
    ["no document and an empty one", undefined, policy()],
    [
      "NotAction and its complement by Deny",
      policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
      policy(allow("*"), deny("iam:*")),
    ],
  ];
  for (const [name, before, after] of equal) {
    it(`equal: ${name}`, () => {
      expect(comparePermissions(before, after)).toEqual({ change: "equal" });
      expect(comparePermissions(after, before)).toEqual({ change: "equal" });
    });
  }

  const wider: readonly [string, unknown, unknown, string, string][] = [
    ["from nothing", undefined, READ, "s3:GetObject", `${BUCKET}/0`],
    [
      "another action",
      READ,
      policy(allow(["s3:GetObject", "s3:PutObject"], `${BUCKET}/*`)),
      "s3:PutObject",
      `${BUCKET}/0`,
    ],
    [
      "another bucket",
      READ,
      policy(allow("s3:GetObject", "arn:aws:s3:::*/*")),
      "s3:GetObject",
      "arn:aws:s3:::0/0",
    ],
    [
      "one character",
      policy(allow("s3:GetObject", `${BUCKET}/k`)),
      policy(allow("s3:GetObject", `${BUCKET}/?`)),
      "s3:GetObject",
      `${BUCKET}/0`,
    ],
    [
      "a Deny less",
      policy(allow("s3:GetObject", `${BUCKET}/*`), deny("s3:*", `${BUCKET}/x*`)),
      READ,
      "s3:GetObject",
      `${BUCKET}/x`,
    ],
    [
      "a Deny under a condition less",
      policy(allow("s3:GetObject", `${BUCKET}/*`), deny("s3:*", "*", region("eu-west-1"))),
      READ,
      "s3:GetObject",
      `${BUCKET}/0`,
    ],
    [
      "a condition less",
      policy(allow("s3:GetObject", `${BUCKET}/*`, region("eu-west-1"))),
      READ,
      "s3:GetObject",
      `${BUCKET}/0`,
    ],
    [
      "another value of it",
      policy(allow("s3:GetObject", `${BUCKET}/*`, region("a"))),
      policy(allow("s3:GetObject", `${BUCKET}/*`, region("a", "b"))),
      "s3:GetObject",
      `${BUCKET}/0`,
    ],
    [
      "a pattern for a variable",
      policy(allow("s3:GetObject", `${BUCKET}/\${aws:username}/k`)),
      policy(allow("s3:GetObject", `${BUCKET}/*/k`)),
      "s3:GetObject",
      `${BUCKET}//k`,
    ],
    [
      "NotResource",
      policy(allow("iam:PassRole", "arn:aws:iam::123456789012:role/a")),
      policy({
        Effect: "Allow",
        Action: "iam:PassRole",
        NotResource: "arn:aws:iam::123456789012:role/b",
      }),
      "iam:PassRole",
      "arn:aws:iam::cccccccccccc:role/c",
    ],
    [
      "NotAction shortened",
      policy({ Effect: "Allow", NotAction: ["iam:*", "s3:*"], Resource: "*" }),
      policy({ Effect: "Allow", NotAction: ["iam:*", "s3:A*"], Resource: "*" }),
      "s3:BypassGovernanceRetention",
      "arn:aws:s3:0:000000000000:accesspoint/0/object/0",
    ],
    ["a document that cannot be read", READ, "{", "a2c:GetContainerizationJobDetails", "*"],
  ];
  for (const [name, before, after, action, resource] of wider) {
    it(`widened, and narrowed the other way round: ${name}`, () => {
      expect(comparePermissions(before, after)).toEqual({
        change: "widened",
        witness: { action, resource },
      });
      expect(comparePermissions(after, before)).toEqual({ change: "narrowed" });
    });
  }

  it("is widened where something was gained and something lost", () => {
    const other = policy(allow("s3:GetObject", "arn:aws:s3:::c/*"));
    expect(comparePermissions(READ, other).change).toBe("widened");
    expect(comparePermissions(other, READ).change).toBe("widened");
  });

  it("joins statements before it compares", () => {
    const halves = policy(allow("s3:GetObject", `${BUCKET}/a*`), allow("s3:Get*", `${BUCKET}/b*`));
    expect(
      comparePermissions(halves, policy(allow("s3:GetObject", [`${BUCKET}/a*`, `${BUCKET}/b*`])))
        .change,
    ).toBe("narrowed");
  });

  it("proves nothing of what is not known yet", () => {
    expect(comparePermissions(READ, UNKNOWN)).toEqual({ change: "not proven" });
    expect(comparePermissions(policy(allow("s3:GetObject", UNKNOWN)), READ)).toEqual({
      change: "not proven",
    });
  });

  it("answers an adversarial pair in time", () => {
    const started = performance.now();
    const hard = (tail: string) =>
      policy(
        allow(
          "s3:GetObject",
          Array.from({ length: 12 }, (_, i) => `arn:aws:s3:::b/${"*a?b".repeat(20)}${i}${tail}`),
        ),
      );
    expect(comparePermissions(hard("x*"), hard("*")).change).not.toBe("narrowed");
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("answers for any two values", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (before, after) => {
        expect(["equal", "narrowed", "widened", "not proven"]).toContain(
          comparePermissions(before, after).change,
        );
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it("never calls a document with more statements narrower, nor one with fewer wider", () => {
    const action = fc.constantFrom(
      "s3:GetObject",
      "s3:PutObject",
      "s3:*",
      "iam:PassRole",
      "s3:Get*",
    );
    const resource = fc.constantFrom(
      "*",
      BUCKET,
      `${BUCKET}/*`,
      `${BUCKET}/a*`,
      `${BUCKET}/ab`,
      "arn:aws:iam::123456789012:role/*",
    );
    const statement = fc.record({
      Effect: fc.constant("Allow"),
      Action: action,
      Resource: resource,
    });
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 4 }), statement, (statements, more) => {
        const [less, grown] = [policy(...statements), policy(...statements, more)];
        expect(["equal", "widened"]).toContain(comparePermissions(less, grown).change);
        expect(["equal", "narrowed"]).toContain(comparePermissions(grown, less).change);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it("calls nothing narrowed or equal that allows one request more, and its witness is such a request", () => {
    const action = fc.constantFrom("s3:GetObject", "S3:Put*", "s3:*", "*", "s3:?etObject");
    const resource = fc.constantFrom(
      "*",
      "arn:aws:s3:::*",
      `${BUCKET}/*`,
      `${BUCKET}/a?`,
      `${BUCKET}/ab`,
      "arn:aws:s3:::?/a*",
    );
    const statement = fc
      .record({
        effect: fc.constantFrom("Allow", "Allow", "Deny"),
        action,
        resource,
        not: fc.boolean(),
        but: fc.boolean(),
      })
      .map(({ effect, action: named, resource: on, not, but }) => ({
        Effect: effect,
        [not ? "NotAction" : "Action"]: [named],
        [but ? "NotResource" : "Resource"]: on,
      }));
    const document = fc.array(statement, { maxLength: 3 });
    const requests = ["s3:GetObject", "s3:PutObject"].flatMap((name) =>
      ["b/a", "b/ab", "b/abc", "b/b", "c/ab"].map((key) => [name, `arn:aws:s3:::${key}`] as const),
    );
    fc.assert(
      fc.property(document, document, (before, after) => {
        const { change, witness } = comparePermissions(policy(...before), policy(...after));
        const gained = requests.filter(
          ([a, r]) => isAllowed(after, a, r) && !isAllowed(before, a, r),
        );
        if (change === "equal" || change === "narrowed") expect(gained).toEqual([]);
        if (witness) {
          expect(isAllowed(after, witness.action, witness.resource)).toBe(true);
          expect(isAllowed(before, witness.action, witness.resource)).toBe(false);
        }
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});

type Statement = Readonly<Record<string, string | readonly string[]>>;

/** IAM's evaluation once more, by regular expressions and with no regard for how the engine does it. */
function isAllowed(statements: readonly Statement[], action: string, resource: string): boolean {
  const matches = (pattern: string, text: string, flags: string) => {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${source}$`, flags).test(text);
  };
  const applies = (each: Statement) => {
    const named = [each["Action"] ?? each["NotAction"] ?? []].flat();
    const on = [each["Resource"] ?? each["NotResource"] ?? []].flat();
    return (
      named.some((pattern) => matches(pattern, action, "i")) === "Action" in each &&
      on.some((pattern) => matches(pattern, resource, "")) === "Resource" in each
    );
  };
  const effects = statements.filter(applies).map((each) => each["Effect"]);
  return effects.includes("Allow") && !effects.includes("Deny");
}
