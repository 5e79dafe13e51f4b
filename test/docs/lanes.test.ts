import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import type { LaneDescription } from "../../components/runners/lane";
import { loadServices } from "../../components/service/load-services";
import { pullRequest } from "../../components/service/workflows/pull-request";
import { rules as runnersRules } from "../../policy-packs/runners/rules";
import { runners } from "../../stacks/runners";
import { record } from "../support/record";
import { lanesPicture } from "./lanes-picture";
import { jobTable, laneTable } from "./lanes-tables";

const ROOT = join(__dirname, "../..");

/** What the demo's runners stack says of its own lanes. */
async function demoLanes(): Promise<readonly LaneDescription[]> {
  const file = join(ROOT, "stacks/config/Pulumi.runners.demo.yaml");
  const config = JSON.stringify(parse(readFileSync(file, "utf8")).config["airside:runners"]);
  let lanes: readonly LaneDescription[] = [];
  await record(
    () => {
      lanes = runners().lanes as readonly LaneDescription[];
    },
    { stack: "runners.demo", preview: true, config: { "airside:runners": config } },
  );
  return lanes;
}

/** The page with what stands between its marks made anew. */
function renewed(page: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const [begin, end] = [`<!-- ${name}: made from the demo -->`, "<!-- end -->"];
    const from = text.indexOf(begin) + begin.length;
    expect(from, begin).toBeGreaterThan(begin.length);
    return `${text.slice(0, from)}\n${part}\n${text.slice(text.indexOf(end, from))}`;
  }, page);
}

describe("docs/lanes.md; vitest --update renews it", () => {
  it("has the picture of the demo's lanes", async () => {
    const picture = lanesPicture(await demoLanes());
    await expect(picture).toMatchFileSnapshot(join(ROOT, "docs/lanes.svg"));
  });

  it("says where the demo's jobs run and what they reach", async () => {
    const path = join(ROOT, "docs/lanes.md");
    const lanes = await demoLanes();
    const { services } = loadServices(join(ROOT, "register"));
    const parts = { lanes: laneTable(lanes), jobs: jobTable(services, lanes) };
    await expect(renewed(readFileSync(path, "utf8"), parts)).toMatchFileSnapshot(path);
  });

  it("names every rule of the runners pack beside what it holds up, and no rule that there is not", () => {
    const page = readFileSync(join(ROOT, "docs/lanes.md"), "utf8");
    const [table = ""] = /\| guard \| rule \|[\s\S]*?\n\n/.exec(page) ?? [];
    const named = [...table.matchAll(/`([a-z-]+)`/g)].map(([, rule]) => rule!);
    const known = readFileSync(join(ROOT, "docs/rules.md"), "utf8");
    expect(named.filter((rule) => !known.includes(`| [${rule}](`))).toEqual([]);
    const missing = runnersRules.filter(({ name }) => !named.includes(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it("describes the check that the demo's default branches ask for: the job of a proposal", () => {
    const file = readFileSync(join(ROOT, "stacks/config/Pulumi.runners.demo.yaml"), "utf8");
    const { checks } = parse(file).config["airside:runners"].guardrails;
    const { jobs } = parse(pullRequest("airside-untrusted"));
    const names = Object.values<{ name: string }>(jobs).map(({ name }) => name);
    expect(checks.map(({ context }: { context: string }) => context)).toEqual(names);
  });
});
