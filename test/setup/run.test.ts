import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Checkout } from "./checkout";

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.remove());

describe("a verb", () => {
  it("is refused by name when there is no such verb", async () => {
    const { code, stderr } = await checkout.run(["deploy"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'airside: unknown verb "deploy"; it is one of build, check, test, demo, bench, airside, parts\n',
    );
  });

  it("runs with its arguments, where it was called, and its exit code is passed on", async () => {
    checkout.fakeNpm();
    const { code, stdout } = await checkout.run(["airside", "3", "two words"]);
    expect(code).toBe(3);
    const cwd = fs.realpathSync(checkout.folder);
    expect(JSON.parse(stdout)).toEqual([process.version, cwd, "3", "two words"]);
    const typedIn = fs.realpathSync(checkout.path("cli"));
    const elsewhere = await checkout.run(["airside", "0"], { typedIn });
    expect(JSON.parse(elsewhere.stdout)).toEqual([process.version, typedIn, "0"]);
  });
});

describe("packages", () => {
  it("are installed once, without their scripts, and again when the lock file changes", async () => {
    checkout.fakeNpm();
    expect((await checkout.run(["build"])).code).toBe(0);
    expect((await checkout.run(["build"])).code).toBe(0);
    expect(checkout.npmCalls).toEqual([
      "ci --ignore-scripts --no-audit --no-fund --loglevel=error",
    ]);
    checkout.write("package-lock.json", '{"changed":true}');
    await checkout.run(["build"]);
    expect(checkout.npmCalls).toHaveLength(2);
  });

  it("say in one line that npm is missing", async () => {
    const { code, stderr } = await checkout.run(["build"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "airside: npm is not on PATH; it comes with Node: install Node >= 24 and try again\n",
    );
  });

  it("say in one line why npm failed, and are installed anew the next time", async () => {
    checkout.fakeNpm("echo 'npm error code E404\nnpm error nothing there' >&2; exit 7");
    const { code, stderr } = await checkout.run(["build"]);
    expect(code).toBe(2);
    expect(stderr.split("\n").at(-2)).toBe("airside: npm ci failed (7): code E404; nothing there");
    checkout.fakeNpm();
    expect((await checkout.run(["build"])).code).toBe(0);
  });

  it("are never installed into the target of a link", async () => {
    checkout.fakeNpm();
    checkout.write("elsewhere/precious", "");
    fs.symlinkSync(checkout.path("elsewhere"), checkout.path("node_modules"));
    const { code, stderr } = await checkout.run(["build"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^airside: node_modules is a link to .*elsewhere, which/);
    expect(checkout.npmCalls).toEqual([]);
  });
});

describe("Node 24", () => {
  const old = findOldNode();

  it("is asked for by name where the copy from npm does not start", async ({ skip }) => {
    if (old === undefined) return skip("no Node older than 24 on PATH");
    const copy = `node_modules/node-${process.platform}-${process.arch}/bin/node`;
    checkout.fakeNpm(`mkdir -p ${path.dirname(copy)}; printf '#!/bin/sh\\nexit 5' > ${copy}`);
    const { code, stderr } = await checkout.run(["build"], { node: old });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /airside: Airside runs on Node >= 24 and this is v2\S+; install Node >= 24 and put it first on PATH \(the copy from npm, \S+, does not start: EACCES\)\n$/,
    );
  });

  it("is asked for by name where npm has no copy", async ({ skip }) => {
    if (old === undefined) return skip("no Node older than 24 on PATH");
    checkout.fakeNpm();
    const { code, stderr } = await checkout.run(["build"], { node: old });
    expect(code).toBe(2);
    expect(stderr).toContain(`(npm has no copy for ${process.platform} ${process.arch})`);
  });

  it("comes from npm when an older Node started setup", async ({ skip }) => {
    if (old === undefined) return skip("no Node older than 24 on PATH");
    const folder = `node_modules/node-${process.platform}-${process.arch}/bin`;
    checkout.fakeNpm(`mkdir -p ${folder}; ln -s '${process.execPath}' ${folder}/node`);
    const { code, stdout } = await checkout.run(["airside", "0"], { node: old });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)[0]).toBe(process.version);
  });
});

describe("the build", () => {
  beforeEach(() => checkout.fakeNpm());

  it("does nothing when nothing changed, and follows every change of a source", async () => {
    await checkout.run(["build"]);
    expect((await checkout.run(["build"])).stderr).toBe("setup: the build is up to date\n");

    checkout.write("cli/extra.ts", "export const extra = 1;\n");
    expect((await checkout.run(["build"])).stderr).toMatch(/compiling/);
    expect(fs.existsSync(checkout.path("dist/cli/extra.js"))).toBe(true);

    fs.rmSync(checkout.path("cli/extra.ts"));
    await checkout.run(["build"]);
    expect(fs.existsSync(checkout.path("dist/cli/extra.js"))).toBe(false);
    expect(fs.existsSync(checkout.path("dist/cli/extra.js.map"))).toBe(false);
  });

  it("makes an output again that is missing", async () => {
    await checkout.run(["build"]);
    fs.rmSync(checkout.path("dist/cli/main.js"));
    await checkout.run(["build"]);
    expect(fs.existsSync(checkout.path("dist/cli/main.js"))).toBe(true);
  });

  it("carries the data files that stand beside the code", async () => {
    checkout.write("sandbox/providers/tables/aws.json", '{"a":1}');
    await checkout.run(["build"]);
    expect(fs.readFileSync(checkout.path("dist/sandbox/providers/tables/aws.json"), "utf8")).toBe(
      '{"a":1}',
    );
  });

  it("shows what does not compile, and then counts as no build", async () => {
    await checkout.run(["build"]);
    checkout.write("cli/wrong.ts", "export const wrong: number = 'x';\n");
    const { code, stderr } = await checkout.run(["build"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /airside: the sources do not compile:\ncli\/wrong\.ts\(1,14\): error TS2322/,
    );
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(fs.existsSync(checkout.path("dist/.build.json"))).toBe(false);
  });

  it.each([
    ["a file in its place", "unlimited", true],
    ["a file-size limit", "0", false],
  ])("says in one line that it cannot be written: %s", async (_what, limit, inTheWay) => {
    await checkout.run(["build"]);
    fs.rmSync(checkout.path("dist"), { recursive: true });
    if (inTheWay) checkout.write("dist", "");
    const { code, stderr } = await checkout.run(["build"], { limit });
    expect(code).toBe(2);
    expect(stderr.split("\n").at(-2)).toMatch(
      inTheWay
        ? /^airside: cannot write \S+dist\S*: there is a file where a folder is needed$/
        : /^airside: cannot write \S+: (file too large|a file-size limit is in force)/,
    );
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it("stops a program that is older than its sources, by content and not by date", async () => {
    checkout.write(
      "stacks/index.ts",
      'import { stopIfStale } from "../setup/stale-build";\nstopIfStale();\nconsole.log("runs");\n',
    );
    await checkout.run(["build"]);
    const program = () => {
      try {
        return execFileSync(process.execPath, [checkout.path("dist/stacks/index.js")], {
          encoding: "utf8",
          stdio: "pipe",
        });
      } catch (error) {
        return (error as { readonly stderr: string }).stderr;
      }
    };
    expect(program()).toBe("runs\n");

    const now = new Date();
    fs.utimesSync(checkout.path("cli/main.ts"), now, now);
    expect(program()).toBe("runs\n");

    fs.appendFileSync(checkout.path("cli/main.ts"), "// changed\n");
    expect(program()).toContain(
      "the build in dist/ is older than the sources: run `npm run build`",
    );

    await checkout.run(["build"]);
    checkout.write("access/new.ts", "export const one = 1;\n");
    expect(program()).toContain("run `npm run build`");
  });
});

describe("the lock", () => {
  const bornAt = (pid: number) => {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  };

  beforeEach(() => checkout.fakeNpm());

  it("makes a second setup wait for the living holder, whom it names", async ({ skip }) => {
    if (!fs.existsSync("/proc/self/stat")) return skip("no /proc on this system");
    const holder = { pid: process.pid, born: bornAt(process.pid) };
    checkout.write(".setup.lock", JSON.stringify(holder));
    let waited = false;
    const { code, stderr } = await checkout.run(["build"], {
      onStderr: (text) => {
        if (!waited && text.includes(`(process ${process.pid})`)) {
          waited = true;
          setTimeout(() => fs.rmSync(checkout.path(".setup.lock")), 300);
        }
      },
    });
    expect(code).toBe(0);
    expect(stderr.split("\n")[0]).toBe(
      `setup: another setup is at work in this checkout (process ${process.pid}); waiting for it to end`,
    );
  });

  it("is taken over from a holder that is gone, or whose number another process has now", async ({
    skip,
  }) => {
    if (!fs.existsSync("/proc/self/stat")) return skip("no /proc on this system");
    const gone = spawn(process.execPath, ["-e", "0"]);
    await new Promise((resolve) => gone.on("close", resolve));
    for (const holder of [
      { pid: gone.pid, born: "1" },
      { pid: process.pid, born: "1" },
    ]) {
      checkout.write("cli/main.ts", `export const at = ${JSON.stringify(holder)};\n`);
      checkout.write(".setup.lock", JSON.stringify(holder));
      const { code, stderr } = await checkout.run(["build"]);
      expect(code).toBe(0);
      expect(stderr).toContain(`took over the lock of process ${holder.pid}, which is gone`);
    }
  });

  it("lets one of many at once work, and leaves nothing behind", async () => {
    const runs = await Promise.all([1, 2, 3].map(() => checkout.run(["build"])));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(checkout.npmCalls).toHaveLength(1);
    expect(fs.readdirSync(checkout.folder).filter((name) => name.includes("lock"))).toEqual([
      "package-lock.json",
    ]);
  });
});

/** A Node that is too old for Airside, to start setup with. */
function findOldNode(): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, "node"))
    .filter((file) => fs.existsSync(file))
    .find((file) => {
      const version = execFileSync(file, ["--version"], { encoding: "utf8" });
      return Number(/^v(\d+)/.exec(version)?.[1]) < 24;
    });
}
