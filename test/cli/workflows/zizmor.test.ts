import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { checkWorkflow } from "../../../cli/workflows/check";
import { findZizmor } from "../../support/zizmor";
import { hostile } from "./hostile";

/** Its audits of lane separation, and the rules of ours that answer for them. */
const COUNTERPARTS: Readonly<Record<string, readonly string[]>> = {
  "dangerous-triggers": ["dangerous-trigger"],
  "template-injection": ["script-injection"],
  "unpinned-uses": ["unpinned-uses"],
  "excessive-permissions": ["permissions-minimal"],
  "github-env": ["environment-file"],
  "cache-poisoning": ["cache-in-release"],
};

const zizmor = findZizmor();

describe.skipIf(!zizmor)(
  `zizmor agrees${zizmor ? "" : " (skipped: zizmor is not installed)"}`,
  () => {
    it("on every hostile workflow: what it calls high in these audits, we find too", () => {
      const folder = mkdtempSync(join(tmpdir(), "airside-zizmor-"));
      const workflows = join(folder, ".github", "workflows");
      mkdirSync(workflows, { recursive: true });
      for (const [index, { text }] of hostile.entries()) {
        writeFileSync(join(workflows, `${index}.yml`), text);
      }
      try {
        const missed = highFindings(zizmor ?? "", folder)
          .filter(({ audit }) => COUNTERPARTS[audit])
          .filter(({ audit, index }) => {
            const ours = checkWorkflow(hostile[index]?.text ?? "").map(({ rule }) => rule);
            return !COUNTERPARTS[audit]?.some((rule) => ours.includes(rule));
          })
          .map(({ audit, index }) => `${audit}: ${hostile[index]?.name}`);
        expect(missed).toEqual([]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  },
);

interface ZizmorFinding {
  ident: string;
  determinations: { severity: string };
  locations: { symbolic: { key: { Local?: { verbatim_path: string } } } }[];
}

function highFindings(command: string, folder: string): { audit: string; index: number }[] {
  const args = [
    "--offline",
    "--persona",
    "auditor",
    "--format",
    "json",
    "--no-exit-codes",
    "--quiet",
  ];
  const output = execFileSync(command, [...args, folder], { encoding: "utf8", maxBuffer: 1 << 26 });
  const high = (JSON.parse(output) as ZizmorFinding[]).filter(
    ({ determinations }) => determinations.severity === "High",
  );
  expect(high.length).toBeGreaterThan(30);
  return high.map(({ ident, locations }) => {
    const path = locations[0]?.symbolic.key.Local?.verbatim_path ?? "";
    return { audit: ident, index: Number(/(\d+)\.yml$/.exec(path)?.[1]) };
  });
}
