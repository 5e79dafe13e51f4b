import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { packs, rules } from "../../policy-packs/airside/rules";
import { catalogue } from "../../policy-packs/lib/catalogue";
import { KINDS } from "../support/rule-fixtures";

const root = join(__dirname, "../..");
const MOST_DAYS = { critical: 14, high: 30, medium: 90, low: 180 };
const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** Whether there is such a class, of ours or of AWS. */
function isClass(folder: string, name: string): boolean {
  const file = name.replace(/(?!^)[A-Z]/g, "-$&").toLowerCase();
  const ours = join(root, "components", folder, `${file}.ts`);
  if (existsSync(ours))
    return new RegExp(`export class ${name}\\b`).test(readFileSync(ours, "utf8"));
  const theirs = `${name.charAt(0).toLowerCase()}${name.slice(1)}.js`;
  return existsSync(join(root, "node_modules/@pulumi/aws", folder, theirs));
}

it("is written out in docs/rules.md", async () => {
  await expect(catalogue(packs)).toMatchFileSnapshot(join(root, "docs/rules.md"));
});

it("names every rule once", () => {
  const names = rules.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe.each(
  Object.entries(packs).flatMap(([pack, ofPack]) =>
    ofPack.map((rule) => [rule.name, pack, rule] as const),
  ),
)("%s", (name, pack, rule) => {
  it("is an object of the file of its name", async () => {
    const file = join(root, `policy-packs/${pack}/rules/${name}.ts`);
    expect(existsSync(file), `no file ${file}`).toBe(true);
    expect((await import(file))[camelCase(name)]).toBe(rule);
  });

  it("says what it asks, why, and what to do", () => {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(rule.title).toMatch(/^[A-Z].* (must|may) .*\.$/s);
    expect(rule.rationale).toMatch(/^\S.*\.$/s);
    expect(rule.remedy.length).toBeGreaterThan(10);
  });

  it("sends nobody to a class that is not there", () => {
    const named = rule.remedy.matchAll(/\b([a-z]+)\.([A-Z]\w+)/g);
    const missing = [...named].filter(([, folder = "", name = ""]) => !isClass(folder, name));
    expect(missing.map(([whole]) => whole)).toEqual([]);
  });

  it("can be excepted for no longer than its severity allows", () => {
    if (rule.exceptableDays === false) return;
    expect(rule.exceptableDays).toBeGreaterThan(0);
    expect(rule.exceptableDays).toBeLessThanOrEqual(MOST_DAYS[rule.severity]);
  });

  // The type of the fixtures asks for the eight kinds, and every run asks for a case in each.
  it("has fixtures of the eight kinds", () => {
    const file = join(root, `test/policy-packs/${pack}/${name}.test.ts`);
    expect(existsSync(file), `no file ${file}`).toBe(true);
    const text = readFileSync(file, "utf8");
    expect(text).toContain(`describeRule(${camelCase(name)},`);
    expect(KINDS.filter((kind) => !text.includes(kind))).toEqual([]);
  });
});
