import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { collisionProblems, fittedName } from "../../../components/lib/names";

describe("fittedName", () => {
  it("leaves a name that fits alone and keeps two that begin alike apart", () => {
    expect(fittedName("payments", 16)).toBe("payments");
    const [one, other] = ["a".repeat(70), `${"a".repeat(69)}b`].map((name) => fittedName(name, 63));
    expect(one).toHaveLength(63);
    expect(one).not.toBe(other);
  });

  it("never passes the limit and ends in no dash before the hash", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "b", "-"), minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(name, fc.integer({ min: 16, max: 64 }), (text, limit) => {
        const fitted = fittedName(text, limit);
        expect(fitted.length).toBeLessThanOrEqual(limit);
        if (fitted !== text) expect(fitted).toMatch(/(^|[^-])-[0-9a-f]{8}$/);
      }),
      { seed: 20261122 },
    );
  });
});

describe("collisionProblems", () => {
  it("names both things, letter case aside", () => {
    const named: [string, string][] = [
      ["service a", "Pay"],
      ["service b", "shop"],
      ["service c", "pay"],
    ];
    expect(collisionProblems(named)).toEqual([
      'service c and service a would both be named "pay"; rename one of them',
    ]);
  });
});
