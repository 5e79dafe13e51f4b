import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";

import manifest from "../../package.json";
import { keys, policy, statement } from "../policy-packs/identity/trust-cases";
import { withFile } from "../support/command-line";

const main = join(__dirname, "../../dist/cli/main.js");

/** Runs the compiled command under a shell, whose script has it and its arguments as "$@". */
function shell(script: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["-c", `set -o pipefail; ${script}`, "bash", process.execPath, main, ...args],
    { encoding: "utf8" },
  );
  return { code: status, stdout, stderr };
}

const trust = (sub: string) =>
  JSON.stringify(policy(statement({ StringLike: keys({ aud: "sts.amazonaws.com", sub }) })));
const wide = trust("repo:acme/*");
const narrow = trust("repo:acme/api:ref:refs/heads/main");
const token = JSON.stringify({ sub: "repo:other/api:pull_request", aud: "sts.amazonaws.com" });
const resource = (name: string, spec: object) =>
  JSON.stringify({ type: "kubernetes:core/v1:Pod", name, props: { metadata: { name }, spec } });
const bad = (name: string) => resource(name, { hostNetwork: true });
/** More findings than the pipe and the output's buffer hold together. */
const many = Array.from({ length: 3_000 }, (_, index) => bad(`pod-${index}`)).join("\n");

beforeEach(({ skip }) => {
  if (!existsSync(main)) skip("no build in dist/");
});

describe("airside, whose reader stops early", () => {
  const into = (reader: string, ...args: string[]) => shell(`"$@" | ${reader}`, ...args);

  it.each(["text", "json", "ndjson"])("answers 1 for a mandatory finding in %s", (format) =>
    withFile(many, async (path) => {
      const { code, stdout, stderr } = into("head -1", "analyze", path, "--format", format);
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      expect(stdout.split("\n")).toHaveLength(2);
    }),
  );

  it("answers 1 where a role is wider than before", () =>
    withFile(narrow, (before) =>
      withFile(wide, async (after) => {
        const answer = into("true", "access", "diff", before, after);
        expect(answer).toEqual({ code: 1, stdout: "", stderr: "" });
      }),
    ));

  it("answers 1 where a token does not open the role", () =>
    withFile(wide, (path) =>
      withFile(token, async (claims) => {
        const answer = into("true", "access", "explain", path, "--token", claims);
        expect(answer).toEqual({ code: 1, stdout: "", stderr: "" });
      }),
    ));

  it("answers 1 for a finding in a workflow", () =>
    withFile("on: push", async (path) => {
      const answer = into("true", "workflows", "check", path);
      expect(answer).toEqual({ code: 1, stdout: "", stderr: "" });
    }));

  it("answers 0 for help", () => {
    expect(into("true", "--help")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("answers 2 where nothing could be read, though nobody reads why", () => {
    expect(shell('"$@" 2>&1 | true', "analyze", "/nowhere")).toEqual({
      code: 2,
      stdout: "",
      stderr: "",
    });
  });
});

describe("airside, whose output cannot be written", () => {
  const refusal = {
    code: 2,
    stdout: "",
    stderr: "airside: cannot write the standard output: no space left\n",
  };

  it("says so in one line and answers 2", () => {
    expect(shell('"$@" > /dev/full', "--help")).toEqual(refusal);
  });

  it.each(["text", "json", "ndjson"])("and does not answer 1 for a finding in %s", (format) =>
    withFile(many, async (path) => {
      const answer = shell('"$@" > /dev/full', "analyze", path, "--format", format);
      expect(answer).toEqual(refusal);
    }),
  );

  it.each([
    ["access who-can", narrow],
    ["workflows check", "on: push\njobs: {a: {steps: [{uses: acme/build@v3}]}}"],
  ])("says it once, however much is written: %s", (verb, content) =>
    withFile(content, async (path) => {
      expect(shell('"$@" > /dev/full', ...verb.split(" "), path)).toEqual(refusal);
    }),
  );
});

describe("airside --version", () => {
  it("prints the version", () => {
    const answer = { code: 0, stdout: `${manifest.version}\n`, stderr: "" };
    expect(shell('"$@"', "--version")).toEqual(answer);
  });
});
