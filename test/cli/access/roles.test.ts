import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { keys, policy, statement } from "../../policy-packs/identity/trust-cases";
import { airside } from "../../support/command-line";

const OPEN = policy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
const role = (name: string, fields: object = {}) =>
  JSON.stringify({
    type: "aws:iam/role:Role",
    name,
    props: { assumeRolePolicy: policy(statement({})) },
    ...fields,
  });
const wide = { protect: "yes", props: { assumeRolePolicy: OPEN } };

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "airside-roles-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join("\n"));
  return path;
}

describe("a source of roles of which some lines cannot be read", () => {
  const PROBLEMS = [
    "line 2 cannot be read: protect must be true or false, got a string",
    "line 3 cannot be read: not JSON; write one JSON object a line",
  ];
  const spoilt = () => file("spoilt.ndjson", role("a"), role("c", wide), '{"type":', role("b"));
  const message = () => `airside: ${PROBLEMS.map((each) => `${spoilt()}: ${each}`).join("\n")}\n`;

  it.each([
    ["who-can", (path: string) => [path]],
    ["explain", (path: string) => [path, "--token", file("claims.json", '{"sub":"x"}')]],
    ["diff", (path: string) => [file("whole.ndjson", role("a"), role("b")), path]],
    ["diff", (path: string) => [path, file("whole.ndjson", role("a"), role("b"))]],
  ])("stops %s with every such line", async (verb, args) => {
    expect(await airside("access", verb, ...args(spoilt()))).toEqual({
      code: 2,
      stdout: "",
      stderr: message(),
    });
  });

  it("stops on a line of an event log that is no event", async () => {
    const event = JSON.stringify({ sequence: 1, timestamp: 1, preludeEvent: { config: {} } });
    const path = file("events.ndjson", event, '{"sequence":2');
    expect(await airside("access", "who-can", path)).toEqual({
      code: 2,
      stdout: "",
      stderr: `airside: ${path}: line 2 cannot be read: not an event of the engine's event log\n`,
    });
  });
});

describe("a source that is no source of roles", () => {
  const refused = (stderr: string) => ({ code: 2, stdout: "", stderr });

  it.each([
    ["a broken line", '{"bad', ": line 1 cannot be read: not JSON; write one JSON object a line"],
    [
      "a broken document",
      '{\n"Statement": [',
      " is not JSON; give a state export, an engine event log, or resources, one JSON object a line",
    ],
    [
      "another document",
      '{"type":"x","name":"y"}',
      " is neither a trust policy (an object with a Statement) nor a resource: props must be an object, got nothing",
    ],
  ])("says what is wrong with %s", async (_, content, problem) => {
    const path = file("bad.json", content);
    expect(await airside("access", "who-can", path)).toEqual(
      refused(`airside: ${path}${problem}\n`),
    );
  });
});

describe("a byte order mark", () => {
  const MARK = "\uFEFF";

  it("is no part of a trust policy", async () => {
    const path = file("marked.json", `${MARK}${JSON.stringify(OPEN)}`);
    expect(await airside("access", "who-can", path)).toEqual({
      code: 0,
      stdout: `${path}\n  anyone\n`,
      stderr: "",
    });
  });

  it("is no part of the claims", async () => {
    const job = policy(statement({ StringEquals: keys({ sub: "x", aud: "sts.amazonaws.com" }) }));
    const path = file("job.json", JSON.stringify(job));
    const claims = file("marked-claims.json", `${MARK}{"sub":"x","aud":"sts.amazonaws.com"}`);
    expect(await airside("access", "explain", path, "--token", claims)).toEqual({
      code: 0,
      stdout: `${path} opens. Statement[0] admits it.\n`,
      stderr: "",
    });
  });
});
