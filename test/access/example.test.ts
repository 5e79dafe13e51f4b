import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { hasExample } from "../../access/example";
import { glob } from "../../access/glob";
import type { Test } from "../../access/language";
import { tokenBeyond } from "../../access/witness";

const GITHUB = "token.actions.githubusercontent.com";

const sub = (...patterns: string[]): Test => ({
  claim: "sub",
  positive: true,
  globs: patterns.map((pattern) => glob(pattern)),
  ifAbsent: false,
});
const NO_ENVIRONMENT: Test = { claim: "environment", positive: true, globs: [], ifAbsent: true };

describe("an example written into the pattern", () => {
  it.each([
    "repo:acme/api:*",
    "repo:acme/*",
    "repo:acme*/api:ref:refs/heads/main",
    "repo:acme/api:environment:*",
    "repo:*:pull_request",
    "*",
  ])("shows that %s admits somebody", (pattern) => {
    expect(hasExample([sub(pattern)], [], GITHUB)).toBe(true);
  });

  it.each<[string, readonly Test[], readonly (readonly Test[])[], string]>([
    ["no subject fits", [sub("repo:acme:*")], [], GITHUB],
    ["an environment is ruled out", [sub("repo:a/b:environment:*"), NO_ENVIRONMENT], [], GITHUB],
    ["all are kept out", [sub("repo:a/b:*")], [[sub("*")]], GITHUB],
    ["another claim is asked for", [sub("*"), { ...sub("x"), claim: "actor" }], [], GITHUB],
    ["the issuer is another", [sub("*")], [], "oidc.example"],
    ["the name is escaped", [sub("repo:a/b:environment:a%3A*")], [], GITHUB],
  ])("says nothing where %s", (_, wanted, excluded, issuer) => {
    expect(hasExample(wanted, excluded, issuer)).toBe(false);
  });

  it("is only given where a search finds a token as well", () => {
    const piece = fc.constantFrom(
      ...[
        "*",
        "?",
        "repo:",
        "a",
        "/",
        "b",
        ":",
        "ref:refs/heads/m",
        "environment:",
        "pull_request",
      ],
    );
    const pattern = fc.array(piece, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(""));
    const checked = fc.property(pattern, fc.boolean(), (text, outside) => {
      const wanted = outside ? [sub(text), NO_ENVIRONMENT] : [sub(text)];
      if (!hasExample(wanted, [], GITHUB)) return;
      expect(tokenBeyond(wanted, [], GITHUB)).not.toBe("none");
    });
    fc.assert(checked, { numRuns: 1000, seed: 20261127 });
  });
});
