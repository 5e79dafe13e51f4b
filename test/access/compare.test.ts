import { describe, expect, it } from "vitest";

import { compare } from "../../access/compare";
import { opens } from "../../access/opens";
import { admitted } from "../../access/words";
import {
  ADMITTED,
  DENIED,
  type Json,
  keys,
  policy,
  PROVIDER,
  REVIEWED,
  statement,
} from "../policy-packs/identity/trust-cases";

const AUD = keys({ aud: "sts.amazonaws.com" });
const like = (sub: unknown, more: Json = {}) =>
  policy(statement({ StringEquals: { ...AUD, ...keys(more) }, StringLike: keys({ sub }) }));
const MAIN = "repo:acme/api:ref:refs/heads/main";
const deny = (Condition: unknown) => ({
  Effect: "Deny",
  Principal: "*",
  Action: "sts:*",
  Condition,
});
const noPullRequests = deny({ StringLike: keys({ sub: "*:pull_request" }) });
const account = (id: string, Condition?: unknown) =>
  policy({ Effect: "Allow", Principal: { AWS: id }, Action: "sts:AssumeRole", Condition });
const external = { StringEquals: { "sts:ExternalId": "x" } };
const list = (...subs: string[]) =>
  policy(statement({ StringEquals: { ...AUD, ...keys({ sub: subs }) } }));
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => `repo:acme/r${i}:ref:refs/heads/main`);
const statementsOf = (document: Json) => document["Statement"] as Json[];

const TABLE: readonly (readonly [string, unknown, unknown, string])[] = [
  ["an exact subject by a pattern", like(MAIN), like("repo:acme/api:*"), "widened"],
  ["a pattern by an exact subject", like("repo:acme/api:*"), like(MAIN), "narrowed"],
  ["a prefix by one without its slash", like("repo:acme/*"), like("repo:acme*"), "widened"],
  [
    "a pattern by an equal one",
    like("repo:acme/*"),
    like(["repo:acme/*", "repo:acme/api:*"]),
    "equal",
  ],
  [
    "a pattern by parts of it",
    like("repo:acme/*"),
    like(["repo:acme/a*", "repo:acme/b*"]),
    "narrowed",
  ],
  [
    "patterns that overlap",
    like("repo:acme/app:*"),
    like("repo:acme/app*:environment:prod*"),
    "widened",
  ],
  [
    "another audience beside",
    like(MAIN),
    policy(statement({ StringEquals: keys({ sub: MAIN }) })),
    "widened",
  ],
  ["an id beside", like(MAIN), like(MAIN, { repository_id: "4242" }), "narrowed"],
  ["an id gone", like(MAIN, { repository_id: "4242" }), like(MAIN), "widened"],
  [
    "a subject by the claims it is made of",
    like("repo:acme/api:ref:refs/heads/main"),
    like("repo:acme/api:*", { ref: "refs/heads/main" }),
    "widened",
  ],
  [
    "a Deny beside",
    like("repo:acme/api:*"),
    policy(...statementsOf(like("repo:acme/api:*")), noPullRequests),
    "narrowed",
  ],
  [
    "a Deny gone",
    policy(...statementsOf(like("repo:acme/api:*")), noPullRequests),
    like("repo:acme/api:*"),
    "widened",
  ],
  [
    "a pattern under a Deny by an exact subject",
    policy(...statementsOf(like("repo:acme/api:*")), noPullRequests),
    like(MAIN),
    "narrowed",
  ],
  ["operators of another name", like(MAIN), list(MAIN), "equal"],
  [
    "another order",
    list(MAIN, "repo:acme/web:ref:refs/heads/main"),
    list("repo:acme/web:ref:refs/heads/main", MAIN),
    "equal",
  ],
  ["one more of many", list(...many(60)), list(...many(61)), "widened"],
  ["one less of many", list(...many(61)), list(...many(60)), "narrowed"],
  ["text by an object", JSON.stringify(like(MAIN)), like(MAIN), "equal"],
  ["nothing by a role", undefined, like(MAIN), "widened"],
  ["a role by nothing", like(MAIN), undefined, "narrowed"],
  ["a document by none that can be read", like(MAIN), "{", "not proven"],
  ["another account", account("111111111111"), account("222222222222"), "widened"],
  ["a condition gone", account("111111111111", external), account("111111111111"), "not proven"],
  ["a condition beside", account("111111111111"), account("111111111111", external), "narrowed"],
  ["everyone", account("111111111111"), account("*"), "widened"],
  [
    "a key of the request gone",
    policy(statement({ ...external, StringLike: keys({ sub: MAIN }) })),
    policy(statement({ StringLike: keys({ sub: MAIN }) })),
    "not proven",
  ],
  ["a service account", service("api"), service("a*"), "widened"],
  ["a provider named by host", undefined, of("accounts.google.com", {}), "widened"],
  [
    "another application of a provider",
    of("www.amazon.com", { app_id: "amzn1.a" }),
    of("www.amazon.com", { app_id: ["amzn1.a", "amzn1.b"] }),
    "widened",
  ],
  [
    "another user of a provider",
    of("graph.facebook.com", { app_id: "1", id: ["x", "y"] }),
    of("graph.facebook.com", { app_id: "1", id: "x" }),
    "narrowed",
  ],
  [
    "another way of signing in",
    of("cognito-identity.amazonaws.com", { aud: "a:b", amr: "authenticated" }),
    of("cognito-identity.amazonaws.com", { aud: "a:b", amr: ["authenticated", "login:a:b"] }),
    "widened",
  ],
];

function of(host: string, claims: Json) {
  return policy(
    statement({ StringEquals: keys(claims, host) }, { Principal: { Federated: host } }),
  );
}

function service(name: string) {
  const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/A";
  const Principal = { Federated: PROVIDER.replace(/[^/]+$/, issuer) };
  const subject = { sub: `system:serviceaccount:shop:${name}` };
  return policy(statement({ StringLike: keys(subject, issuer) }, { Principal }));
}

describe("compare", () => {
  it.each(TABLE)("%s", (_, before, after, change) => {
    const comparison = compare(before, after);
    expect(comparison.change).toBe(change);
    for (const { token } of comparison.widenings) {
      if (token === undefined) continue;
      expect(opens(after, token).opens).toBe(true);
      if (before !== undefined) expect(opens(before, token).opens).toBe(false);
    }
    if (change === "widened") {
      const shown = comparison.widenings.some(({ token, principal }) => token ?? principal);
      expect(shown).toBe(true);
    }
  });

  it("finds every document equal to itself", () => {
    const odd = [...ADMITTED, ...REVIEWED, ...DENIED]
      .filter(([, document]) => document !== undefined)
      .filter(([, document]) => compare(document, document).change !== "equal");
    expect(odd.map(([what]) => what)).toEqual([]);
  });
});

describe("admitted", () => {
  it.each([
    [like(MAIN), ['jobs of acme/api, branch main, with aud "sts.amazonaws.com"']],
    [
      like("repo:acme/*"),
      ['any GitHub job whose sub like "repo:acme/*", with aud "sts.amazonaws.com"'],
    ],
    [account("1"), ["the principal 1"]],
    [policy(), ["anyone (the document cannot be read)"]],
    [policy(noPullRequests), ["nobody"]],
  ])("%j", (document, words) => {
    expect(admitted(document)).toEqual(words);
  });
});
