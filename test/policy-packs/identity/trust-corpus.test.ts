import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

import { opens } from "../../../access/opens";
import { judge, reencodings } from "./trust-judge";

interface Labelled {
  readonly id: string;
  readonly expectedStrict: "deny" | "admit" | "review" | "out-of-scope";
  readonly policy: unknown;
  readonly probes?: readonly { claims: Record<string, unknown>; admitted: boolean }[];
}

const file = resolve(process.cwd(), "../shared/corpora/oidc-trust-policies.json");
const cases: Labelled[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).cases : [];

describe("labelled trust policies", () => {
  it("are at hand", ({ skip }) => {
    skip(cases.length === 0, "the labelled trust policies are not beside this checkout");
    expect(cases.length).toBeGreaterThan(30);
  });

  it.each(cases)("$id: $expectedStrict", ({ expectedStrict, policy }) => {
    check(expectedStrict, policy);
  });

  it.each(cases)(
    "$id: every way to write it has the same verdict",
    ({ expectedStrict, policy }) => {
      for (const [name, other] of Object.entries(reencodings(policy))) {
        expect(() => check(expectedStrict, other), name).not.toThrow();
      }
    },
  );

  it.each(cases.filter(({ probes }) => probes))("$id: tokens", ({ policy, probes = [] }) => {
    for (const { claims, admitted } of probes) {
      expect(opens(policy, claims), JSON.stringify(claims)).toMatchObject({ opens: admitted });
      expect(opens(JSON.stringify(policy), claims).opens).toBe(admitted);
    }
  });
});

function check(expected: Labelled["expectedStrict"], policy: unknown): void {
  const { findings } = judge(policy);
  const mandatory = findings.filter(({ level }) => level === "mandatory");
  const exact = findings.filter(({ rule }) => rule === "trust-subject-exact");
  if (expected === "deny") expect(mandatory).not.toEqual([]);
  else if (expected === "review") {
    expect(findings).not.toEqual([]);
    expect(exact).toEqual([]);
  } else expect(mandatory).toEqual([]);
  for (const { message } of exact) {
    const [, how, token] =
      /\. (Once somebody repairs it, i|I)t lets in (\{.*?\})\. Name/.exec(message) ?? [];
    expect(token, message).toBeDefined();
    if (how === "I") expect(opens(policy, JSON.parse(token ?? "")).why).toMatch(/admits it/);
  }
}
