import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { airside } from "../support/command-line";
import { harmless } from "./workflows/hostile";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "airside-workflows-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const check = (...args: string[]) => airside("workflows", "check", ...args);

describe("airside workflows check", () => {
  it("says that what is called like a workflow is a folder", async () => {
    writeFileSync(join(folder, "a.yml"), harmless);
    mkdirSync(join(folder, "dir.yml"));
    expect(await check(folder)).toEqual({
      code: 2,
      stdout: "",
      stderr: `airside: cannot read ${join(folder, "dir.yml")}: it is a folder\n`,
    });
  });

  it("reads what is neither a file nor a folder, such as a pipe", async () => {
    expect(await check("/dev/null")).toEqual({
      code: 1,
      stdout:
        "/dev/null:1 high workflow-readable: a workflow must have jobs\n1 workflow, 1 finding\n",
      stderr: "",
    });
  });

  it("counts workflows and findings", async () => {
    const fine = join(folder, "a.yml");
    writeFileSync(fine, harmless);
    const answer = (stdout: string) => ({ code: 0, stdout, stderr: "" });
    expect(await check(fine)).toEqual(answer("1 workflow, 0 findings\n"));
    expect(await check(fine, fine)).toEqual(answer("2 workflows, 0 findings\n"));
  });

  it("names a path that does not exist, or holds no workflow", async () => {
    const none = join(folder, "none");
    expect(await check(none)).toEqual({
      code: 2,
      stdout: "",
      stderr: `airside: ${none} does not exist; name a workflow file or a folder of them\n`,
    });
    expect(await check(folder)).toEqual({
      code: 2,
      stdout: "",
      stderr: `airside: ${folder} holds no .yml or .yaml file\n`,
    });
  });
});
