import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parse, stringify } from "yaml";

import { readChart } from "../../../sandbox/providers/charts/chart";
import { chartAtHand, findHelm, render } from "../../../sandbox/providers/charts/helm";
import { chartObjects } from "../../../sandbox/providers/charts/manifest";
import { withStandIn } from "./stand-in";

const MODULES =
  process.env["GOMODCACHE"] ?? join(process.env["GOPATH"] ?? join(homedir(), "go"), "pkg/mod");
const CHARTS = join(MODULES, "github.com/kyverno/kyverno@v1.19.1/charts");
/** Charts of their own, which the module does not bring. */
const ELSEWHERE = ["kyverno-api", "openreports", "reports-server"];

const folder = mkdtempSync(join(tmpdir(), "airside-kyverno-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A copy of a chart that renders without the network. */
function copyOf(name: string): string {
  const copy = join(folder, name);
  cpSync(join(CHARTS, name), copy, { recursive: true, mode: 0 });
  const file = join(copy, "Chart.yaml");
  const chart = parse(readFileSync(file, "utf8"));
  const dependencies = (chart.dependencies ?? []).filter(
    (each: { name: string }) => !ELSEWHERE.includes(each.name),
  );
  rmSync(file, { force: true });
  writeFileSync(file, stringify({ ...chart, dependencies }));
  rmSync(join(copy, "Chart.lock"), { force: true });
  return copy;
}

it.for([
  ["kyverno", 50, "apps/v1:Deployment"],
  ["kyverno-policies", 10, "policies.kyverno.io/v1beta1:ValidatingPolicy"],
] as const)("takes every object of the real chart %s", async ([name, least, type], context) => {
  if (!existsSync(CHARTS))
    context.skip("Kyverno's Go module is not here; npm run parts fetches it");
  if (!findHelm()) context.skip("no helm here; npm run parts -- helm builds one");
  const chart = readChart(name, { chart: copyOf(name), namespace: "kyverno" });
  const found = chartAtHand(chart, folder);
  if (!("folder" in found)) throw new Error(found.why);
  const objects = chartObjects(await render(chart, found, folder), chart);
  expect(objects.length).toBeGreaterThan(least);
  expect(objects.map((each) => each.type)).toContain(`kubernetes:${type}`);
  withStandIn("kubernetes", ({ check }) => {
    const problems = objects.flatMap((each) =>
      check(each.type, each.name, each.inputs).problems.map(
        (problem) => `${each.name}: ${problem}`,
      ),
    );
    expect(problems).toEqual([]);
  });
});
