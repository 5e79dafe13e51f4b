import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const repository = path.resolve(__dirname, "../..");
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "airside-line-"));
  const reporter = path.join(repository, "test/support/reporter.ts");
  const test = {
    globals: true,
    pool: "threads",
    include: ["*.test.mjs"],
    reporters: ["default", reporter],
  };
  fs.writeFileSync(
    path.join(folder, "vitest.config.mjs"),
    `export default ${JSON.stringify({ test })}`,
  );
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Runs test files in a vitest of their own: how it ended, and the lines of the closing report. */
function run(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  const vitest = path.join(repository, "node_modules/vitest/vitest.mjs");
  const ended = spawnSync(process.execPath, [vitest, "run", "--root", folder], {
    encoding: "utf8",
  });
  const lines = ended.stdout.trimEnd().split("\n");
  return {
    code: ended.status,
    skips: lines.filter((line) => line.startsWith("SKIPPED")),
    last: lines.at(-1),
  };
}

it("counts, and names each skipped test with its reason", () => {
  const text = `it("runs", () => {}); it("waits", ({ skip }) => skip("no cluster here"));
    it.skip("sleeps", () => {}); describe("group", () => it.todo("is planned"));`;
  expect(run({ "a.test.mjs": text })).toEqual({
    code: 0,
    skips: [
      "SKIPPED a.test.mjs > waits: no cluster here",
      "SKIPPED a.test.mjs > sleeps: no reason given",
      "SKIPPED a.test.mjs > group > is planned: not written yet",
    ],
    last: "1 passed, 0 failed, 3 skipped",
  });
});

it("fails with a failed test", () => {
  const files = { "a.test.mjs": `it("a", () => {}); it("b", () => expect(1).toBe(2));` };
  expect(run(files)).toEqual({ code: 1, skips: [], last: "1 passed, 1 failed, 0 skipped" });
});

it("counts as failed what fails outside of a test", () => {
  const late = `it("a", () => { setTimeout(() => { throw new Error("late") }); return new Promise((done) => setTimeout(done, 50)) });`;
  const files = {
    "late.test.mjs": late,
    "load.test.mjs": 'throw new Error("does not load");',
    "hook.test.mjs": 'beforeAll(() => { throw new Error("hook") }); it("never runs", () => {});',
  };
  const { code, last } = run(files);
  expect(code).toBe(1);
  expect(last).toMatch(/^1 passed, 3 failed, /);
});

it.each([
  ["there is none", {}],
  ["all are skipped", { "a.test.mjs": 'it.skip("a", () => {});' }],
])("fails when no test ran: %s", (_why, files) => {
  const { code, last } = run(files);
  expect(code).toBe(1);
  expect(last).toMatch(/^0 passed, 0 failed, \d skipped$/);
});
