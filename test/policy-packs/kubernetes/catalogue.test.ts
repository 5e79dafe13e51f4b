import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { controlsOf } from "../../../policy-packs/kubernetes/controls";
import { rules } from "../../../policy-packs/kubernetes/rules";

const DAYS = { critical: 14, high: 30, medium: 90, low: 180 };

describe("the pack's rules", () => {
  it("are all listed, each in the file of its name", () => {
    const files = readdirSync(join(process.cwd(), "policy-packs/kubernetes/rules"));
    expect(rules.map(({ name }) => `${name}.ts`).toSorted()).toEqual(files.toSorted());
  });

  it.each(rules.map((rule) => [rule.name, rule] as const))("%s says what it must", (_, rule) => {
    expect(rule.title).toMatch(/ must .*\.$|^Only .* must .*\.$/);
    expect(rule.rationale).toMatch(/\.$/);
    expect(rule.remedy).toMatch(/\.$/);
    expect(rule.exceptableDays).toBe(DAYS[rule.severity]);
  });

  it("name every Pod Security control that admission has to enforce", () => {
    const names = rules.map(({ name }) => name).filter((name) => name.startsWith("pod-security-"));
    const controls = controlsOf({ level: "restricted", minor: 37 });
    expect(controls.map((control) => `pod-security-${control}`)).toEqual(names);
  });
});
