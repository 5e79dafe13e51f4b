import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { entriesOf, parseJson } from "../../access/json";

/** The value with every object as its list of entries. */
function spread(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spread);
  const entries = entriesOf(value);
  return entries === undefined ? value : entries.map(([key, item]) => [key, spread(item)]);
}

const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

describe("JSON as IAM reads it", () => {
  it("is the same however it is spaced", () => {
    const key = fc.constantFrom("a", "A", "Sid", "1", "0", "__proto__", "toString", "é");
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(1, -0, 1e21, 0.5, true, null, "", "x", '"', "\u2028"),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    }));
    const property = fc.property(value, (each) => {
      const text = JSON.stringify(each);
      const read = spread(parseJson(text));
      expect(spread(parseJson(JSON.stringify(each, null, 2)))).toEqual(read);
      expect(spread(parseJson(` ${text}`))).toEqual(read);
    });
    fc.assert(property, { numRuns: 1000, seed: 20261127 });
  });

  it.each([
    ['{"a":1,"a":2}', [["a", 1], ["a", 2]]], // biome-ignore format: a row each
    ['{"a":1,"\\u0061":2}', [["a", 1], ["a", 2]]], // biome-ignore format: a row each
    ['{"b":{"x":1,"x":1}}', [["b", [["x", 1], ["x", 1]]]]], // biome-ignore format: a row each
  ])("keeps both keys of %s", (text, entries) => {
    expect(spread(parseJson(text))).toEqual(entries);
  });

  it.each(["", "{", "{}x", '{"a":}', "[1,]", "01", nested(66), ` ${nested(66)}`])(
    "says that %j is none",
    (text) => expect(parseJson(text)).toBeUndefined(),
  );

  it("reads as deep as 64 levels, with and without spaces", () => {
    expect(parseJson(nested(64))).toEqual(JSON.parse(nested(64)));
    expect(parseJson(` ${nested(64)}`)).toEqual(JSON.parse(nested(64)));
    const wide = `[${Array(100).fill("{}").join()}]`;
    expect(spread(parseJson(wide))).toEqual(Array(100).fill([]));
  });
});
