import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { checkout } from "../../sandbox/env";
import { needEngine } from "../support/engine";

const configuration = () =>
  execFileSync("git", ["status", "--porcelain", "stacks/config"], {
    cwd: checkout,
    encoding: "utf8",
  });

describe("the demo", () => {
  beforeEach(needEngine);

  it("goes as it promises, and leaves the checkout as it was", () => {
    const sandbox = mkdtempSync(join(tmpdir(), "airside-demo-"));
    const before = configuration();
    try {
      const env = { ...process.env, AIRSIDE_SANDBOX_DIR: sandbox };
      const file = join(checkout, "dist/sandbox/demo/demo.js");
      const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
        env,
        encoding: "utf8",
      });
      expect(status, stdout + stderr).toBe(0);
      expect(stdout).toContain("This is the sandbox");
      expect(stdout).toMatch(/Update of foundation\.demo: \d+ created/);
      expect(stdout).toMatch(/Preview of foundation\.demo: \d+ unchanged/);
      expect(stdout).toMatch(/✗ mandatory \(critical\) {2}trust-subject-exact[^✗]*Fix: /);
      expect(configuration()).toBe(before);
    } finally {
      rmSync(sandbox, { recursive: true, force: true });
    }
  }, 300_000);
});
