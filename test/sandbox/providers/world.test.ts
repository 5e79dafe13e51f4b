import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

import { sandboxDirectory } from "../../../sandbox/providers/guard";
import { secret } from "../../../sandbox/providers/values";
import { listWorld, resetWorld, World } from "../../../sandbox/providers/world";

const CANARY = "canary-4f9a1c77";
const row = (id: string) => ({
  provider: "aws",
  scope: "111122223333/global",
  type: "aws:iam/role:Role",
  id,
  unique: `role|${id}`,
  urn: "urn",
  properties: { name: id, password: secret(CANARY) },
  given: ["name"],
});

function inFolder<Answer>(run: (folder: string) => Answer): Answer {
  const folder = mkdtempSync(join(tmpdir(), "airside-world-"));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  const answer = run(folder);
  if (answer instanceof Promise) return answer.finally(clear) as Answer;
  clear();
  return answer;
}

describe("World", () => {
  it("keeps no secret readable, and its key to its owner", () => {
    inFolder((folder) => {
      const world = new World(folder);
      world.write(() => world.put(row("a")));
      expect(world.find(row("a"))?.properties["password"]).toEqual(secret(CANARY));
      for (const file of readdirSync(folder)) {
        expect(readFileSync(join(folder, file), "latin1")).not.toContain(CANARY);
      }
      world.close();
      expect(statSync(join(folder, "world.key")).mode & 0o777).toBe(0o600);
      expect(JSON.stringify(listWorld(folder))).toContain("[secret]");
    });
  });

  it("makes all of a call's changes, or none", () => {
    inFolder((folder) => {
      const world = new World(folder);
      expect(() =>
        world.write(() => {
          world.put(row("a"));
          throw new Error("stopped");
        }),
      ).toThrow("stopped");
      expect(world.find(row("a"))).toBeUndefined();
      world.close();
    });
  });

  it("is cleared whole", () => {
    inFolder((folder) => {
      new World(folder).close();
      resetWorld(folder);
      expect(readdirSync(folder)).toEqual([]);
      expect(listWorld(folder)).toEqual([]);
    });
  });

  const compiled = join(process.cwd(), "dist/sandbox/providers/world.js");
  it.skipIf(!existsSync(compiled))(
    "takes the writes of eight processes at once",
    async () => {
      await inFolder(async (folder) => {
        const script = `const { World } = require(process.argv[1]);
        const world = new World(process.argv[2]);
        for (let i = 0; i < 25; i++) world.write(() => world.put({ provider: "p", scope: "s", type: "t",
          id: process.argv[3] + "-" + i, unique: null, urn: "", properties: {}, given: [] }));`;
        const run = promisify(execFile);
        await Promise.all(
          Array.from({ length: 8 }, (_, index) =>
            run(process.execPath, ["-e", script, compiled, folder, `${index}`]),
          ),
        );
        expect(listWorld(folder)).toHaveLength(200);
      });
    },
    30_000,
  );
});

describe("sandboxDirectory", () => {
  it.each([
    [{}, "AIRSIDE_SANDBOX_DIR names a directory by its absolute path"],
    [{ AIRSIDE_SANDBOX_DIR: "sandbox" }, 'but it is "sandbox"'],
    [{ AIRSIDE_SANDBOX_DIR: "/tmp" }, "PULUMI_BACKEND_URL is not set"],
    [{ AIRSIDE_SANDBOX_DIR: "/tmp/a", PULUMI_BACKEND_URL: "file:///tmp/b" }, "inside the sandbox"],
    [
      { AIRSIDE_SANDBOX_DIR: "/tmp/a", PULUMI_BACKEND_URL: "file:///tmp/a/../b" },
      "inside the sandbox",
    ],
    [{ AIRSIDE_SANDBOX_DIR: "/tmp/a", PULUMI_BACKEND_URL: "file:///tmp/ab" }, "inside the sandbox"],
    [{ AIRSIDE_SANDBOX_DIR: "/tmp/a", PULUMI_BACKEND_URL: "s3://user:word@bucket" }, '"s3://…"'],
    [
      { AIRSIDE_SANDBOX_DIR: "/tmp/a", PULUMI_BACKEND_URL: "https://api.pulumi.com" },
      '"https://…"',
    ],
  ])("refuses %j", (environment, problem) => {
    expect(() => sandboxDirectory(environment)).toThrow(problem);
  });

  it("takes a backend inside it", () => {
    const environment = {
      AIRSIDE_SANDBOX_DIR: "/tmp/a",
      PULUMI_BACKEND_URL: "file:///tmp/a/state?metadata=skip",
    };
    expect(sandboxDirectory(environment)).toBe("/tmp/a");
  });
});
