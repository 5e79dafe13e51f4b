import { describe, expect, it } from "vitest";

import { opens } from "../../../access/opens";
import { ADMITTED, DENIED, REVIEWED, type TrustCase } from "./trust-cases";
import { judge, reencodings } from "./trust-judge";

const LETS_IN = /\. (Once somebody repairs it, i|I)t lets in (\{.*?\})\. Name/;
const shown = (cases: readonly TrustCase[]) =>
  cases.map(([what, document]) => ({ what, document }));

function rulesOf(document: unknown) {
  return judge(document).findings.map(({ rule, level, message }) => `${level} ${rule}: ${message}`);
}

describe("trust policies of our own", () => {
  it("are many", () => {
    expect(DENIED.length + REVIEWED.length + ADMITTED.length).toBeGreaterThan(300);
  });

  it.each(shown(DENIED))("refuses $what", ({ document }) => {
    expect(judge(document).verdict, rulesOf(document).join("\n")).toBe("deny");
  });

  it.each(shown(REVIEWED))("leaves to a reviewer $what", ({ document }) => {
    expect(judge(document).verdict, rulesOf(document).join("\n")).toBe("review");
    expect(judge(document).findings.map(({ rule }) => rule)).not.toContain("trust-subject-exact");
  });

  it.each(shown(ADMITTED))("admits $what", ({ document }) => {
    expect(judge(document).verdict, rulesOf(document).join("\n")).toBe("admit");
  });

  it("says the same of every way to write them", () => {
    const differing: string[] = [];
    for (const [what, document] of [...DENIED, ...REVIEWED, ...ADMITTED]) {
      if (typeof document !== "object" || document === null) continue;
      if (!("Statement" in document) || !isPlain(document.Statement)) continue;
      const { verdict } = judge(document);
      for (const [name, other] of Object.entries(reencodings(document))) {
        // In China the same audience is AWS's own.
        if (name === "aws-cn" && what.includes("amazonaws.com.cn")) continue;
        const again = judge(other).verdict;
        if (again !== verdict) differing.push(`${what}, ${name}: ${again} and not ${verdict}`);
      }
    }
    expect(differing).toEqual([]);
  });

  it("shows a token with every refusal, one that enters unless the document is broken", () => {
    const wrong: string[] = [];
    for (const [what, document] of DENIED) {
      for (const { rule, message } of judge(document).findings) {
        if (rule !== "trust-subject-exact") continue;
        const [, how, token] = LETS_IN.exec(message) ?? [];
        const repaired = how !== "I";
        if (token === undefined) wrong.push(`${what}: ${message}`);
        else if (!repaired && !opens(document, JSON.parse(token)).opens) {
          wrong.push(`${what}: ${token}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

function isPlain(statements: unknown): boolean {
  const all = [statements].flat();
  return all.length > 0 && all.every((each) => typeof each === "object" && each !== null);
}
