import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { compare } from "../../access/compare";
import { readTrustDocument } from "../../access/document";
import { excessOf } from "../../access/exactness";
import { explain } from "../../access/explain";
import { opens } from "../../access/opens";
import { UNKNOWN } from "../../access/unknown";
import { admitted } from "../../access/words";
import { trustPolicy } from "../../components/identity/aws-trust";
import type { JobClaims } from "../../components/identity/claims";
import { ISSUER, type Json, keys, policy, statement } from "../policy-packs/identity/trust-cases";
import { judge, reencodings } from "../policy-packs/identity/trust-judge";

const DRAWS = Number(process.env["AIRSIDE_DRAWS"] ?? 1000);
const SEED = Number(process.env["AIRSIDE_SEED"] ?? 20261122);
const run = { numRuns: DRAWS, seed: SEED };
console.info(`access properties: ${DRAWS} draws of each, seed ${SEED}`);

const word = fc.constantFrom(
  "acme",
  "acmex",
  "api",
  "a",
  "web",
  "ap-i",
  "A",
  "checkout",
  "check-out",
);
const id = fc.constantFrom(1, 42, 4242);
const place = fc.oneof(
  fc.constantFrom("main", "dev", "release/1", "v1").map((branch) => ({ branch })),
  fc.constantFrom("v1", "v2.0").map((tag) => ({ tag })),
  fc.constantFrom("production", "prod", "a:b", "Prod EU").map((environment) => ({ environment })),
);
const job: fc.Arbitrary<JobClaims> = fc.record({
  repository: fc.record({ owner: word, name: word, ownerId: id, id }),
  scope: place,
});
const account = { accountId: "123456789012" } as const;
const documentOf = (claims: JobClaims) => trustPolicy(claims, account as never);

/** A token that GitHub would write: its claims agree with its subject. */
const token = fc
  .record({
    owner: word,
    name: word,
    ownerId: id,
    id,
    immutable: fc.boolean(),
    at: place,
    pull: fc.boolean(),
  })
  .map(({ owner, name, ownerId, id: own, immutable, at, pull }): Json => {
    const environment = "environment" in at ? at.environment : undefined;
    const ref =
      "branch" in at
        ? `refs/heads/${at.branch}`
        : "tag" in at
          ? `refs/tags/${at.tag}`
          : "refs/heads/main";
    const tail = pull
      ? "pull_request"
      : environment
        ? `environment:${environment.replaceAll(":", "%3A")}`
        : `ref:${ref}`;
    const spelled = immutable ? `${owner}@${ownerId}/${name}@${own}` : `${owner}/${name}`;
    return {
      aud: "sts.amazonaws.com",
      sub: `repo:${spelled}:${tail}`,
      repository: `${owner}/${name}`,
      repository_id: `${own}`,
      repository_owner_id: `${ownerId}`,
      ref: pull ? "refs/pull/1/merge" : ref,
      ...(environment && !pull ? { environment } : {}),
    };
  });

const piece = fc.constantFrom(
  "repo:",
  "acme",
  "/",
  "api",
  ":",
  "*",
  "?",
  "ref:refs/heads/",
  "main",
  "environment:",
  "prod",
  "@42",
  "pull_request",
  "ref:refs/tags/",
  "v1",
);
const pattern = fc.array(piece, { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join(""));
const operator = fc.constantFrom(
  "StringEquals",
  "StringLike",
  "StringEqualsIgnoreCase",
  "ForAnyValue:StringLike",
  "StringNotLike",
  "StringLikeIfExists",
  "ForAllValues:StringLike",
);
const condition = fc.record({
  operator,
  claim: fc.constantFrom(
    "sub",
    "repository",
    "ref",
    "environment",
    "repository_id",
    "job_workflow_ref",
  ),
  values: fc.array(pattern, { minLength: 1, maxLength: 3 }),
});
const grant = fc.array(condition, { maxLength: 3 }).map((conditions) => {
  const body: Record<string, Json> = { StringEquals: keys({ aud: "sts.amazonaws.com" }) };
  for (const { operator: name, claim, values } of conditions) {
    body[name] = { ...body[name], ...keys({ [claim]: values }) };
  }
  return statement(body);
});
const document = fc
  .record({
    allows: fc.array(grant, { minLength: 1, maxLength: 2 }),
    denies: fc.array(grant, { maxLength: 1 }),
  })
  .map(({ allows, denies }) =>
    policy(...allows, ...denies.map((each) => ({ ...each, Effect: "Deny" }))),
  );

const excess = (trust: unknown) => excessOf(readTrustDocument(trust), { pullRequests: false });

describe("properties of trust policies", { timeout: 60_000 + DRAWS * 100 }, () => {
  it("P1: what the rules admit lets in no job whose subject it does not spell out", () => {
    fc.assert(
      fc.property(document, token, (trust, claims) => {
        if (!opens(trust, claims).opens || judge(trust).verdict !== "admit") return;
        expect(JSON.stringify(trust)).toContain(JSON.stringify(claims["sub"]));
        expect(claims["sub"]).not.toMatch(/:pull_request$/);
      }),
      run,
    );
  });

  it("P2: a job enters by the document that is written for it", () => {
    fc.assert(
      fc.property(job, (claims) => {
        expect(opens(documentOf(claims), tokenOf(claims)).opens).toBe(true);
        expect(excess(documentOf(claims))).toEqual([]);
        expect(judge(documentOf(claims)).verdict).toBe("admit");
      }),
      run,
    );
  });

  it("P3: no token of one job opens the role of another", () => {
    fc.assert(
      fc.property(job, job, (one, other) => {
        const entering = opens(documentOf(other), tokenOf(one)).opens;
        expect(entering).toBe(
          JSON.stringify(documentOf(one)) === JSON.stringify(documentOf(other)),
        );
      }),
      run,
    );
  });

  it("P4: every widening of an exact document is refused", () => {
    const widenings: readonly ((trust: Json, sub: string) => unknown)[] = [
      (trust) => change(trust, { Condition: undefined }),
      (trust) => change(trust, { Condition: { StringEquals: keys({ aud: "sts.amazonaws.com" }) } }),
      (trust) => change(trust, { Principal: "*" }),
      (trust) => change(trust, { Action: "sts:*" }),
      (trust) => change(trust, { Action: undefined, NotAction: "iam:*" }),
      (trust) => change(trust, { Principal: undefined, NotPrincipal: { AWS: "123456789012" } }),
      (_, sub) => under("StringLikeIfExists", sub),
      (_, sub) => under("ForAllValues:StringEquals", sub),
      (_, sub) => under("StringNotLike", sub),
      (_, sub) => under("StringLike", sub.replace(/[^:]+$/, "*")),
      (_, sub) => under("StringLike", sub.replace(/.$/, "?")),
      (_, sub) => under("StringLike", `${sub.split(":").slice(0, 2).join(":")}:*`),
      (_, sub) => under("StringLike", sub.replace(/\/.*$/, "/*")),
      (_, sub) => under("StringLike", sub.replace(/@\d+\//, "@*/")),
      (_, sub) => under("StringLike", [sub, "repo:*"]),
      (_, sub) => under("StringEquals", sub.replace(/[^:]+$/, "*")),
      (_, sub) => under("StringEquals", sub.replace(/[^:/]+$/, "${aws:username}")),
      (trust, sub) =>
        policy(
          ...[trust["Statement"]].flat(),
          ...[under("StringLike", sub.replace(/\/.*$/, "/*"))["Statement"]].flat(),
        ),
    ];
    const ONE_LETTER = 10;
    fc.assert(
      fc.property(job, fc.nat(widenings.length - 1), (claims, index) => {
        const trust = documentOf(claims) as unknown as Json;
        const [first] = [trust["Statement"]].flat() as Json[];
        const sub = String(
          (first!["Condition"] as Record<string, Json>)["StringEquals"]![`${ISSUER}:sub`],
        );
        const widened = widenings[index]!(trust, sub);
        // A pattern of tags, and of nothing else, is for a reviewer.
        const tags = "tag" in claims.scope && index === ONE_LETTER;
        expect(judge(widened).verdict).toBe(tags ? "review" : "deny");
      }),
      run,
    );
  });

  it("P5: a further condition or a Deny never admits more", () => {
    fc.assert(
      fc.property(grant, condition, token, (allow, { operator: name, claim, values }, claims) => {
        const conditions = allow["Condition"] as Record<string, Json>;
        fc.pre(conditions[name]?.[`${ISSUER}:${claim}`] === undefined);
        const narrower = {
          ...conditions,
          [name]: { ...conditions[name], ...keys({ [claim]: values }) },
        };
        const narrowed = policy({ ...allow, Condition: narrower });
        if (opens(narrowed, claims).opens) expect(opens(policy(allow), claims).opens).toBe(true);
        const denied = policy(allow, { ...allow, Effect: "Deny" });
        expect(opens(denied, claims).opens).toBe(false);
      }),
      run,
    );
  });

  it("P6: the verdict does not depend on the spelling", () => {
    fc.assert(
      fc.property(document, fc.nat(), (trust, draw) => {
        const others = Object.entries(reencodings(trust));
        const [name, other] = others[draw % others.length]!;
        expect(judge(other).verdict, name).toBe(judge(trust).verdict);
      }),
      run,
    );
  });

  it("P7: every question has an answer for any JSON", () => {
    const names = fc.constantFrom(
      "Statement",
      "Effect",
      "Principal",
      "NotPrincipal",
      "Action",
      "NotAction",
      "Condition",
      "Federated",
      "StringLike",
      "Null",
      `${ISSUER}:sub`,
      "Version",
    );
    const leaf = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant(UNKNOWN),
      pattern,
      fc.constantFrom("Allow", "Deny", "*", "2012-10-17", `arn:aws:iam::1:oidc-provider/${ISSUER}`),
    );
    const { any } = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "medium" },
        leaf,
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(names, tie("any"), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(any, any, token, (one, other, claims) => {
        const texts = [one, JSON.stringify(one)];
        for (const source of texts) {
          excess(source);
          opens(source, claims);
          explain(source, claims);
          admitted(source);
          compare(source, other);
          judge(source);
        }
      }),
      run,
    );
  });

  it("P8: a witness of excess is admitted, and what is judged a widening is one", () => {
    fc.assert(
      fc.property(document, document, (one, other) => {
        for (const { token: shown, repaired } of excess(one)) {
          if (shown && !repaired) expect(opens(one, shown).opens).toBe(true);
        }
        for (const { token: shown } of compare(one, other).widenings) {
          if (!shown) continue;
          expect(opens(other, shown).opens).toBe(true);
          expect(opens(one, shown).opens).toBe(false);
        }
      }),
      run,
    );
  });

  it("P9: no token enters anew where nothing was widened", () => {
    fc.assert(
      fc.property(document, document, token, (one, other, claims) => {
        if (!opens(other, claims).opens || opens(one, claims).opens) return;
        expect(["widened", "not proven"]).toContain(compare(one, other).change);
      }),
      run,
    );
  });

  it("P10: the same question has the same answer", () => {
    fc.assert(
      fc.property(document, grant, (one, other) => {
        const ask = () =>
          JSON.stringify([
            excess(structuredClone(one)),
            compare(one, policy(other)),
            admitted(one),
            judge(one).findings,
          ]);
        expect(ask()).toBe(ask());
      }),
      run,
    );
  });
});

/** The token that GitHub gives the job. */
function tokenOf({ repository, scope }: JobClaims): Json {
  const { owner, name, ownerId, id: own } = repository;
  const at: { branch?: string; tag?: string; environment?: string } = scope as object;
  const environment = at.environment?.replaceAll(":", "%3A");
  const tail = environment
    ? `environment:${environment}`
    : `ref:refs/${at.tag ? "tags" : "heads"}/${at.tag ?? at.branch}`;
  const ids = { repository_id: own, repository_owner_id: ownerId };
  return {
    sub: `repo:${owner}@${ownerId}/${name}@${own}:${tail}`,
    aud: "sts.amazonaws.com",
    ...ids,
  };
}

function change(trust: Json, changes: Json): Json {
  const statements = ([trust["Statement"]].flat() as Json[]).map((each) => ({
    ...each,
    ...changes,
  }));
  return JSON.parse(JSON.stringify({ ...trust, Statement: statements }));
}

function under(name: string, sub: unknown): Json {
  return policy(
    statement({
      StringEquals: keys({ aud: "sts.amazonaws.com" }),
      [name]: {
        ...(name === "StringEquals" ? keys({ aud: "sts.amazonaws.com" }) : {}),
        ...keys({ sub }),
      },
    }),
  );
}
