import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { type Judgement, judgeStack } from "../../../cli/analyze/judge";
import { type InputItem, readLine } from "../../../cli/input/open";
import type { Resource, ResourceRule } from "../../../policy-packs/lib/rule";
import { readSettings } from "../../../policy-packs/lib/settings";

/** Says of every resource which components enclose it. */
const enclosed: ResourceRule = {
  name: "enclosed",
  kind: "resource",
  title: "Every resource must say what encloses it.",
  severity: "low",
  level: "advisory",
  rationale: "none",
  remedy: "none",
  controls: [],
  exceptableDays: 30,
  appliesTo: ["t:*"],
  check: ({ name }, { components, lane }) => [
    {
      path: "",
      message: `${[name, ...components.map((each) => each.name)].join(" < ")} (${lane})`,
    },
  ],
};
const judgement: Judgement = {
  rules: [enclosed],
  settings: readSettings({}),
  register: undefined,
};

async function judged(...resources: Resource[]): Promise<string[]> {
  async function* items(): AsyncGenerator<InputItem[]> {
    for (const [index, resource] of resources.entries()) {
      yield [readLine(JSON.stringify(resource), index + 1)];
    }
  }
  const messages: string[] = [];
  await judgeStack(items(), judgement, {
    resource() {},
    problem: (line, problem) => messages.push(`${line} ${problem}`),
    finding: ({ message }, line) => messages.push(`${line} ${message}`),
    behind: () => undefined,
  });
  return messages;
}

const child = (name: string, parent?: string): Resource => ({
  type: "t:t:T",
  name,
  props: {},
  ...(parent && { parent }),
});
const lane = (name: string, parent?: string): Resource => ({
  ...child(name, parent),
  type: "airside:runners:Lane",
  props: { lane: "build" },
});

describe("judgeStack", () => {
  it("judges at once what has its parent before it", async () => {
    expect(await judged(lane("l"), child("a", "l"), child("b"))).toEqual([
      "2 a < l (build)",
      "3 b (deploy)",
    ]);
  });

  it("waits for parents that come later, however deep and in whatever order", async () => {
    const stack = [child("c", "b"), child("b", "inner"), lane("inner", "outer"), lane("outer")];
    expect((await judged(...stack)).toSorted()).toEqual([
      "1 c < inner < outer (build)",
      "2 b < inner < outer (build)",
    ]);
  });

  it("judges those whose parent never comes, and those that are each other's parents", async () => {
    const stack = [child("orphan", "nobody"), child("x", "y"), child("y", "x")];
    expect((await judged(...stack)).toSorted()).toEqual([
      "1 orphan (deploy)",
      "2 x (deploy)",
      "3 y (deploy)",
    ]);
  });

  it("takes the component where a child has its name", async () => {
    expect(await judged(child("same", "same"), lane("same"))).toEqual(["1 same < same (build)"]);
  });

  it("holds thousands back on disk, and leaves nothing there", async () => {
    const before = scratchFolders();
    const many = Array.from({ length: 3000 }, (_, index) => child(`c${index}`, "late"));
    const messages = await judged(...many, lane("late"));
    expect(messages).toHaveLength(3000);
    expect(messages.at(-1)).toBe("3000 c2999 < late (build)");
    expect(scratchFolders()).toEqual(before);
  });
});

function scratchFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("airside-spool-"));
}
