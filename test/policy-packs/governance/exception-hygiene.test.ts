import { exceptionHygiene } from "../../../policy-packs/governance/rules/exception-hygiene";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { house, register } from "./exception-records";
import { doorShut } from "./sample-rules";

const ending = {
  resources: house(true),
  rules: [doorShut],
  register: register({ expiresOn: "2026-12-06" }),
  expect: [
    {
      path: "expiresOn",
      message: "The exception EX-7 of team-a ends in 14 days, on 2026-12-06.",
      resource: "register/exceptions/EX-7.yaml",
    },
  ],
};
const unused = {
  resources: house(false),
  rules: [doorShut],
  register: register(),
  expect: [{ path: "", message: "The exception EX-7 of team-a excuses nothing here." }],
};

describeRule(exceptionHygiene, {
  pass: [
    { resources: house(true), rules: [doorShut], register: register() },
    { resources: house(true), rules: [doorShut], register: register({ expiresOn: "2026-12-07" }) },
  ],
  fail: [ending, unused],
  notApplicable: [
    { resources: house(true), rules: [doorShut] },
    // Of a record that is not valid, exception-record-valid speaks.
    { resources: house(true), rules: [doorShut], register: register({ owner: "" }) },
    // Of a stack that is not this one, this stack's run cannot say whether it is used.
    { resources: house(true), rules: [doorShut], register: register({ scope: { stack: "prod" } }) },
  ],
  unknown: {
    resources: house(UNKNOWN),
    rules: [doorShut],
    register: register(),
    expect: [{ path: "" }],
  },
  secretBearing: {
    resources: house(true).map((each) => ({
      ...each,
      props: { ...each.props, key: "correct-horse" },
      secret: ["key"],
    })),
    rules: [doorShut],
    register: register({ expiresOn: "2026-12-01" }),
  },
  malformed: { resources: house(true, [null, 1]), rules: [doorShut], register: register() },
  excepted: ending,
  expired: ending,
});
