import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

import { EngineProblem } from "../../sandbox/engine/cache";
import { checkout, engineEnv, sandboxDir, sandboxEnv, shellQuoted } from "../../sandbox/env";

const engine = { file: "/opt/pulumi/bin/pulumi", version: "3.259.0", origin: "cache" } as const;
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "airside env's "));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
const environment = (more = {}) => ({ PATH: "/usr/bin:/bin", XDG_CACHE_HOME: folder, ...more });

it("keeps everything of the sandbox in its directory", () => {
  const dir = path.join(folder, "box");
  const env = sandboxEnv(engine, dir, environment());
  expect(env).toMatchObject({
    PULUMI_BACKEND_URL: `file://${dir}/state?metadata=skip`,
    PULUMI_HOME: `${dir}/home`,
    PULUMI_CONFIG_PASSPHRASE: "airside-sandbox",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "false",
    AIRSIDE_SANDBOX_DIR: dir,
  });
  expect(fs.readdirSync(dir).sort()).toEqual(["bin", "home", "state"]);
  expect(fs.readdirSync(path.join(dir, "bin")).sort()).toEqual(
    ["aws", "github", "kubernetes", "vault"].map((name) => `pulumi-resource-${name}`),
  );
});

it("puts this Node, the engine, its language host and the stand-ins first on PATH, each once", () => {
  const dir = path.join(folder, "box");
  const once = sandboxEnv(engine, dir, environment());
  const twice = sandboxEnv(engine, dir, environment({ PATH: once["PATH"] }));
  expect(twice["PATH"]).toBe(once["PATH"]);
  const [node, pulumi, host, standIns, ...rest] = (once["PATH"] ?? "").split(":");
  expect([node, pulumi, standIns]).toEqual([
    path.dirname(process.execPath),
    "/opt/pulumi/bin",
    path.join(dir, "bin"),
  ]);
  expect(fs.readdirSync(host ?? "")).toEqual(["pulumi-language-nodejs"]);
  expect(rest).toEqual(["/usr/bin", "/bin"]);
});

it("leaves the language host alone that an engine brings", () => {
  const own = { ...engine, languageHost: "/opt/pulumi/bin/pulumi-language-nodejs" };
  expect(engineEnv(own, environment())["PATH"]).not.toContain("language-host");
});

it("offers no stand-in to an engine that works on real clouds", () => {
  const env = engineEnv(engine, environment());
  expect(Object.keys(env).sort()).toEqual(["NODE_COMPILE_CACHE", "PATH"]);
});

it("writes launchers that become the process they start", () => {
  sandboxEnv(engine, folder, environment());
  const text = fs.readFileSync(path.join(folder, "bin/pulumi-resource-vault"), "utf8");
  const script = path.join(checkout, "dist/sandbox/providers/main.js");
  expect(text).toBe(`#!/bin/sh\nexec '${process.execPath}' '${script}' 'vault' "$@"\n`);
});

it("says in one line that the sandbox directory cannot be used", () => {
  fs.writeFileSync(path.join(folder, "file"), "");
  const dir = path.join(folder, "file/box");
  expect(() => sandboxEnv(engine, dir, environment())).toThrow(
    new EngineProblem(
      `the sandbox ${dir} cannot be used: there is a file where a folder is needed; move it away, ` +
        "or point AIRSIDE_SANDBOX_DIR to another folder",
    ),
  );
});

it("is .sandbox in the checkout unless AIRSIDE_SANDBOX_DIR says otherwise", () => {
  expect(sandboxDir({})).toBe(path.join(checkout, ".sandbox"));
  expect(sandboxDir({ AIRSIDE_SANDBOX_DIR: "" })).toBe(path.join(checkout, ".sandbox"));
  expect(sandboxDir({ AIRSIDE_SANDBOX_DIR: "/tmp/../box" })).toBe("/box");
});

it.each(["plain", "two words", "it's", "$(touch x) `y` \\ \" ' ''", "line\nbreak", ""])(
  "quotes %j so that a shell reads it back",
  (word) => {
    expect(execFileSync("sh", ["-c", `printf %s ${shellQuoted(word)}`], { encoding: "utf8" })).toBe(
      word,
    );
  },
);
