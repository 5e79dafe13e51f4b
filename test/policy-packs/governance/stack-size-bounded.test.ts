import { expect, it } from "vitest";

import { stackSizeBounded } from "../../../policy-packs/governance/rules/stack-size-bounded";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule, judge } from "../../support/rule-fixtures";

const root = { type: "pulumi:pulumi:Stack", name: "dev", props: {} };
const many = (count: number, parent?: string) =>
  Array.from({ length: count }, (_, index) => ({
    type: "test:index:Brick",
    name: `brick-${index}`,
    props: {},
    ...(parent !== undefined && { parent }),
  }));
const settings = { "stack.resources": [4, 6] };
const wall = { type: "airside:test:Wall", name: "wall", props: {} };
const names = (count: number) => many(count).map(({ name }) => name);
const roof = (dependencies: string[], read: string[] = []) => ({
  type: "test:index:Roof",
  name: "roof",
  props: {},
  dependencies,
  propertyDependencies: { tiles: read },
});
const five = { resources: [root, ...many(4)], settings };

describeRule(stackSizeBounded, {
  pass: [
    { resources: [root, ...many(3)], settings },
    { resources: [wall, ...many(30, "wall"), roof(names(25))] },
    { resources: [wall, ...many(30, "wall"), roof(names(30), names(5))] },
    { resources: [root, ...many(30, "dev"), roof(names(30))] },
    // Fifteen children each of two components.
    {
      resources: [
        wall,
        { ...wall, name: "other" },
        ...many(30).map((each, index) => ({ ...each, parent: index % 2 ? "wall" : "other" })),
        roof(names(30)),
      ],
    },
  ],
  fail: [
    {
      ...five,
      expect: [
        {
          path: "",
          resource: "dev",
          message: "The stack holds 5 resources; advised are at most 4, allowed 6. Split it.",
        },
      ],
    },
    { resources: many(7), settings, expect: [{ path: "", resource: "stack", level: "mandatory" }] },
    {
      resources: [{ ...root, urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::dev" }, ...many(4)],
      settings,
      expect: [
        { path: "", resource: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::dev", level: "advisory" },
      ],
    },
    ...[10, 30].map((bound) => ({
      resources: [wall, ...many(30, "wall"), roof(names(26))],
      settings: { "stack.resources": [10, bound + 5] },
      expect: [{ path: "", resource: "stack" }, { path: "dependencies" }],
    })),
    {
      resources: [wall, ...many(30, "wall"), roof(names(26))],
      expect: [
        {
          path: "dependencies",
          resource: "roof",
          message:
            '"roof" waits for 26 children of "wall" of which it reads nothing; let dependsOn name the one that it needs.',
        },
      ],
    },
    {
      resources: [wall, ...many(31, "wall"), roof(names(31), names(5))],
      expect: [{ path: "dependencies" }],
    },
  ],
  notApplicable: { resources: [] },
  unknown: { resources: [{ ...root, props: { size: UNKNOWN } }], expect: [] },
  secretBearing: {
    resources: five.resources.map((each) => ({
      ...each,
      props: { k: "correct-horse" },
      secret: ["k"],
    })),
    settings,
  },
  malformed: {
    resources: [
      { ...roof([]), dependencies: 7 as never },
      { ...root, parent: "dev" },
    ],
  },
  excepted: { resources: [wall, ...many(30, "wall"), roof(names(26))] },
  expired: { resources: [wall, ...many(30, "wall"), roof(names(26))] },
});

it("is advisory above the first bound and mandatory above the second", () => {
  const levels = (count: number) =>
    judge(stackSizeBounded, { resources: many(count), settings }).map(({ level }) => level);
  expect([4, 5, 6, 7].map(levels)).toEqual([[], ["advisory"], ["advisory"], ["mandatory"]]);
});

it("counts resources whose values are unknown", () => {
  const resources = many(5).map((each) => ({ ...each, props: { size: UNKNOWN } }));
  expect(judge(stackSizeBounded, { resources, settings })).toHaveLength(1);
});
