import { expect, it } from "vitest";

import { ruleEvaluated } from "../../../policy-packs/governance/rules/rule-evaluated";
import { evaluate } from "../../../policy-packs/lib/evaluate";
import { readSettings } from "../../../policy-packs/lib/settings";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { door, doorShut } from "./sample-rules";

const crash = {
  resource: door({ open: "odd" }),
  rules: [doorShut],
  expect: [
    {
      path: "",
      message:
        'The rule door-shut failed with TypeError on "front", so its silence there means nothing.',
    },
  ],
};

describeRule(ruleEvaluated, {
  pass: [
    { resource: door({ open: false }), rules: [doorShut] },
    { resource: door({ open: true }), rules: [doorShut] },
  ],
  fail: crash,
  notApplicable: { resource: door({ open: "odd" }, "test:index:Window"), rules: [doorShut] },
  unknown: { resource: door({ open: UNKNOWN }), rules: [doorShut], expect: [] },
  secretBearing: {
    resource: { ...door({ open: "correct-horse" }), secret: ["open"] },
    rules: [doorShut],
    expect: [{ path: "" }],
  },
  malformed: { resource: door({ open: [] }), rules: [doorShut] },
  excepted: crash,
  expired: crash,
});

it("carries the level of the rule that failed, and leaves the others' findings", () => {
  const failing = { ...doorShut, level: "advisory" as const };
  const other = { ...doorShut, name: "door-seen", check: () => [{ path: "", message: "seen" }] };
  const findings = evaluate([failing, other], readSettings(), [door({ open: "odd" })]);
  expect(findings.map(({ rule, level }) => [rule, level])).toEqual([
    ["rule-evaluated", "advisory"],
    ["door-seen", "mandatory"],
  ]);
});

it("notices a rule that takes too long", () => {
  const slow = {
    ...doorShut,
    check: () => {
      const end = performance.now() + 2_050;
      while (performance.now() < end);
      return [];
    },
  };
  const [finding] = evaluate([slow], readSettings(), [door({})]);
  expect(finding?.message).toContain("The rule door-shut took longer than 2 s");
});
