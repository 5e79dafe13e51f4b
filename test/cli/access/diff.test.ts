import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { policy } from "../../policy-packs/identity/trust-cases";
import { airside } from "../../support/command-line";

const admits = (principal: string) =>
  policy({ Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole" });
const CI = "arn:aws:iam::123456789012:role/ci";
const [EXACT, OPEN] = [admits(CI), admits("*")];
const NOTHING = "Nobody gains or loses access.\n";

const role = (name: string, assumeRolePolicy: unknown, fields: object = {}) =>
  JSON.stringify({ type: "aws:iam/role:Role", name, props: { assumeRolePolicy }, ...fields });

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "airside-diff-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join("\n"));
  return path;
}

const diff = (before: readonly string[], after: readonly string[]) =>
  airside("access", "diff", file("before.ndjson", ...before), file("after.ndjson", ...after));
const answer = (code: number, ...lines: string[]) => ({
  code,
  stdout: `${lines.join("\n")}\n`,
  stderr: "",
});

describe("roles of one name", () => {
  const NEW = ["a: widened", "  before: no role", "  after:  anyone", "  new:    Statement[0]: *"];

  it("takes one more of them for a new role", async () => {
    const [one, dup] = [[role("a", EXACT)], [role("a", EXACT), role("a", OPEN)]];
    expect(await diff(one, dup)).toEqual(answer(1, ...NEW));
    expect(await diff(dup, one)).toEqual(
      answer(0, "a: narrowed", "  before: anyone", "  after:  no role"),
    );
    expect(await diff(dup, dup)).toEqual({ code: 0, stdout: NOTHING, stderr: "" });
  });

  it("compares each with the one that stands in its place", async () => {
    const before = [role("a", EXACT), role("b", EXACT), role("a", EXACT)];
    const after = [role("a", EXACT), role("a", OPEN), role("b", EXACT)];
    expect(await diff(before, after)).toEqual(
      answer(1, "a: widened", `  before: the principal ${CI}`, ...NEW.slice(2)),
    );
  });

  it("tells them apart by their URNs", async () => {
    const urn = (stack: string) => ({
      urn: `urn:pulumi:${stack}::airside::aws:iam/role:Role::a`,
    });
    const [one, two] = [role("a", EXACT, urn("one")), role("a", OPEN, urn("two"))];
    expect(await diff([one, two], [two, one])).toEqual({ code: 0, stdout: NOTHING, stderr: "" });
  });
});

describe("one role on either side", () => {
  it("takes two names for two roles, however their policies are written", async () => {
    const text = JSON.stringify(EXACT);
    expect(await diff([role("a", text)], [role("b", text)])).toEqual(
      answer(
        1,
        ...["a: narrowed", `  before: the principal ${CI}`, "  after:  no role"],
        ...["b: widened", "  before: no role", `  after:  the principal ${CI}`],
        `  new:    Statement[0]: ${CI}`,
      ),
    );
  });

  it("takes a lone policy for the role's", async () => {
    const [stack, lone] = [[role("a", EXACT)], [JSON.stringify(OPEN)]];
    expect(await diff(lone, stack)).toEqual(
      answer(0, "a: narrowed", "  before: anyone", `  after:  the principal ${CI}`),
    );
    expect(await diff(stack, lone)).toEqual(
      answer(
        1,
        `${join(folder, "after.ndjson")}: widened`,
        ...[`  before: the principal ${CI}`, "  after:  anyone", "  new:    Statement[0]: *"],
      ),
    );
  });
});

describe("a role without a trust policy", () => {
  const UNREAD = "anyone (the document cannot be read)";
  const none = role("a", undefined);

  it("is not proven to admit nobody new", async () => {
    const NEW = [`  after:  ${UNREAD}`, "  new:    the document: not proven to be nobody"];
    expect(await diff([role("a", EXACT)], [none])).toEqual(
      answer(1, "a: not proven", `  before: the principal ${CI}`, ...NEW),
    );
    expect(await diff([role("b", EXACT)], [role("b", EXACT), none])).toEqual(
      answer(1, "a: not proven", "  before: no role", ...NEW),
    );
  });

  it("is narrowed by a policy, and where it goes away", async () => {
    expect(await diff([none], [role("a", EXACT)])).toEqual(
      answer(0, "a: narrowed", `  before: ${UNREAD}`, `  after:  the principal ${CI}`),
    );
    expect(await diff([role("b", EXACT), none], [role("b", EXACT)])).toEqual(
      answer(0, "a: narrowed", `  before: ${UNREAD}`, "  after:  no role"),
    );
    expect(await diff([none], [none])).toEqual({ code: 0, stdout: NOTHING, stderr: "" });
  });
});

describe("sources that cannot be read", () => {
  const refused = (stderr: string) => ({ code: 2, stdout: "", stderr });

  it("says what is wrong with either", async () => {
    const [bad, missing] = [file("bad.json", "nonsense"), join(folder, "missing.json")];
    const whole = file("whole.ndjson", role("a", EXACT));
    const unread = `${bad}: line 1 cannot be read: not JSON; write one JSON object a line`;
    const absent = `cannot read ${missing}: there is no such file`;
    for (const [before, after, ...problems] of [
      [bad, missing, unread, absent],
      [missing, bad, absent, unread],
      [whole, missing, absent],
      [bad, whole, unread],
    ] as const) {
      expect(await airside("access", "diff", before, after)).toEqual(
        refused(`airside: ${problems.join("\n")}\n`),
      );
    }
  });

  it("takes the standard input for one side only", async () => {
    expect(await airside("access", "diff", "-", "-")).toEqual(
      refused("airside: only one of BEFORE and AFTER can be the standard input\n"),
    );
  });
});
