import * as fs from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "vitest";

import { airside } from "../../cli/command";

const root = path.resolve(__dirname, "../..");
const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");
const scripts = JSON.parse(read("package.json")).scripts as Readonly<Record<string, string>>;

/** The lines of a page's shell blocks, without their comments. */
function commands(page: string): string[] {
  const blocks = [...read(page).matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  return blocks.flatMap((block) =>
    block
      .split("\n")
      .map((line) => line.replace(/\s+#.*$/, "").trim())
      .filter((line) => line !== ""),
  );
}

describe.each(["README.md", "CONTRIBUTING.md", "docs/lanes.md"])("%s", (page) => {
  it.each(commands(page))("shows what is there: %s", (line) => {
    for (const [, name = ""] of line.matchAll(/npm (?:run (?:--silent )?)?(\w+)/g)) {
      expect(scripts[name]).toBe(`node setup/run.mjs ${name}`);
    }
    const words = /airside -- ([\w -]+)/.exec(line)?.[1]?.split(" ") ?? [];
    let command = airside();
    for (const word of words.filter((each) => !each.startsWith("-"))) {
      if (command.commands.length === 0) break; // What follows a verb is its own.
      const next = command.commands.find((each) => each.name() === word);
      expect(next?.name()).toBe(word);
      if (next) command = next;
    }
  });

  it("names no folder that is not there", () => {
    const named = [...read(page).matchAll(/^\| `(\w[\w-]*\/)` \|/gm)].map(
      ([, folder = ""]) => folder,
    );
    // The register is the company's own and begins empty.
    const missing = named.filter((folder) => !fs.existsSync(path.join(root, folder)));
    expect(missing.filter((folder) => folder !== "register/")).toEqual([]);
  });
});

it("CI runs the README's test command", () => {
  expect(commands("README.md")).toContain("npm test");
  expect(read(".ci/run").trim().split("\n").at(-1)).toBe("exec npm test");
  expect(read(".github/workflows/ci.yml")).toContain("run: .ci/run");
});
