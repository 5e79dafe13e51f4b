import { expect, it } from "vitest";

import { exceptionInForce } from "../../../policy-packs/governance/rules/exception-in-force";
import { evaluate } from "../../../policy-packs/lib/evaluate";
import { readSettings } from "../../../policy-packs/lib/settings";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { house, register } from "./exception-records";
import { doorShut } from "./sample-rules";

const refused = (changes: Readonly<Record<string, unknown>>, reason: string) => ({
  resources: house(true),
  rules: [doorShut],
  register: register(changes),
  expect: [
    { path: "open", message: `door-shut: The exception EX-7 does not excuse this: ${reason}.` },
  ],
});
const over = refused({ expiresOn: "2026-11-21" }, "it expired on 2026-11-21");

describeRule(exceptionInForce, {
  pass: [
    { resources: house(true), rules: [doorShut], register: register() },
    { resources: house(true), rules: [doorShut], register: register({ expiresOn: "2026-11-22" }) },
    { resources: house(true), rules: [doorShut], register: register({ rules: ["other"] }) },
  ],
  fail: [
    over,
    refused({ approvedOn: "2026-11-23" }, "it is approved from 2026-11-23 only"),
    refused({ finding: "openable" }, "it excuses another finding"),
    refused({ scope: { component: "garage" } }, "its scope is another component"),
    refused({ scope: { stack: "prod" } }, "its scope is another stack"),
    refused({ scope: { component: "house", project: "p" } }, "its scope is another project"),
    refused({ scope: { urn: "back" } }, "its scope is another resource"),
    refused({ approvedBy: "eve" }, "its record is not valid at approvedBy"),
    refused({ id: "EX-8" }, "the register holds no such record"),
  ],
  notApplicable: [
    { resources: house(true, []), rules: [doorShut], register: register() },
    { resources: house(false), rules: [doorShut], register: register({ expiresOn: "2026-11-21" }) },
  ],
  unknown: {
    resources: house(UNKNOWN),
    rules: [doorShut],
    register: register({ expiresOn: "2026-11-21" }),
    expect: [],
  },
  secretBearing: {
    resources: house(true).map((each) => ({
      ...each,
      props: { ...each.props, key: "correct-horse" },
      secret: ["key"],
    })),
    rules: [doorShut],
    register: register({ id: "EX-8" }),
  },
  malformed: { resources: house(true, { a: 1 }), rules: [doorShut], register: register() },
  excepted: over,
  expired: over,
});

const doors = (tags: unknown) => [{ type: "test:index:Door", name: "front", props: { tags } }];
const judged = (resources: Parameters<typeof evaluate>[2], changes = {}) =>
  evaluate([doorShut], readSettings({ now: "2026-11-22T23:59:59Z" }), resources, {
    services: [],
    ...register(changes),
  });

it("lowers a finding, and says which exception, whose, and how long", () => {
  expect(judged(house(true))).toEqual([
    {
      rule: "door-shut",
      level: "advisory",
      severity: "critical",
      resource: "front",
      path: "open",
      message: '"front" is open Excepted by EX-7 (owner team-a, 23 days left).',
      exception: "EX-7",
    },
  ]);
});

it.each([
  ["a tag", { tags: { "airside:exceptions": "EX-1 EX-7" } }],
  ["an annotation", { metadata: { annotations: { "airside/exceptions": "EX-7" } } }],
])("is claimed by %s as well", (_how, props) => {
  const resources = [{ type: "test:index:Door", name: "front", props }];
  const [finding] = judged(resources, { scope: { urn: "front" } });
  expect(finding).toMatchObject({ level: "advisory", exception: "EX-7" });
});

it("does nothing by the record alone, nor by the claim alone", () => {
  expect(judged(doors({}), { scope: { urn: "front" } })).toMatchObject([{ level: "mandatory" }]);
  expect(
    evaluate([doorShut], readSettings(), doors({ "airside:exceptions": "EX-7" })),
  ).toMatchObject([{ level: "mandatory" }, { rule: "exception-in-force" }]);
});

it("matches stack and project of the URN", () => {
  const urn = "urn:pulumi:prod::shop::test:index:Door::front";
  const tags = { "airside:exceptions": "EX-7" };
  const resources = [{ type: "test:index:Door", name: "front", urn, props: { tags } }];
  const scope = { stack: "prod", project: "shop" };
  expect(judged(resources, { scope })).toMatchObject([{ resource: urn, level: "advisory" }]);
  expect(judged(resources, { scope: { ...scope, stack: "dev" } })).toMatchObject([
    { level: "mandatory" },
    { rule: "exception-in-force" },
  ]);
});
