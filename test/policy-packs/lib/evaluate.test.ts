import { describe, expect, it } from "vitest";

import { typePattern } from "../../../policy-packs/lib/dispatch";
import { createEvaluation, evaluate } from "../../../policy-packs/lib/evaluate";
import { missingSetting } from "../../../policy-packs/lib/missing-setting";
import type { FactSource, Resource, ResourceRule, StackRule } from "../../../policy-packs/lib/rule";
import { readSettings } from "../../../policy-packs/lib/settings";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";

const metadata = {
  title: "A thing must be as it is.",
  severity: "high",
  level: "mandatory",
  rationale: "r",
  remedy: "r",
  controls: [],
  exceptableDays: 30,
} as const;

/** Says where it finds itself. */
const whereabouts: ResourceRule = {
  ...metadata,
  kind: "resource",
  name: "whereabouts",
  appliesTo: ["test:*:Thing"],
  check: (_resource, { components, lane, dataClass }) => [
    { path: "", message: `${components.map(({ name }) => name).join("<")}|${lane}|${dataClass}` },
  ],
};

const thing = (name: string, rest: Partial<Resource> = {}): Resource => ({
  type: "test:index:Thing",
  name,
  props: {},
  ...rest,
});
const component = (name: string, props = {}, rest: Partial<Resource> = {}): Resource => ({
  type: "airside:test:Box",
  name,
  props,
  ...rest,
});
const placesOf = (resources: readonly Resource[]) =>
  evaluate([whereabouts], readSettings(), resources).map(({ resource, message }) => [
    resource,
    message,
  ]);

describe("components, lane and data class", () => {
  it("come from the nearest component that says so", () => {
    const outer = component("outer", { lane: "build", dataClass: "state" });
    const inner = component("inner", { lane: "untrusted" }, { parent: "outer" });
    const plain = { type: "test:index:Group", name: "group", props: {}, parent: "inner" };
    expect(placesOf([outer, inner, plain, thing("t", { parent: "group" })])).toEqual([
      ["t", "inner<outer|untrusted|state"],
    ]);
  });

  it("are found whatever the order, and by URN as by name", () => {
    const urn = "urn:pulumi:dev::shop::airside:test:Box::box";
    const box = component("box", { lane: "release" }, { urn });
    const children = [thing("a", { parent: "box" }), thing("b", { parent: urn })];
    const expected = [
      ["a", "box|release|undefined"],
      ["b", "box|release|undefined"],
    ];
    expect(placesOf([box, ...children])).toEqual(expected);
    expect(placesOf([...children, box])).toEqual(expected);
  });

  it("are right for a child with its component's name", () => {
    expect(
      placesOf([thing("web", { parent: "web" }), component("web", { lane: "build" })]),
    ).toEqual([["web", "web|build|undefined"]]);
  });

  it.each<[string, Partial<Resource>, string]>([
    [
      "a tag",
      { props: { tags: { "airside:lane": "build", "airside:data-class": "evidence" } } },
      "build|evidence",
    ],
    [
      "a label",
      { props: { metadata: { labels: { "airside/lane": "release" } } } },
      "release|undefined",
    ],
    ["the input's own field", { lane: "untrusted" }, "untrusted|undefined"],
    ["nothing", {}, "deploy|undefined"],
    ["an unknown", { props: { tags: { "airside:lane": UNKNOWN } } }, "deploy|undefined"],
    ["no lane's name", { lane: "fast" }, "deploy|undefined"],
    ["odd tags", { props: { tags: "airside:lane", metadata: [1] } }, "deploy|undefined"],
  ])("come from %s", (_from, rest, expected) => {
    expect(placesOf([thing("t", rest)])).toEqual([["t", `|${expected}`]]);
  });
});

describe("an evaluation, resource by resource", () => {
  const seen = (resources: readonly Resource[]) => {
    const evaluation = createEvaluation([whereabouts], readSettings());
    const each = resources.map((resource) =>
      evaluation.judge(resource).map((found) => found.resource),
    );
    return [...each, evaluation.finish().map((found) => found.resource)];
  };

  it("lets a child wait for its parent, and the grandchild with it", () => {
    const late = [
      thing("grandchild", { parent: "child" }),
      thing("child", { parent: "box" }),
      component("box"),
    ];
    expect(seen(late)).toEqual([[], [], ["child", "grandchild"], []]);
  });

  it("judges what waits in vain, and circles, at the end", () => {
    const circle = [
      thing("a", { parent: "b" }),
      thing("b", { parent: "a" }),
      thing("c", { parent: "x" }),
    ];
    expect(seen(circle).at(-1)?.toSorted()).toEqual(["a", "b", "c"]);
  });

  it("does not wait where parents come first", () => {
    const evaluation = createEvaluation([whereabouts], readSettings(), { parentsFirst: true });
    expect(evaluation.judge(thing("t", { parent: "never" }))).toHaveLength(1);
  });
});

describe("levels", () => {
  const rule = (changes: Partial<ResourceRule>): ResourceRule => ({ ...whereabouts, ...changes });
  const levelOf = (changes: Partial<ResourceRule>, environment?: string) =>
    evaluate([rule(changes)], readSettings(environment ? { environment } : {}), [thing("t")]).map(
      ({ rule, level, unknown }) => `${rule} ${level}${unknown ? " unknown" : ""}`,
    );
  const unknown = { check: () => [{ path: "p", message: "m", unknown: true as const }] };

  it.each([
    [{}, undefined, ["whereabouts mandatory"]],
    [{ level: "advisory" as const }, "production", ["whereabouts advisory"]],
    [{ level: "mandatory-in-production" as const }, "staging", ["whereabouts advisory"]],
    [{ level: "mandatory-in-production" as const }, "production", ["whereabouts mandatory"]],
    [unknown, "production", ["whereabouts advisory unknown"]],
    [
      { ...unknown, severity: "critical" as const },
      undefined,
      ["critical-value-known advisory unknown"],
    ],
    [
      { ...unknown, severity: "critical" as const },
      "production",
      ["critical-value-known mandatory unknown"],
    ],
  ])("of %j in %s are %j", (changes, environment, expected) => {
    expect(levelOf(changes, environment)).toEqual(expected);
  });

  it("says a missing setting once a stack", () => {
    const needy = rule({ check: () => [missingSetting("whereabouts", "aws.accounts")] });
    const findings = evaluate([needy], readSettings(), [thing("a"), thing("b")]);
    expect(findings).toMatchObject([{ resource: "a", level: "advisory", rule: "whereabouts" }]);
    expect(findings[0]?.message).toContain("--set aws.accounts=");
  });
});

describe("stack rules", () => {
  let reads = 0;
  const names: FactSource<string> = {
    appliesTo: ["test:*"],
    read: ({ name, props }) => {
      reads++;
      if (props["odd"]) throw new RangeError("odd");
      return props["quiet"] ? undefined : name;
    },
  };
  const counting = (name: string): StackRule => ({
    ...metadata,
    kind: "stack",
    name,
    reads: [names],
    check: (facts) => [{ resource: "t1", path: "", message: facts.of(names).join(",") }],
  });

  it("share a source, which is read once a resource and in their order", () => {
    reads = 0;
    const resources = [thing("t1"), thing("t2", { props: { quiet: true } }), thing("t3")];
    const findings = evaluate([counting("one"), counting("two")], readSettings(), resources);
    expect(findings.map(({ rule, message }) => `${rule} ${message}`)).toEqual([
      "one t1,t3",
      "two t1,t3",
    ]);
    expect(reads).toBe(3);
  });

  it("are named where their source throws", () => {
    const findings = evaluate([counting("one")], readSettings(), [
      thing("t1", { props: { odd: 1 } }),
    ]);
    expect(findings[0]).toMatchObject({
      rule: "rule-evaluated",
      level: "mandatory",
      resource: "t1",
    });
    expect(findings[0]?.message).toBe(
      'The rule one failed with RangeError on "t1", so its silence there means nothing.',
    );
  });

  it("never quote a secret of the resource that they speak of", () => {
    const told: StackRule = {
      ...counting("one"),
      check: () => [{ resource: "t1", path: "", message: "has correct-horse" }],
    };
    const resource = thing("t1", { props: { key: "correct-horse" }, secret: ["key"] });
    expect(evaluate([told], readSettings(), [resource])[0]?.message).toBe("has [secret]");
  });

  it("end their path where a secret begins", () => {
    const told = (path: string): StackRule => ({
      ...counting("one"),
      check: () => [{ resource: "t1", path, message: "is wrong" }],
    });
    const resource = thing("t1", { props: { key: '{"horse":["correct"]}' }, secret: ["key"] });
    const paths = ["key.horse[0]", "key[0]", "key", "keys.horse"].map(
      (path) => evaluate([told(path)], readSettings(), [resource])[0]?.path,
    );
    expect(paths).toEqual(["key", "key", "key", "keys.horse"]);
  });
});

it.each([
  [["kubernetes:*:Pod"], "kubernetes:core/v1:Pod", true],
  [["kubernetes:*:Pod"], "kubernetes:core/v1:PodPatch", false],
  [["aws:iam/role:Role", "test:*"], "test:x\ny", true],
  [["aws:s3.bucket"], "aws:s3/bucket", false],
  [["*"], "", true],
  [[], "aws:iam/role:Role", false],
])("the types %j cover %s: %s", (appliesTo, type, covered) => {
  expect(typePattern(appliesTo).test(type)).toBe(covered);
});
