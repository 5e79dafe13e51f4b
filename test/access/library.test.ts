import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = process.cwd();
const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(readFileSync("README.md", "utf8")) ?? [];
/** What the example says that it prints, one comment a line. */
const promised = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, text]) => text);
const built = existsSync(join(root, "dist/access/opens.d.ts"));

describe("access/ as a library", () => {
  let folder = "";
  const inProject = (...args: string[]) =>
    spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "airside-library-"));
    mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
    symlinkSync(root, join(folder, "node_modules/airside"));
    symlinkSync(resolve("node_modules/@types/node"), join(folder, "node_modules/@types/node"));
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(join(folder, "who.ts"), example);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("compiles and runs the README's example, which prints what it says", (context) => {
    if (!built) context.skip("dist/ is not built: npm run build");
    const compiler = resolve("node_modules/typescript7/bin/tsc");
    const strict = ["--strict", "--module", "nodenext", "--target", "es2024", "--types", "node"];
    const compiled = inProject(compiler, ...strict, "who.ts");
    expect(compiled.stdout).toBe("");
    expect(compiled.status).toBe(0);
    expect(promised).toHaveLength(3);
    expect(inProject("who.js").stdout.trim().split("\n")).toEqual(promised);
  });

  it("has the functions that its page lists, and no other module", (context) => {
    if (!built) context.skip("dist/ is not built: npm run build");
    const rows = [
      ...readFileSync("docs/access.md", "utf8").matchAll(/^\| `(airside\/[^`]+)` \| (.*?) \|/gm),
    ];
    const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
    const modules = Object.keys(exports).filter((path) => path !== "./package.json");
    expect(rows.map(([, module]) => `.${module?.slice("airside".length)}`)).toEqual(modules);
    for (const [, module = "", functions = ""] of rows) {
      const named = [...functions.matchAll(/`(\w+)`/g)].map(([, name]) => name);
      const script = `console.log(JSON.stringify(Object.keys(require(${JSON.stringify(module)}))))`;
      const { stdout, stderr } = inProject("--input-type=commonjs", "-e", script);
      expect(stderr).toBe("");
      expect(JSON.parse(stdout), module).toEqual(expect.arrayContaining(named));
    }
  });
});
