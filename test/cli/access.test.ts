import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { keys, policy, statement } from "../policy-packs/identity/trust-cases";
import { airside, withFile } from "../support/command-line";

const MAIN = "repo:acme/api:ref:refs/heads/main";
const trust = (sub: string, operator = "StringEquals") =>
  policy(statement({ [operator]: keys({ aud: "sts.amazonaws.com", sub }) }));
const claims = { sub: MAIN, aud: "sts.amazonaws.com" };
const role = (name: string, assumeRolePolicy: unknown) =>
  JSON.stringify({ type: "aws:iam/role:Role", name, props: { assumeRolePolicy } });

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "airside-access-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  return path;
}

describe("airside access probe", () => {
  it("answers each case in order, and goes on after a line that is none", async () => {
    const lines = [
      JSON.stringify({ id: "a", trust: trust(MAIN), claims }),
      "not JSON",
      JSON.stringify({
        id: "b",
        trust: JSON.stringify(trust(MAIN)),
        claims: { ...claims, sub: "x" },
      }),
      JSON.stringify({ id: "c", claims: [] }),
      JSON.stringify({ id: 4, trust: trust(MAIN), claims, context: {}, unknown: true }),
    ];
    const { code, stdout } = await withFile(lines.join("\n"), (path) =>
      airside("access", "probe", "--cases", path),
    );
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { id: "a", opens: true, why: "Statement[0] admits it." },
      { id: null, line: 2, error: "not JSON; write one JSON object a line" },
      { id: "b", opens: false, why: expect.stringContaining('sub is "x"') },
      {
        id: "c",
        line: 4,
        error:
          "trust must be a trust policy, as text or object; claims must be an object of claims",
      },
      { id: 4, opens: true, why: "Statement[0] admits it." },
    ]);
    expect(code).toBe(0);
  });

  it("stops with 2 where there is nothing to read", async () => {
    const { code, stderr } = await airside("access", "probe", "--cases", join(folder, "none"));
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^airside: cannot read .*none: there is no such file\n$/),
    ]);
  });

  it.each(["", "\n\n"])("stops with 2 where %j holds no case", async (content) => {
    const path = file("no-cases.ndjson", content);
    expect(await airside("access", "probe", "--cases", path)).toEqual({
      code: 2,
      stdout: "",
      stderr: `airside: ${path} holds no case; write one JSON object a line\n`,
    });
  });
});

describe("airside access who-can", () => {
  it("lists whom each role of a list of resources admits", async () => {
    const path = file(
      "stack.ndjson",
      [role("a", trust(MAIN)), role("b", trust("repo:acme/*", "StringLike"))].join("\n"),
    );
    const { stdout } = await airside("access", "who-can", path, "--json");
    expect(JSON.parse(stdout)).toEqual([
      {
        role: "a",
        admits: ['jobs of acme/api, branch main, with aud "sts.amazonaws.com"'],
      },
      {
        role: "b",
        admits: [expect.stringMatching(/^any GitHub job whose sub like "repo:acme\/\*"/)],
      },
    ]);
  });

  it("calls roles by the last part of their URN, where that is theirs alone", async () => {
    const urn = (stack: string, name: string) =>
      `urn:pulumi:${stack}::airside::aws:iam/role:Role::${name}`;
    const roles = [urn("one", "deploy"), urn("two", "deploy"), urn("one", "plan")].map((each) =>
      JSON.stringify({ ...JSON.parse(role("x", trust(MAIN))), urn: each }),
    );
    const { stdout } = await airside("access", "who-can", file("urns.ndjson", roles.join("\n")));
    expect(stdout.split("\n").filter((line) => /^\S/.test(line))).toEqual([
      urn("one", "deploy"),
      urn("two", "deploy"),
      "plan",
    ]);
  });

  it.each([
    ["missing.json", "airside: cannot read missing.json: there is no such file\n"],
    ["no/such/file", "airside: cannot read no/such/file: there is no such file\n"],
    [tmpdir(), `airside: cannot read ${tmpdir()}: it is a folder\n`],
  ])("says why it cannot read %s", async (path, message) => {
    expect(await airside("access", "who-can", path)).toEqual({
      code: 2,
      stdout: "",
      stderr: message,
    });
  });

  it("refuses a file without roles", async () => {
    const path = file(
      "empty.ndjson",
      JSON.stringify({ type: "aws:s3/bucket:Bucket", name: "b", props: {} }),
    );
    const { code, stderr } = await airside("access", "who-can", path);
    expect([code, stderr]).toEqual([
      2,
      `airside: ${path} holds no role and is no trust policy; give either\n`,
    ]);
  });
});

describe("airside access explain", () => {
  const raw = (payload: object) =>
    ["{}", JSON.stringify(payload), "signature"]
      .map((part) => Buffer.from(part).toString("base64url"))
      .join(".");

  it("decodes a raw token and says what to change, without repeating the token", async () => {
    const jwt = raw({ ...claims, sub: "repo:acme/api:environment:staging" });
    const { code, stdout } = await airside(
      "access",
      "explain",
      file("t.json", trust(MAIN)),
      "--token",
      file("jwt", jwt),
    );
    expect(code).toBe(1);
    expect(stdout).toContain("The job names the environment staging");
    expect(stdout).not.toContain(jwt.split(".")[1]);
  });

  it("takes a token as GitHub hands it out", async () => {
    const answer = { count: 1, value: raw(claims) };
    const args = [file("t.json", trust(MAIN)), "--token", file("answer.json", answer)];
    expect(await airside("access", "explain", ...args)).toMatchObject({ code: 0 });
  });

  it("names the role that would open instead", async () => {
    const roles = [
      role("deploy", trust("repo:acme/api:environment:production")),
      role("build", trust(MAIN)),
    ];
    const args = [file("roles.ndjson", roles.join("\n")), "--token", file("claims.json", claims)];
    const { code, stdout } = await airside(
      "access",
      "explain",
      ...args,
      "--role",
      "deploy",
      "--json",
    );
    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      expect.objectContaining({ role: "deploy", opens: false, alsoOpens: ["build"] }),
    ]);
    expect((await airside("access", "explain", ...args)).code).toBe(0);
    expect((await airside("access", "explain", ...args, "--role", "x")).stderr).toBe(
      "airside: no role is called x; there are deploy, build\n",
    );
  });

  it("does not quote a token that stands in place of a file", async () => {
    const token = raw({ sub: "repo:canary/canary:pull_request" });
    for (const [given, why] of [
      [token, "there is no such file"],
      [JSON.stringify(claims), "there is no such file"],
      [token.repeat(9), "no file's name is that long"],
    ] as const) {
      const { code, stdout, stderr } = await airside(
        ...["access", "explain", file("t.json", trust(MAIN)), "--token", given],
      );
      expect([code, stdout, stderr]).toEqual([
        2,
        "",
        `airside: cannot read the file that --token names: ${why}\n`,
      ]);
    }
  });

  it("takes the standard input for one thing only", async () => {
    expect(await airside("access", "explain", "-", "--token", "-")).toMatchObject({
      code: 2,
      stderr: "airside: only one of SOURCE and --token can be the standard input\n",
    });
  });

  it("names the statement that denies", async () => {
    const denied = policy(
      statement({ StringEquals: keys({ aud: "sts.amazonaws.com", sub: MAIN }) }),
      { Effect: "Deny", Principal: "*", Action: "sts:*" },
    );
    const { code, stdout } = await airside(
      ...["access", "explain", file("d.json", denied), "--token", file("claims.json", claims)],
    );
    expect([code, stdout]).toEqual([
      1,
      `${join(folder, "d.json")} does not open. Statement[1] denies it.\n`,
    ]);
  });

  it("does not quote a token that it cannot read", async () => {
    const args = [file("t.json", trust(MAIN)), "--token", file("bad", "secret-canary")];
    const { code, stderr } = await airside("access", "explain", ...args);
    expect([code, stderr.includes("secret-canary")]).toEqual([2, false]);
  });
});

describe("airside access diff", () => {
  it("shows a token that is newly admitted", async () => {
    const [before, after] = [
      file("before.json", trust(MAIN)),
      file("after.json", trust("repo:acme/api:*", "StringLike")),
    ];
    const { code, stdout } = await airside("access", "diff", before, after);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /widened[\s\S]*new: {4}Statement\[0\]: .*"sub":"repo:acme\/api:pull_request"/,
    );
    expect((await airside("access", "diff", after, before)).code).toBe(0);
    expect((await airside("access", "diff", before, before)).stdout).toBe(
      "Nobody gains or loses access.\n",
    );
  });
});
