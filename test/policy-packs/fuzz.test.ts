import fc from "fast-check";
import { expect, it } from "vitest";

import { rules } from "../../policy-packs/airside/rules";
import { evaluate } from "../../policy-packs/lib/evaluate";
import { readSettings } from "../../policy-packs/lib/settings";
import { stacks } from "./arbitrary-resources";

/** Stacks of one to four resources; 40,000 make 100,000 resources. */
const STACKS = Number(process.env["AIRSIDE_FUZZ"] ?? 400);
const SEED = Number(process.env["AIRSIDE_SEED"] ?? 20261122);

it(
  `no rule throws on ${STACKS} random stacks (seed ${SEED})`,
  () => {
    const settings = readSettings({
      now: "2026-11-22T12:00:00Z",
      environment: "production",
      "aws.accounts": ["111122223333"],
      "identity.boundaries": ["arn:aws:iam::111122223333:policy/boundary"],
      "images.registries": ["registry.example.com"],
    });
    let resourcesSeen = 0;
    let found = 0;
    fc.assert(
      fc.property(stacks, (resources) => {
        const findings = evaluate(rules, settings, resources);
        resourcesSeen += resources.length;
        found += findings.length;
        expect(findings.filter(({ rule }) => rule === "rule-evaluated")).toEqual([]);
        for (const { path, message, level } of findings) {
          expect([
            typeof path,
            typeof message,
            level === "mandatory" || level === "advisory",
          ]).toEqual(["string", "string", true]);
        }
      }),
      { seed: SEED, numRuns: STACKS },
    );
    console.log(`fuzz: ${resourcesSeen} resources, ${found} findings, 0 throws`);
    expect(found).toBeGreaterThan(STACKS);
  },
  30_000 + STACKS * 100,
);
