import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { cacheDir, EngineProblem, findEntry, makeEntry } from "../../../sandbox/engine/cache";

const entry = { name: "engine/1.2.3", files: ["bin/tool"] };
let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "airside-cache-"));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

async function fill(folder: string, text = "whole"): Promise<void> {
  fs.mkdirSync(path.join(folder, "bin"));
  fs.writeFileSync(path.join(folder, "bin/tool"), text);
}

it("lies where the XDG specification has it, which ignores relative values", () => {
  expect(cacheDir({ XDG_CACHE_HOME: "/var/cache/me" })).toBe("/var/cache/me/airside");
  const usual = path.join(os.homedir(), ".cache/airside");
  expect(cacheDir({})).toBe(usual);
  expect(cacheDir({ XDG_CACHE_HOME: "" })).toBe(usual);
  expect(cacheDir({ XDG_CACHE_HOME: "here" })).toBe(usual);
});

describe("an entry", () => {
  it("is found once it is made", async () => {
    expect(findEntry(entry, root)).toBeUndefined();
    const made = await makeEntry(entry, fill, root);
    expect(findEntry(entry, root)).toBe(made);
    expect(fs.readdirSync(path.join(root, "engine"))).toEqual(["1.2.3"]);
  });

  it("is not found when it was written by halves, by whatever wrote it", async () => {
    const made = path.join(root, entry.name);
    fs.mkdirSync(made, { recursive: true });
    await fill(made);
    expect(findEntry(entry, root)).toBeUndefined();

    await makeEntry(entry, fill, root);
    fs.truncateSync(path.join(made, "bin/tool"), 2);
    expect(findEntry(entry, root)).toBeUndefined();

    await makeEntry(entry, (folder) => fill(folder, "anew"), root);
    expect(fs.readFileSync(path.join(made, "bin/tool"), "utf8")).toBe("anew");
  });

  it("is not made, and leaves nothing behind, when its filling fails or lacks a file", async () => {
    const failing = makeEntry(entry, () => Promise.reject(new Error("no luck")), root);
    await expect(failing).rejects.toThrow("no luck");
    await expect(makeEntry(entry, async () => {}, root)).rejects.toThrow("ENOENT");
    expect(fs.readdirSync(path.join(root, "engine"))).toEqual([]);
  });

  it("stays the one of whoever was first", async () => {
    await makeEntry(
      entry,
      async (folder) => {
        await fill(folder, "second");
        const meanwhile = path.join(root, entry.name);
        fs.mkdirSync(meanwhile);
        await fill(meanwhile, "first!");
        fs.writeFileSync(path.join(meanwhile, "complete.json"), '{"bin/tool":6}');
      },
      root,
    );
    expect(fs.readFileSync(path.join(root, entry.name, "bin/tool"), "utf8")).toBe("first!");
  });

  it("removes what a process that is gone left half-written, and nothing else", async () => {
    const gone = spawnSync(process.execPath, ["-e", "0"]).pid;
    const folder = path.join(root, "engine");
    for (const name of [`1.2.3.part-${gone}`, `1.2.3.part-${process.ppid}`, "1.2.3.mine"]) {
      fs.mkdirSync(path.join(folder, name, "bin"), { recursive: true });
    }
    await makeEntry(entry, fill, root);
    expect(fs.readdirSync(folder).sort()).toEqual(
      ["1.2.3", "1.2.3.mine", `1.2.3.part-${process.ppid}`].sort(),
    );
  });
});

describe("a cache that cannot be used is told in one line", () => {
  it("a file in its place", async () => {
    const file = path.join(root, "file");
    fs.writeFileSync(file, "");
    const making = makeEntry(entry, fill, path.join(file, "airside"));
    await expect(making).rejects.toThrow(EngineProblem);
    await expect(making).rejects.toThrow(
      `the cache ${file}/airside cannot be used: there is a file where a folder is needed; move it away, ` +
        "or point XDG_CACHE_HOME to another folder",
    );
  });

  it.each([
    ["ENOSPC", "the disk is full; free about 3 GB"],
    ["EFBIG", "a file-size limit is in force; lift it (ulimit -f unlimited)"],
    ["EROFS", "it is on a read-only file system"],
    ["EACCES", "it is not writable; give yourself the right to write there"],
  ])("%s", async (code, reason) => {
    const failure = Object.assign(new Error("write failed"), { code });
    await expect(makeEntry(entry, () => Promise.reject(failure), root)).rejects.toThrow(
      `the cache ${root} cannot be used: ${reason}, or point XDG_CACHE_HOME to another folder`,
    );
  });

  it("a file-size limit, by the real system call", () => {
    const module = path.resolve(__dirname, "../../../sandbox/engine/cache.ts");
    const script = `
      import { makeEntry } from ${JSON.stringify(module)};
      import { writeFileSync } from "node:fs";
      const fill = async (folder) => writeFileSync(folder + "/big", Buffer.alloc(1 << 20));
      makeEntry({ name: "x", files: ["big"] }, fill, ${JSON.stringify(root)}).catch((error) => {
        console.log(error.message);
      });`;
    const { stdout } = spawnSync(
      "sh",
      ["-c", 'ulimit -f 8; exec "$0" --input-type=module --eval "$1"', process.execPath, script],
      { encoding: "utf8" },
    );
    expect(stdout).toContain(`the cache ${root} cannot be used: a file-size limit is in force`);
    expect(fs.readdirSync(root)).toEqual([]);
  });
});
