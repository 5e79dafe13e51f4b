import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { loadRegister } from "../../cli/register";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "register-"));
  mkdirSync(join(folder, "services"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) =>
  writeFileSync(join(folder, "services", `${name}.yaml`), text);
const contract = (n: number) =>
  `name: s${n}\nrepository: { owner: acme, name: s${n}, ownerId: 42, id: ${n + 1} }\nlanes: [build]\n`;

describe("loadRegister", () => {
  it("reads from what it parsed before, and only what has not changed since", () => {
    const cache = join(folder, "cache.json");
    for (let n = 0; n < 200; n++) write(`s${n}`, contract(n));
    const first = loadRegister(folder, cache);
    expect(existsSync(cache)).toBe(true);
    expect(loadRegister(folder, cache)).toEqual(first);
    write("s7", contract(7).replace("[build]", "[deploy]"));
    const changed = loadRegister(folder, cache);
    expect(changed).not.toEqual(first);
    expect(JSON.stringify(changed)).toContain("deploy");
  });

  it("stops at what is no YAML, with every file of it", () => {
    write("a", "name: 'a\n");
    write("b", "- b\n");
    const cache = join(folder, "cache.json");
    expect(() => loadRegister(folder, cache)).toThrow(
      /a\.yaml cannot be read: Missing closing 'quote[\s\S]*b\.yaml must hold one record, an object/,
    );
  });
});
