import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { rules } from "../../policy-packs/airside/rules";
import { createEvaluation, type ReportedFinding } from "../../policy-packs/lib/evaluate";
import type { Resource } from "../../policy-packs/lib/rule";
import { readSettings } from "../../policy-packs/lib/settings";
import { isUnknown } from "../../policy-packs/lib/unknown";
import { PackServer } from "../support/pack-server";
import { stacks } from "./arbitrary-resources";

const DRAWS = Number(process.env["AIRSIDE_DRAWS"] ?? 300);
const SEED = Number(process.env["AIRSIDE_SEED"] ?? 20261122);
const settings = { now: "2026-11-22T12:00:00Z", environment: "production" };

/** The same stack in this process; as under the engine, dependencies show only at the end, and keys are in order. */
function judgedHere(drawn: readonly Resource[]): ReportedFinding[] {
  const resources = drawn.map((one) => ({
    ...one,
    props: inKeyOrder(one.props) as typeof one.props,
  }));
  const evaluation = createEvaluation(rules, readSettings(settings), { parentsFirst: true });
  const out: ReportedFinding[] = [];
  for (const resource of resources) evaluation.check(resource, out);
  for (const resource of resources) {
    evaluation.observe({ ...resource, dependencies: [], propertyDependencies: {} }, out);
  }
  return [...out, ...evaluation.finish()];
}

function inKeyOrder(value: unknown): unknown {
  if (isUnknown(value) || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(inKeyOrder);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, inKeyOrder(child)]));
}

const inOrder = (findings: readonly ReportedFinding[]) =>
  findings.map((finding) => JSON.stringify(Object.entries(finding).sort())).toSorted();

describe("the compiled pack over gRPC and the rules in this process", () => {
  let pack: PackServer;
  beforeAll(async () => {
    pack = await PackServer.start("airside");
    await pack.configure({ settings });
  }, 60_000);
  afterAll(() => pack?.close());

  it(
    `find the same in ${DRAWS} random stacks (seed ${SEED})`,
    async () => {
      let found = 0;
      await fc.assert(
        fc.asyncProperty(stacks, async (resources) => {
          await pack.configure({ settings });
          const there: ReportedFinding[] = [];
          for (const resource of resources) there.push(...(await pack.analyze(resource)));
          there.push(...(await pack.analyzeStack(resources)));
          found += there.length;
          expect(inOrder(there)).toEqual(inOrder(judgedHere(resources)));
        }),
        { seed: SEED, numRuns: DRAWS },
      );
      expect(found).toBeGreaterThan(DRAWS);
    },
    60_000 + 200 * DRAWS,
  );
});
