import { exceptionRecordValid } from "../../../policy-packs/governance/rules/exception-record-valid";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { house, record, register } from "./exception-records";
import { doorShut } from "./sample-rules";

const neverExcepted = { ...doorShut, name: "vault-shut", exceptableDays: false as const };
const bad = (field: string, value: unknown, problem: string) => ({
  resources: house(true),
  rules: [doorShut, neverExcepted],
  register: register({ [field]: value }),
  expect: [
    {
      path: field,
      message: `The exception EX-7 excuses nothing: ${field} ${problem}.`,
      resource: "register/exceptions/EX-7.yaml",
    },
  ],
});
const noOwner = bad("owner", "", "must be a text that is not empty");

describeRule(exceptionRecordValid, {
  pass: [
    { resources: house(true), rules: [doorShut], register: register() },
    {
      resources: house(true),
      rules: [doorShut],
      register: register({ category: "waiver", compensatingControls: [], finding: ["a", "b"] }),
    },
    // Another pack's rule, which this evaluation does not know.
    { resources: house(true), rules: [doorShut], register: register({ rules: ["some-other"] }) },
  ],
  fail: [
    noOwner,
    bad("rules", [], "must list rules by name, at least one"),
    bad("rules", ["door-*"], 'must name rules one by one, not by the pattern "door-*"'),
    bad("rules", ["vault-shut"], "names vault-shut, from which nothing can be excepted"),
    bad("scope", {}, "must have at least one of project, stack, urn, component"),
    bad("scope", { stack: "prod-*" }, "must name one stack, without a wildcard"),
    bad("scope", { team: "a" }, 'has the part "team"; there are project, stack, urn, component'),
    bad("finding", "*", "must be the path of the finding, or a list of paths, without a wildcard"),
    bad(
      "finding",
      undefined,
      "must be the path of the finding, or a list of paths, without a wildcard",
    ),
    bad("category", "temporary", "must be waiver or mitigated"),
    bad(
      "compensatingControls",
      [],
      "must name what stands in for the rule, as the category is mitigated",
    ),
    bad("compensatingControls", "a guard", "must be a list of texts"),
    bad("approvedBy", "eve", "must be one of the register's approvers"),
    bad("approvedBy", "ann", "must be another person than the owner and who asked"),
    bad("approvedBy", "team-a", "must be another person than the owner and who asked"),
    bad("approvedOn", "20 November 2026", "must be a date such as 2026-11-22"),
    bad("expiresOn", "2026-02-30", "must be a date such as 2026-11-22"),
    bad("expiresOn", "2026-11-19", "must not lie before approvedOn"),
    bad("expiresOn", "2026-12-21", "must be at most 30 days after approvedOn, but is 31"),
    bad("because", "I say so", "is no field of an exception"),
    {
      resources: house(true),
      rules: [doorShut],
      register: { approvers: ["bob"], exceptions: [record, record] },
      expect: [{ path: "id" }, { path: "id" }],
    },
  ],
  notApplicable: { resources: house(true), rules: [doorShut], register: { approvers: ["bob"] } },
  unknown: { resources: house(UNKNOWN), rules: [doorShut], register: register(), expect: [] },
  secretBearing: {
    resources: house("correct-horse").map((each) => ({ ...each, secret: ["open"] })),
    rules: [{ ...doorShut, check: () => [] }],
    register: register({ owner: "" }),
  },
  malformed: {
    resources: house(true),
    rules: [doorShut],
    register: {
      approvers: [],
      exceptions: [{ id: 7, rules: 3, scope: null, finding: [[]] } as never],
    },
  },
  excepted: noOwner,
  expired: noOwner,
});
