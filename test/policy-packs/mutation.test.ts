import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(__dirname, "../..");

/** All rules and up to so many mutants of each by flag; else a few mutants of a few rules. */
const full = Number(process.env["AIRSIDE_MUTATION"] ?? 0);
const SAMPLE = [
  "governance/served-api-current",
  "governance/stack-size-bounded",
  "kubernetes/pod-security-host-namespaces",
  "kubernetes/cluster-endpoint-private",
];

interface Line {
  readonly rule: string;
  readonly tried: number;
  readonly unnoticed: readonly string[];
}

/** Runs the rules' own fixtures in a process of their own, against their mutated sources. */
async function mutate(files: readonly string[], most: number): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "airside-mutants-"));
  const report = join(folder, "report.ndjson");
  try {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const args = [vitest, "run", "--root", root, "--testNamePattern", "notices mutants", ...files];
    const env = { ...process.env, AIRSIDE_MUTANTS: String(most), AIRSIDE_MUTANTS_REPORT: report };
    await new Promise((resolve) => {
      spawn(process.execPath, args, { cwd: root, env, stdio: "ignore" }).once("exit", resolve);
    });
    const lines = readFileSync(report, "utf8").trim().split("\n");
    return lines.map((line): Line => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it(
  `fixtures notice mutants of ${full > 0 ? "every rule" : "a few rules"}`,
  async () => {
    const files =
      full > 0 ? ["test/policy-packs/"] : SAMPLE.map((name) => `test/policy-packs/${name}.test.ts`);
    const lines = await mutate(files, full > 0 ? full : 8);
    const tried = lines.reduce((sum, line) => sum + line.tried, 0);
    const missed = lines.flatMap(({ rule, unnoticed }) =>
      unnoticed.map((change) => `${rule} ${change}`),
    );
    console.log(
      `mutants: ${tried - missed.length} noticed of ${tried} tried, ${lines.length} rules`,
    );
    if (full > 0) console.log(missed.join("\n"));
    expect(lines.length).toBeGreaterThanOrEqual(SAMPLE.length);
    // Some mutants mean the same as the source, so that not every one can be noticed.
    expect((tried - missed.length) / tried, missed.join("\n")).toBeGreaterThan(0.8);
  },
  full > 0 ? 3_600_000 : 120_000,
);
