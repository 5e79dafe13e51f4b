import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const main = path.resolve(__dirname, "../../dist/cli/main.js");
let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "airside-verbs-"));
  // An engine in name: these verbs look for one and hand it on, and run nothing of it.
  fs.mkdirSync(path.join(folder, "bin"));
  fs.writeFileSync(path.join(folder, "bin/pulumi"), "#!/bin/sh\necho v3.259.0\n", { mode: 0o755 });
  env = {
    ...process.env,
    PATH: `${folder}/bin:${process.env["PATH"]}`,
    XDG_CACHE_HOME: path.join(folder, "cache"),
    AIRSIDE_SANDBOX_DIR: path.join(folder, "it's here"),
  };
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function airside(args: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: "utf8",
    env: { ...env, ...more },
  });
  return { code: status, stdout, stderr };
}

describe("airside sandbox", () => {
  beforeEach(({ skip }) => {
    if (!fs.existsSync(main)) skip("no build in dist/");
  });

  it("env prints what a shell can evaluate", () => {
    const { code, stdout } = airside(["sandbox", "env"]);
    expect(code).toBe(0);
    const script = `${stdout}\nprintf '%s\\n' "$PULUMI_BACKEND_URL" "$AIRSIDE_SANDBOX_DIR"; command -v pulumi-resource-aws`;
    const dir = env["AIRSIDE_SANDBOX_DIR"];
    expect(execFileSync("sh", ["-c", script], { encoding: "utf8", env })).toBe(
      `file://${dir}/state?metadata=skip\n${dir}\n${dir}/bin/pulumi-resource-aws\n`,
    );
    expect(JSON.parse(airside(["sandbox", "env", "--json"]).stdout)).toMatchObject({
      AIRSIDE_SANDBOX_DIR: dir,
      PULUMI_HOME: `${dir}/home`,
    });
  });

  it("exec hands on arguments, environment and exit code", () => {
    const script = 'echo "$PULUMI_CONFIG_PASSPHRASE $1"; exit 7';
    const args = ["sandbox", "exec", "--", "sh", "-c", script, "sh", "--diff"];
    expect(airside(args)).toEqual({ code: 7, stdout: "airside-sandbox --diff\n", stderr: "" });
    expect(airside(["sandbox", "exec", "--", "sh", "-c", "kill -9 $$"]).code).toBe(137);
  });

  it("exec hands on --version too, without --", () => {
    expect(airside(["sandbox", "exec", process.execPath, "--version"])).toEqual({
      code: 0,
      stdout: `${process.version}\n`,
      stderr: "",
    });
  });

  it("exec says in one line that a command does not start", () => {
    expect(airside(["sandbox", "exec", "--", "no-such-command"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "airside: no-such-command does not start: spawn no-such-command ENOENT\n",
    });
  });

  it("says in one line that the sandbox directory is a file", () => {
    const { code, stderr } = airside(["sandbox", "env"], {
      AIRSIDE_SANDBOX_DIR: env["PATH"]!.split(":")[0]!.concat("/pulumi"),
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^airside: the sandbox \S+ cannot be used: there is a file where a folder is needed; .*\n$/,
    );
  });

  it("show and reset speak of an empty world as such", () => {
    const dir = env["AIRSIDE_SANDBOX_DIR"];
    expect(airside(["sandbox", "show"]).stdout).toBe(`0 in the sandbox ${dir}\n`);
    expect(airside(["sandbox", "reset"]).stdout).toBe(`the world is cleared in ${dir}\n`);
  });

  it("reset --state clears the stacks' state as well", () => {
    airside(["sandbox", "env"]);
    const state = path.join(env["AIRSIDE_SANDBOX_DIR"]!, "state");
    fs.writeFileSync(path.join(state, "stack.json"), "{}");
    airside(["sandbox", "reset"]);
    expect(fs.existsSync(path.join(state, "stack.json"))).toBe(true);
    airside(["sandbox", "reset", "--state"]);
    expect(fs.existsSync(state)).toBe(false);
  });
});
