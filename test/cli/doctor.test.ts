import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { examine, type Part, report } from "../../cli/doctor/examine";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "airside-doctor-"));
  fs.mkdirSync(path.join(folder, "bin"));
  fs.symlinkSync("/bin/sh", path.join(folder, "bin/sh"));
  vi.stubEnv("PATH", path.join(folder, "bin"));
  vi.stubEnv("XDG_CACHE_HOME", path.join(folder, "cache"));
  vi.stubEnv("AIRSIDE_SANDBOX_DIR", path.join(folder, "box"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(folder, { recursive: true, force: true });
});

function tool(name: string, answer: string): string {
  const file = path.join(folder, "bin", name);
  fs.writeFileSync(file, `#!/bin/sh\necho ${answer}\n`, { mode: 0o755 });
  return file;
}

const partOf = (parts: readonly Part[], name: string) => parts.find((part) => part.name === name);

it("tells each part's version and place", async () => {
  const [pulumi, go, git] = [
    tool("pulumi", "v3.260.0"),
    tool("go", "go1.26.8"),
    tool("git", "git version 2.39.5"),
  ];
  const parts = await examine();
  expect(partOf(parts, "Node")).toEqual({
    name: "Node",
    status: "found",
    version: process.versions.node,
    where: process.execPath,
  });
  expect(partOf(parts, "Pulumi engine")).toEqual({
    name: "Pulumi engine",
    status: "found",
    version: "3.260.0",
    where: pulumi,
  });
  expect(partOf(parts, "Go")).toEqual({
    name: "Go",
    status: "found",
    version: "1.26.8",
    where: go,
  });
  expect(partOf(parts, "git")).toMatchObject({ status: "found", version: "2.39.5", where: git });
  expect(fs.readdirSync(folder)).toEqual(["bin"]);
});

it("tells what is missing, and what that costs", async () => {
  const parts = await examine();
  expect(partOf(parts, "Pulumi engine")).toEqual({
    name: "Pulumi engine",
    status: "missing",
    cost:
      "there is no pulumi on PATH; preview, up and the demo fetch 3.259.0 when they start: " +
      "from the network, else by a Go build of about five minutes and 3 GB",
  });
  expect(partOf(parts, "Go")).toEqual({
    name: "Go",
    status: "optional",
    cost: "without a network the engine cannot be built: install Go >= 1.26",
  });
  expect(partOf(parts, "git")).toMatchObject({ status: "optional" });
  expect(partOf(parts, "etcd")).toEqual({
    name: "etcd",
    status: "optional",
    cost: "tests that judge by it are skipped; `npm run parts -- etcd` builds it: 45 s, 27 MB",
  });
});

it("tells that the cache or the sandbox is a file", async () => {
  const file = tool("pulumi", "v3.1.0");
  vi.stubEnv("XDG_CACHE_HOME", file);
  const parts = await examine();
  expect(partOf(parts, "cache")).toEqual({
    name: "cache",
    status: "missing",
    where: path.join(file, "airside"),
    cost: `${file} is not a folder that can be written; point XDG_CACHE_HOME elsewhere`,
  });
  expect(partOf(parts, "Pulumi engine")?.cost).toMatch(
    /is v3\.1\.0 and 3\.259\.0 or newer is needed/,
  );
});

it("reads as one line a part, with a sign that is not a colour", () => {
  const text = report([
    { name: "Node", status: "found", version: "24.1.0", where: "/bin/node" },
    { name: "Go", status: "optional", cost: "nothing while the engine is there" },
    { name: "cache", status: "missing", where: "/c", cost: "it is full" },
  ]);
  expect(text).toBe(
    "ok  Node   24.1.0  /bin/node\n" +
      "--  Go     not found\n" +
      "           nothing while the engine is there\n" +
      "!!  cache  /c\n" +
      "           it is full\n",
  );
});
