import { describe, expect, it } from "vitest";

import { checkWorkflow, workflowRules } from "../../../cli/workflows/check";
import { harmless, hostile } from "./hostile";

const rulesOf = (text: string) => checkWorkflow(text).map(({ rule }) => rule);

describe("checkWorkflow", () => {
  it.each(hostile)("$rule refuses: $name", ({ rule, text }) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it("has at least two hostile workflows for every rule but the plainest", () => {
    const counts = workflowRules.map(
      ({ name }) => [name, hostile.filter(({ rule }) => rule === name).length] as const,
    );
    expect(counts.filter(([, count]) => count < 2)).toEqual([["credentials-persisted", 1]]);
  });

  it("has nothing to say of a workflow as it should be", () => {
    expect(checkWorkflow(harmless)).toEqual([]);
  });

  it("points at the line and says what to write", () => {
    const text =
      "on: push\npermissions: {}\njobs:\n  a:\n    steps:\n      - uses: acme/build@v3\n";
    expect(checkWorkflow(text)).toEqual([
      {
        rule: "unpinned-uses",
        severity: "high",
        line: 6,
        message:
          "uses: acme/build@v3 must end in @ and the 40 digits of a commit (an image: @sha256: and " +
          "its digest); a tag or branch can be moved",
      },
    ]);
  });

  it.each([
    ["on: push\njobs: {a: [", "workflow-readable"],
    ["on: push", "workflow-readable"],
    ["", "workflow-readable"],
    ["[1, 2]", "workflow-readable"],
  ])("reports what it cannot read: %j", (text, rule) => {
    expect(new Set(rulesOf(text))).toEqual(new Set([rule]));
  });

  it.each([
    ["an alias of itself", "jobs: &j {a: {b: *j}}"],
    [
      "aliases that multiply",
      `x0: &x0 [1]\n${Array.from({ length: 60 }, (_, n) => `x${n + 1}: &x${n + 1} [*x${n}, *x${n}]`).join("\n")}\njobs: {a: 1}`,
    ],
  ])("stops at %s", (_, text) => {
    expect(checkWorkflow(text)).toEqual([
      {
        rule: "workflow-readable",
        severity: "high",
        line: 1,
        message: "aliases must neither repeat without end nor circle",
      },
    ]);
  });

  it.each([
    "jobs: {a: null}",
    "jobs: {a: {steps: [1, null, {uses: 3, with: [1]}], permissions: 7}}",
    "on: 5\njobs: {a: {runs-on: {group: 1}}}",
  ])("answers for the odd workflow %j", (text) => {
    expect(checkWorkflow(text)).toBeInstanceOf(Array);
  });
});
