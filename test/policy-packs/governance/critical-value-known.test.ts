import { criticalValueKnown } from "../../../policy-packs/governance/rules/critical-value-known";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { door, doorShut } from "./sample-rules";

const unknownDoor = {
  resource: door({ open: UNKNOWN }),
  rules: [doorShut],
  expect: [
    {
      path: "open",
      message: "door-shut cannot judge this yet: open is not known",
      resource: "front",
    },
  ],
};

describeRule(criticalValueKnown, {
  pass: [
    { resource: door({ open: false }), rules: [doorShut] },
    { resource: door({ open: true }), rules: [doorShut] },
  ],
  fail: [unknownDoor, { ...unknownDoor, settings: { environment: "production" } }],
  notApplicable: [
    { resource: door({ open: UNKNOWN }, "test:index:Window"), rules: [doorShut] },
    { resource: door({ open: UNKNOWN }), rules: [{ ...doorShut, severity: "high" }] },
  ],
  unknown: unknownDoor,
  secretBearing: {
    resource: { ...door({ open: UNKNOWN, key: "correct-horse" }), secret: ["key"] },
    rules: [
      {
        ...doorShut,
        check: () => [{ path: "open", message: "beside correct-horse", unknown: true as const }],
      },
    ],
  },
  malformed: { resource: door({ open: null }), rules: [doorShut] },
  excepted: unknownDoor,
  expired: { ...unknownDoor, settings: { environment: "production" } },
});
