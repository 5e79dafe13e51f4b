import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { findGoModule } from "../../../sandbox/parts/go-modules";
import { PARTS } from "../../../sandbox/parts/parts";
import {
  carriersOf,
  type Manifest,
  pod,
  refusals,
  RULE_OF_CONTROL,
} from "../../policy-packs/kubernetes/pods";

/** Kubernetes' libraries count from 0 where it counts from 1. */
const VERSION = PARTS["kube-apiserver"].version.replace(/^1/, "0");
const MODULE = findGoModule("k8s.io/pod-security-admission", VERSION);
const MISSING = "the sources of Pod Security admission are not in Go's cache (npm run parts)";
const LEVELS = ["baseline", "restricted"] as const;

interface Fixture {
  readonly name: string;
  readonly level: (typeof LEVELS)[number];
  readonly version: string;
  readonly passes: boolean;
  readonly rule: string | undefined;
  readonly manifest: Manifest;
}

const RULES = new Map(
  Object.entries(RULE_OF_CONTROL).map(([control, rule]) => [control.toLowerCase(), rule]),
);

/** The pods with which Kubernetes tests its own admission: for every level, version and control. */
function* fixtures(module: string): Generator<Fixture> {
  for (const level of LEVELS) {
    const folder = join(module, "test/testdata", level);
    for (const version of readdirSync(folder)) {
      for (const verdict of ["pass", "fail"]) {
        const files = join(folder, version, verdict);
        for (const file of existsSync(files) ? readdirSync(files) : []) {
          const manifest: Manifest = parse(readFileSync(join(files, file), "utf8"));
          const rule = RULES.get(file.replace(/\d+\.yaml$/, ""));
          const name = `${level} ${version} ${verdict} ${file}`;
          yield { name, level, version, passes: verdict === "pass", rule, manifest };
        }
      }
    }
  }
}

describe("the pods with which Kubernetes tests Pod Security", () => {
  it("are refused and admitted alike, by the rule of the control and in every carrier", ({
    skip,
  }) => {
    if (MODULE === undefined) return skip(MISSING);
    const wrong: string[] = [];
    let judged = 0;
    for (const { name, level, version, passes, rule, manifest } of fixtures(MODULE)) {
      judged++;
      for (const resource of [pod(manifest), ...carriersOf(manifest)]) {
        const refused = refusals(resource, level, version);
        const isRight = passes ? refused.length === 0 : refused.length > 0;
        const isNamed = passes || rule === undefined || refused.includes(rule);
        if (!isRight || !isNamed) wrong.push(`${name} in ${resource.type}: ${refused.join(", ")}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(4000);
  }, 120_000);
});
