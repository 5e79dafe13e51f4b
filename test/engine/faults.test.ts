import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Ended, hasEngine, needEngine, Project, STACK } from "../support/engine";

/** A busy machine is no failure. */
const LONG = 180_000;
const AT_STACK = ["--stack", STACK];

/** One clear message: on one stream, once, and without a stack trace. */
function expectOneMessage(ended: Ended, message: string | RegExp): void {
  expect(ended.printed).toMatch(message);
  expect(ended.printed).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(ended.printed.match(/✗ error|^airside: /gm)).toHaveLength(1);
  expect(ended.code).toBe(2);
}

describe("what can be wrong before anything changes", () => {
  let project: Project;

  beforeAll(async () => {
    if (!(await hasEngine())) return;
    project = await Project.create();
    await project.pulumi("stack", "init", STACK);
  }, LONG);
  afterAll(() => project?.remove());
  beforeEach(async (context) => {
    await needEngine(context);
    project.useProgram("dist/stacks/index.js");
  });

  it(
    "a program error: its message, and where with --debug alone",
    async () => {
      project.writeProgram(
        'module.exports = () => { throw new TypeError("the program is broken"); };',
      );
      expectOneMessage(await project.airside(["preview", ...AT_STACK]), "the program is broken");

      const { printed } = await project.airside(["preview", ...AT_STACK, "--debug"]);
      expect(printed).toMatch(/^\s+at .*program\.js:1:\d+\)?$/m);
    },
    LONG,
  );

  it(
    "three mistakes in the configuration: all at once, each with its place",
    async () => {
      const good = project.config;
      project.config = good
        .replace('accountId: "111122223333"', 'accountId: "12"')
        .replace("owner: platform", 'owner: "what?!"')
        .replace("id: 500042", "id: -5");
      try {
        const ended = await project.airside(["preview", ...AT_STACK]);
        expectOneMessage(ended, `3 problems in Pulumi.${STACK}.yaml`);
        for (const place of ["accountId", "owner", "repository.id"]) {
          expect(ended.printed).toContain(`airside:foundation.${place}: must be`);
        }
      } finally {
        project.config = good;
      }
    },
    LONG,
  );

  it(
    "a wrong passphrase",
    async () => {
      const env = { PULUMI_CONFIG_PASSPHRASE: "not-the-passphrase" };
      expectOneMessage(
        await project.airside(["preview", ...AT_STACK], env),
        "incorrect passphrase",
      );
    },
    LONG,
  );

  it(
    "a missing engine: what is on PATH, and what to install",
    async () => {
      const env = { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: join(project.folder, "empty-cache") };
      const ended = await project.airside(["preview", ...AT_STACK], env);
      expectOneMessage(ended, /no Pulumi engine: there is no pulumi on PATH\. Install Pulumi >= 3/);
    },
    LONG,
  );

  it(
    "an unknown stack, and a folder without a project",
    async () => {
      expectOneMessage(
        await project.airside(["preview", "--stack", "nope.demo"]),
        "no stack named 'nope.demo' found",
      );
      expectOneMessage(
        await project.airside(["preview", "--cwd", "/"]),
        "no Pulumi.yaml project file found",
      );
    },
    LONG,
  );

  it(
    "an option that neither airside nor the engine has, and one that would blind it",
    async () => {
      expectOneMessage(
        await project.airside(["preview", ...AT_STACK, "--bogus"]),
        "unknown flag: --bogus",
      );
      const up = await project.airside(["up", ...AT_STACK, "--yes", "--skip-preview"]);
      expectOneMessage(up, "--skip-preview cannot be used here");
    },
    LONG,
  );

  it(
    "a stack whose name no program has",
    async () => {
      await project.pulumi("stack", "init", "nosuch.demo");
      const ended = await project.airside(["preview", "--stack", "nosuch.demo"]);
      expectOneMessage(ended, /no program for the stack "nosuch\.demo".*foundation/);
    },
    LONG,
  );
});
