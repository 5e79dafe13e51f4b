import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Budget } from "../../access/budget";
import { glob, literal } from "../../access/glob";
import { passes, type Test } from "../../access/language";
import { renamed } from "../../access/renaming";
import { mayPass, tokenBeyond } from "../../access/witness";

const GITHUB = "token.actions.githubusercontent.com";

const asks = (claim: string, pattern: string, positive = true): Test => ({
  claim,
  positive,
  globs: [positive ? glob(pattern) : literal(pattern)],
  ifAbsent: !positive,
});

/** Patterns of one form about a repository. */
const FORMS: readonly ((name: string) => Test[])[] = [
  (name) => [asks("sub", `repo:acme/${name}:*`)],
  (name) => [asks("sub", `repo:acme*/${name}:ref:refs/heads/main`)],
  (name) => [asks("sub", `repo:acme/${name}:*`), asks("environment", "production", false)],
  (name) => [asks("sub", `repo:acme/${name}:*`), asks("repository", `acme/${name}`)],
  (name) => [asks("sub", `repo:${name}/${name}:environment:*`)],
  (name) => [asks("sub", `repo:acme@*/${name}@*:pull_request`)],
  (name) => [asks("sub", `repo:acme/${name}:*`), asks("job_workflow_ref", `acme/${name}/*`)],
  (name) => [asks("sub", `repo:acme/${name}:*:${name}`)],
];
const NAMES = ["checkout", "billings", "check-in", "Checkout", "mnnnnnnn", "xxxxxxxx", "12345678"];
/** Words that GitHub writes itself. */
const ODD = ["refs", "heads", "main", "pull", "merge", "deploy", "workflows", "x1", "api"];

const answer = (tests: readonly Test[]) => tokenBeyond(tests, [], GITHUB, new Budget());

describe("a question about another repository", () => {
  it("has the same answer, but for the name", () => {
    for (const form of FORMS) {
      const answers = NAMES.map((name) =>
        JSON.stringify(answer(form(name))).replaceAll(name, "NAME"),
      );
      expect(new Set(answers).size, answers.join("\n")).toBe(1);
    }
  });

  it("is answered by a token that passes, whatever the name", () => {
    const property = fc.property(
      fc.constantFrom(...FORMS),
      fc.constantFrom(...NAMES, ...ODD),
      (form, name) => {
        const tests = form(name);
        const token = answer(tests);
        if (typeof token === "string") throw new Error(`${token} for ${name}`);
        for (const test of tests) expect(passes(test, token[test.claim])).toBe(true);
        expect(mayPass(tests, [], GITHUB)).toBe(true);
        expect(answer(tests)).toEqual(token);
      },
    );
    fc.assert(property, { numRuns: 500, seed: 20261127 });
  });

  it("gives nothing back that the question itself does not admit", () => {
    const [wanted] = [asks("sub", "repo:acme/checkout:*")];
    const excluded = [[asks("environment", "checkout")]];
    const other = renamed({ wanted: [wanted], excluded, key: "repo:acme/checkout:* checkout" });
    expect(other?.key).toBe("repo:acme/mnnnnnnn:* mnnnnnnn");
    const token = { sub: "repo:acme/mnnnnnnn:environment:x", environment: "x" };
    expect(other?.back(token)).toEqual({
      sub: "repo:acme/checkout:environment:x",
      environment: "x",
    });
    expect(other?.back({ ...token, environment: "mnnnnnnn" })).toBeUndefined();
    expect(other?.back({ sub: "repo:acme/other:pull_request" })).toBeUndefined();
  });

  it.each(["repo:acme/refs:*", "repo:acme/api:*", "repo:acme/*", "*", "repo:acme/a.b.c.d:*"])(
    "is not asked for %s",
    (pattern) => {
      const question = { wanted: [asks("sub", pattern)], excluded: [], key: pattern };
      expect(renamed(question)).toBeUndefined();
    },
  );

  it("costs the same whether it is found or remembered", () => {
    const ask = (tests: readonly Test[], left: number) =>
      tokenBeyond(tests, [], GITHUB, new Budget(undefined, left));
    // No template ends like this, so that it takes no step to say that there is none.
    const free = [asks("sub", "?repo:")];
    expect([ask(free, -1), ask(free, -1)]).toEqual(["none", "none"]);
    const dear = [asks("sub", "repo:acme*/checkout-costs:*")];
    expect([ask(dear, 5), typeof ask(dear, 5_000), ask(dear, 5)]).toEqual([
      "not proven",
      "object",
      "not proven",
    ]);
  });
});
