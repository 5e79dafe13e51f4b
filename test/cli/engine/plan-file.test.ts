import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { mustBePlan, mustBeWritable } from "../../../cli/engine/plan-file";
import { airside } from "../../support/command-line";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "airside-plan-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const inFolder = (name: string) => join(folder, name);
const refused = (message: string) => ({ code: 2, stdout: "", stderr: `airside: ${message}\n` });

describe("airside preview --save-plan", () => {
  const preview = (path: string) => airside("preview", "--save-plan", path);

  it("refuses what no plan could be kept in, before the preview", async () => {
    writeFileSync(inFolder("file"), "");
    expect(await preview(folder)).toEqual(
      refused(`--save-plan must be a file, got the folder ${folder}`),
    );
    expect(await preview(inFolder("none/plan.json"))).toEqual(
      refused(`cannot write ${inFolder("none/plan.json")}: there is no folder for it`),
    );
    expect(await preview(inFolder("file/plan.json"))).toEqual(
      refused(`cannot write ${inFolder("file/plan.json")}: a part of its path is a file`),
    );
  });

  it("takes a new file and one that is there, and touches neither", () => {
    writeFileSync(inFolder("old.json"), "");
    for (const name of ["new.json", "old.json"]) mustBeWritable(inFolder(name));
    expect(readdirSync(folder)).toEqual(["old.json"]);
  });
});

describe("airside up --plan", () => {
  const up = (path: string) => airside("up", "--plan", path);

  it("refuses what cannot be read", async () => {
    expect(await up(folder)).toEqual(refused(`cannot read ${folder}: it is a folder`));
    const none = inFolder("none.json");
    expect(await up(none)).toEqual(refused(`cannot read ${none}: there is no such file`));
  });

  it.each(["not JSON", "", "[]", "null", '{"version":3,"deployment":{}}'])(
    "refuses what is no plan, by its name: %j",
    async (text) => {
      const path = inFolder("bad.json");
      writeFileSync(path, text);
      expect(await up(path)).toEqual(
        refused(`--plan must be a plan of airside preview --save-plan; ${path} is none`),
      );
    },
  );

  it("takes a plan, were it one of nothing", () => {
    const path = inFolder("plan.json");
    writeFileSync(path, '{"manifest":{"time":"2026-01-01T00:00:00Z","magic":"","version":""}}');
    expect(() => mustBePlan(path)).not.toThrow();
  });
});
