import { readFileSync, globSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";

import { CLOUDS } from "./stand-in";

const installed = createRequire(__filename);
const root = process.cwd();

/** The type tokens of every provider resource that components and stacks write `new …` for. */
function createdTypes(): string[] {
  const tokens = globSync("{components,stacks}/**/*.ts", { cwd: root }).flatMap((file) => {
    const source = readFileSync(join(root, file), "utf8");
    const modules = [...source.matchAll(/import \* as (\w+) from "(@pulumi\/[^"]+)"/g)];
    const named = [...source.matchAll(/import \{ (\w+)(?: as (\w+))? \} from "(@pulumi\/[^"]+)"/g)];
    const inModules = modules.flatMap(([, name = "", path = ""]) =>
      [...source.matchAll(new RegExp(`new ${name}\\.(\\w+)\\b`, "g"))].map(([, kind = ""]) =>
        tokenOf(path, kind),
      ),
    );
    const direct = named
      .filter(([, kind = "", name = kind]) => source.includes(`new ${name}(`))
      .map(([, kind = "", , path = ""]) => tokenOf(path, kind));
    return [...inModules, ...direct];
  });
  return [...new Set(tokens)].filter((token) => token !== undefined).sort();
}

function tokenOf(path: string, kind: string): string | undefined {
  const module = installed(path) as Record<string, { __pulumiType?: string } | undefined>;
  return module[kind]?.__pulumiType;
}

it("knows what replaces every type that components and stacks create", () => {
  const created = createdTypes().filter((type) => /^(aws|github|kubernetes|vault):/.test(type));
  expect(created.length).toBeGreaterThan(25);
  const unknown = created.filter(
    (type) => CLOUDS[type.split(":")[0] ?? ""]?.facts(type)?.replaceOn === undefined,
  );
  expect(unknown).toEqual([]);
});
