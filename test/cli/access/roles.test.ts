import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { policy, statement } from "../../policy-packs/identity/trust-cases";
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
