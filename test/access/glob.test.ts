import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type Glob, glob, joined, literal } from "../../access/glob";

const piece = fc.constantFrom("*", "?", "a", "b", "ab", "A", "\\", "é", "😀", "\ud83d", "\ude00");
const text = fc.array(piece, { maxLength: 7 }).map((parts) => parts.join(""));
const plain = text.map((each) => each.replace(/[*?]/g, "a"));

/** What a pattern matches, by the definition: `*` any run of characters, `?` any one. */
function fits(pattern: readonly string[], value: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return value.length === 0;
  if (first === "*") {
    return fits(rest, value) || (value.length > 0 && fits(pattern, value.slice(1)));
  }
  return value.length > 0 && (first === "?" || first === value[0]) && fits(rest, value.slice(1));
}

/** The same, character by character through the automaton. */
function reads(pattern: Glob, value: string): boolean {
  const automaton = pattern.automaton();
  let state = automaton.start();
  for (const character of value) state = automaton.step(state, character);
  return automaton.accepts(state);
}

describe("a pattern", () => {
  it("matches what it is defined to match, by either way of looking", () => {
    const property = fc.property(text, plain, fc.boolean(), (pattern, value, ignoreCase) => {
      const made = glob(pattern, ignoreCase);
      const fold = (each: string) => (ignoreCase ? each.toLowerCase() : each);
      const expected = fits([...fold(pattern)], [...fold(value)]);
      expect(made.matches(value)).toBe(expected);
      expect(reads(made, value)).toBe(expected);
    });
    fc.assert(property, { numRuns: 3000, seed: 20261127 });
  });

  it.each([
    ["repo:acme/*", "repo:acme/", ""],
    ["repo:acme/api:ref:refs/heads/main", "repo:acme/api:ref:refs/heads/main", undefined],
    ["*:x?y", "", "y"],
    ["a*b*c", "a", "c"],
  ])("knows how %s begins and ends", (pattern, prefix, suffix) => {
    expect(glob(pattern).prefix).toBe(prefix);
    expect(glob(pattern).suffix).toBe(suffix ?? pattern);
  });

  it("tells a literal wildcard from one that is none", () => {
    const mixed = joined(
      [
        { text: "a*", wild: true },
        { text: "*b", wild: false },
      ],
      false,
    );
    expect(mixed.text).toBe("a**b");
    expect([mixed.prefix, mixed.suffix]).toEqual(["a", "*b"]);
    expect([mixed.matches("ax*b"), mixed.matches("axxb")]).toEqual([true, false]);
    const keys = [mixed, glob("a*b"), literal("a*b"), glob("a*b", true)].map(({ key }) => key);
    expect(new Set(keys).size).toBe(4);
  });

  it("takes another name in place of one, where nothing hinders it", () => {
    const renamed = (pattern: Glob) => pattern.renamed("api", "web")?.text;
    expect(renamed(glob("repo:acme/api:*"))).toBe("repo:acme/web:*");
    expect(renamed(literal("repo:acme/api"))).toBe("repo:acme/web");
    expect(renamed(glob("repo:*"))).toBe("repo:*");
    expect(renamed(glob("repo:acme/api:*", true))).toBeUndefined();
    const mixed = [
      { text: "api*", wild: true },
      { text: "*", wild: false },
    ];
    expect(renamed(joined(mixed, false))).toBeUndefined();
  });
});
