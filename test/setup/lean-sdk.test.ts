import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const compiled = join(process.cwd(), "dist/setup/lean-sdk.js");

/** Runs a script after the SDK was loaded lean, in a process of its own as programs and packs are. */
const script = (text: string) =>
  `require(${JSON.stringify(compiled)}).withoutClosures(); const pulumi = require("@pulumi/pulumi"); ${text}`;

describe.skipIf(!existsSync(compiled))("withoutClosures", () => {
  it("keeps the compiler and npm's resolver out of a program", () => {
    const loaded = execFileSync(
      process.execPath,
      ["-e", script('console.log(Object.keys(require.cache).join("\\n"))')],
      { encoding: "utf8" },
    );
    expect(loaded).toContain("@pulumi/pulumi/index.js");
    expect(loaded).not.toMatch(/typescript\/lib\/typescript\.js|pacote/);
  });

  it("says so to whoever wants to serialise a function all the same", () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ["-e", script("pulumi.runtime.serializeFunction(() => 1)")],
      { encoding: "utf8" },
    );
    expect(status).not.toBe(0);
    expect(stderr).toContain("functions are never serialised here");
  });
});
