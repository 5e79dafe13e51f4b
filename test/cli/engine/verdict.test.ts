import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

import { exitCodeOf, readVerdict } from "../../../cli/engine/verdict";

const folder = mkdtempSync(join(tmpdir(), "airside-verdict-"));
const log = join(folder, "events.json");
const STACK = "urn:pulumi:prod::lanes::pulumi:pulumi:Stack::lanes-prod";
const urn = (name: string) => `urn:pulumi:prod::lanes::aws:iam/role:Role::${name}`;
const notReached = (name: string) => ({
  urn: urn(name),
  message: `expected resource operations for ${urn(name)} but none were seen\n`,
});
const REJECTED = { urn: urn("deploy"), message: "422 Validation Failed\n" };
const STOPPED = { urn: STACK, message: "update failed\n" };

/** What an update is read as that ended so, with these errors in the order given. */
function ended(code: number, ...errors: readonly { urn: string; message: string }[]) {
  const events = [
    { summaryEvent: { isPreview: false, resourceChanges: {} } },
    ...errors.map((error) => ({ diagnosticEvent: { severity: "error", ...error } })),
  ];
  writeFileSync(log, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  return readVerdict(log, { code, stdout: "", stderr: "" }, false);
}

describe("what an update that ended badly is read as", () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is one that could not run, where a service refused and the rest was not reached", () => {
    for (const errors of [
      [REJECTED, notReached("a"), notReached("b"), STOPPED],
      [notReached("a"), STOPPED, notReached("b"), REJECTED],
    ]) {
      const verdict = ended(255, ...errors);
      expect(verdict).toMatchObject({
        verdict: "failed",
        errors: ["deploy: 422 Validation Failed"],
      });
      expect(exitCodeOf(verdict)).toBe(2);
    }
  });

  it("is a refusal by the plan, where what the plan holds was not to be done", () => {
    const verdict = ended(255, notReached("a"), { ...notReached("b"), urn: STACK }, STOPPED);
    expect(verdict).toMatchObject({
      verdict: "refused",
      errors: [
        `a: expected resource operations for ${urn("a")} but none were seen`,
        `expected resource operations for ${urn("b")} but none were seen`,
      ],
    });
    expect(exitCodeOf(verdict)).toBe(1);
  });

  it("is a refusal by the plan, where something was done that the plan does not hold", () => {
    const violated = {
      urn: urn("deploy"),
      message: "resource violates plan: properties changed: ~~name\n",
    };
    const verdict = ended(255, violated, notReached("a"), STOPPED);
    expect(verdict).toMatchObject({
      verdict: "refused",
      errors: ["deploy: resource violates plan: properties changed: ~~name"],
    });
    expect(exitCodeOf(verdict)).toBe(1);
  });

  it("is what the engine says of its end, where it says nothing else", () => {
    const verdict = ended(255, STOPPED);
    expect(verdict).toMatchObject({ verdict: "failed", errors: ["update failed"] });
    expect(exitCodeOf(verdict)).toBe(2);
  });
});
