import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { carriersOf, pod, refusals, RULE_OF_CONTROL } from "./pods";

const MODULE = "k8s.io/pod-security-admission@v0.36.3/test/testdata";
const GO_CACHE =
  process.env["GOMODCACHE"] ?? join(process.env["GOPATH"] ?? join(homedir(), "go"), "pkg/mod");
const FIXTURES = join(GO_CACHE, MODULE);

const present = existsSync(FIXTURES);
const MISSING = "Kubernetes' own fixtures are not in the Go module cache";

/** What a fixture's file is called after, without its number. */
const RULE_OF_FILE = new Map(
  Object.entries(RULE_OF_CONTROL).map(([control, rule]) => [control.toLowerCase(), rule]),
);

function fixturesOf(level: string, version: string, verdict: "pass" | "fail") {
  const folder = join(FIXTURES, level, version, verdict);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => ({
    file: `${level}/${version}/${verdict}/${file}`,
    rule: RULE_OF_FILE.get(file.replace(/\d*\.yaml$/, "")),
    manifest: parse(readFileSync(join(folder, file), "utf8")),
  }));
}

describe.each(["baseline", "restricted"] as const)("Kubernetes' fixtures at level %s", (level) => {
  const versions = present ? readdirSync(join(FIXTURES, level)) : [];

  it("pass at their version, in every carrier", ({ skip }) => {
    skip(!present, MISSING);
    const refused = versions.flatMap((version) =>
      fixturesOf(level, version, "pass").flatMap(({ file, manifest }) =>
        [pod(manifest), ...carriersOf(manifest)]
          .map((resource) => refusals(resource, level, version))
          .filter((names) => names.length > 0)
          .map((names) => `${file}: ${names}`),
      ),
    );
    expect(versions.length).toBeGreaterThan(30);
    expect(refused).toEqual([]);
  });

  it("fail at their version under their control, in every carrier", ({ skip }) => {
    skip(!present, MISSING);
    const admitted = versions.flatMap((version) =>
      fixturesOf(level, version, "fail").flatMap(({ file, rule, manifest }) =>
        [pod(manifest), ...carriersOf(manifest)]
          .map((resource) => refusals(resource, level, version))
          .filter((names) => rule === undefined || !names.includes(rule))
          .map((names) => `${file}: ${names.join(", ") || "admitted"}`),
      ),
    );
    expect(admitted).toEqual([]);
  });
});
