import { expect, it } from "vitest";

import type { ResourceRule } from "../../../policy-packs/lib/rule";
import { isUnknown, UNKNOWN } from "../../../policy-packs/lib/unknown";
import {
  describeRule,
  failuresOf,
  type Fixtures,
  lostByRemoval,
} from "../../support/rule-fixtures";

const doorClosed: ResourceRule = {
  kind: "resource",
  name: "door-closed",
  title: "A door must be closed.",
  severity: "high",
  level: "mandatory",
  rationale: "Anyone walks in.",
  remedy: "Close it.",
  controls: [],
  exceptableDays: 30,
  appliesTo: ["test:index:Door"],
  check({ name, props: { open } }) {
    if (isUnknown(open)) return [{ path: "open", message: `"${name}" may be open`, unknown: true }];
    return open === false ? [] : [{ path: "open", message: `"${name}" has open ${String(open)}` }];
  },
};

const door = (props: Record<string, unknown>, type = "test:index:Door") => ({
  resource: { type, name: "front", props },
});
const fixtures: Fixtures = {
  pass: door({ open: false }),
  fail: [
    { ...door({ open: true }), expect: [{ path: "open", message: '"front" has open true' }] },
    door({}),
  ],
  notApplicable: door({ open: true }, "test:index:Window"),
  unknown: door({ open: UNKNOWN }),
  secretBearing: {
    resource: {
      type: "test:index:Door",
      name: "front",
      props: { open: "correct-horse" },
      secret: ["open"],
    },
    expect: [{ path: "open", message: '"front" has open [secret]' }],
  },
  malformed: door({ open: null }),
  excepted: door({ open: true }),
  expired: door({ open: true }),
};

describeRule(doorClosed, fixtures);
describeRule({ ...doorClosed, name: "door-never-open", exceptableDays: false }, fixtures);
describeRule({ ...doorClosed, name: "door-guarded", severity: "critical" }, fixtures);

it.each<[keyof Fixtures, Partial<ResourceRule>]>([
  ["fail", { check: () => [] }],
  ["pass", { check: () => [{ path: "", message: "" }] }],
  ["notApplicable", { appliesTo: ["*"] }],
  ["unknown", { check: () => [] }],
  [
    "malformed",
    {
      check: ({ props }) => {
        if (Array.isArray(props["open"])) throw new Error();
        return [];
      },
    },
  ],
])("the %s fixture notices a broken rule", (kind, broken) => {
  expect(failuresOf({ ...doorClosed, ...broken }, fixtures, kind)).not.toEqual([]);
});

it("notices a rule that a missing field silences", () => {
  const gated: ResourceRule = {
    ...doorClosed,
    check({ props: { open, lock } }) {
      if (open === undefined && lock !== "shut") return [];
      return open === false && lock === "shut" ? [] : [{ path: "", message: "not shut" }];
    },
  };
  const pass = door({ open: false, lock: "shut" });
  expect(lostByRemoval(gated, { ...fixtures, pass })).toContain("open (beside lock = null)");
  expect(lostByRemoval(doorClosed, { ...fixtures, pass })).toEqual([]);
});
