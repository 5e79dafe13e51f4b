import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { evaluate } from "../../../policy-packs/lib/evaluate";
import { readSettings } from "../../../policy-packs/lib/settings";
import { rules } from "../../../policy-packs/runners/rules";
import {
  branchStacks,
  MAPPED,
  organizationStacks,
  OUT_OF_SCOPE,
  settingsPage,
} from "./github-settings";

const ROOT = join(__dirname, "../../..");
const CORPUS = join(process.cwd(), "../shared/corpora/github-settings.json");

interface Case {
  readonly check: string;
  readonly file: string;
  readonly expected: "deny" | "admit";
  readonly settings: unknown;
}

const present = existsSync(CORPUS);
const MISSING = "the labelled settings are not beside this checkout";
const cases: readonly Case[] = present ? JSON.parse(readFileSync(CORPUS, "utf8")).cases : [];

/** The paths that the pack finds in a stack, unknown ones apart. */
function found(stack: ReturnType<typeof branchStacks>[number], rule: string): string[] {
  const settings = readSettings({ now: "2026-11-22T12:00:00Z" });
  return evaluate(rules, settings, stack)
    .filter((finding) => finding.rule === rule && !finding.unknown)
    .map(({ path }) => path);
}

describe("settings of GitHub, labelled", () => {
  it("are each mapped or out of scope, with the reason", ({ skip }) => {
    skip(!present, MISSING);
    const known = [...MAPPED, ...OUT_OF_SCOPE].map(({ check }) => check);
    expect([...new Set(cases.map(({ check }) => check))].toSorted()).toEqual(known.toSorted());
    expect(OUT_OF_SCOPE.filter(({ why }) => !/^[A-Z`].{20,}\.$/.test(why))).toEqual([]);
  });

  it("are refused and admitted at their leaf, in every form of resource", ({ skip }) => {
    skip(!present, MISSING);
    let judged = 0;
    const wrong = cases.flatMap(({ check, file, expected, settings }) => {
      const mapped = MAPPED.find((each) => each.check === check);
      if (mapped === undefined) return [];
      const { rule, leaves } = mapped;
      const translate = rule === "default-branch-protected" ? branchStacks : organizationStacks;
      return translate(settings)
        .map((stack) => found(stack, rule))
        .filter((paths) => {
          judged += 1;
          const isRefused = paths.some((path) => leaves.includes(path.split(".").at(-1) ?? ""));
          return isRefused !== (expected === "deny");
        })
        .map((paths) => `${file}: ${expected}, found ${paths.join(", ") || "nothing"}`);
    });
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(45);
  });

  it("are written out in docs/github-settings.md", async () => {
    await expect(settingsPage()).toMatchFileSnapshot(join(ROOT, "docs/github-settings.md"));
  });
});
