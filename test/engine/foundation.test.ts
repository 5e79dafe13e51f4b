import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkout } from "../../sandbox/env";
import { editWorld, listWorld } from "../../sandbox/providers/world";
import { hasEngine, needEngine, Project, STACK } from "../support/engine";

/** A busy machine is no failure. */
const LONG = 180_000;
const AT_STACK = ["--stack", STACK];
const PACK = join(checkout, "policy-packs/airside");

// One stack, made once; each test goes on from where the one before has left it.
describe("the foundation stack under the real engine", () => {
  let project: Project;
  const plan = () => join(project.folder, "plan.json");
  const inWorld = (type: string) => listWorld(project.sandbox).filter((row) => row.type === type);

  beforeAll(async () => {
    if (!(await hasEngine())) return;
    project = await Project.create();
    await project.pulumi("stack", "init", STACK);
  }, LONG);
  afterAll(() => project?.remove());
  beforeEach(needEngine);

  it(
    "previews it clean, and keeps the plan for this user alone",
    async () => {
      const ended = await project.airside([
        "preview",
        ...AT_STACK,
        "--json",
        "--save-plan",
        plan(),
      ]);
      const verdict = JSON.parse(ended.stdout);
      expect(verdict).toMatchObject({
        stack: STACK,
        preview: true,
        errors: [],
        plan: expect.any(String),
      });
      expect(verdict.operations.create).toBeGreaterThan(10);
      expect(ended.code).toBe(0);
      expect(statSync(plan()).mode & 0o077).toBe(0);
      expect(listWorld(project.sandbox)).toEqual([]);
    },
    LONG,
  );

  it(
    "carries out the plan, and then there is nothing left to do",
    async () => {
      const ended = await project.airside(["up", ...AT_STACK, "--plan", plan()]);
      expect(ended.stdout).toMatch(/Update of foundation\.demo: \d+ created/);
      expect(ended.code).toBe(0);
      expect(inWorld("aws:iam/role:Role").length).toBeGreaterThanOrEqual(2);

      const again = await project.pulumi("preview", "--diff", "--expect-no-changes", ...AT_STACK);
      expect(again).toMatchObject({ code: 0 });
    },
    LONG,
  );

  it(
    "says who may assume its roles, by the stack's name",
    async () => {
      const known = await project.airside(["access", "who-can", STACK]);
      expect(known.stdout).toContain("platform-apply\n  jobs of acme/platform (id 500042), ");
      expect(known.code).toBe(0);

      const unknown = await project.airside(["access", "who-can", "foundation.none"]);
      expect(unknown).toMatchObject({
        code: 2,
        stderr:
          "airside: there is no file foundation.none, nor a stack of that name: " +
          "no stack named 'foundation.none' found\n",
      });
    },
    LONG,
  );

  it(
    "is listed by the person's own pulumi",
    async () => {
      const { stdout, code } = await project.pulumi("stack", "ls");
      expect(stdout).toMatch(/^foundation\.demo/m);
      expect(code).toBe(0);
    },
    LONG,
  );

  it(
    "shows as drift what was changed behind its back, and repairs it",
    async () => {
      const [role] = inWorld("aws:iam/role:Role");
      editWorld(project.sandbox, role!, { description: "changed by hand" });
      const seen = await project.pulumi("refresh", "--preview-only", "--diff", ...AT_STACK);
      expect(seen.stdout).toContain("changed by hand");

      expect(await project.pulumi("refresh", "--yes", ...AT_STACK)).toMatchObject({ code: 0 });
      const repaired = await project.pulumi("up", "--yes", ...AT_STACK);
      expect(repaired.stdout).toMatch(/~ 1 updated/);
      expect(
        inWorld("aws:iam/role:Role").map(({ properties }) => properties["description"]),
      ).not.toContain("changed by hand");
    },
    LONG,
  );

  it(
    "is judged again from its state alone",
    async () => {
      const ended = await project.pulumi("policy", "analyze", "--policy-pack", PACK, ...AT_STACK);
      expect(ended.printed).not.toMatch(/\[mandatory\]/);
      expect(ended.code).toBe(0);
    },
    LONG,
  );

  it(
    "refuses a trust made wider, by the rule's name and with its remedy",
    async () => {
      project.useProgram("dist/sandbox/demo/widened-trust.js");
      const ended = await project.airside(["preview", ...AT_STACK]);
      project.useProgram("dist/stacks/index.js");
      expect(ended.stdout).toMatch(/✗ mandatory \(critical\) {2}trust-subject-exact/);
      expect(ended.stdout).toMatch(/^ {2}Fix: /m);
      expect(ended.stdout).toMatch(/✗ refused by policy/);
      expect(ended.code).toBe(1);
    },
    LONG,
  );

  it(
    "refuses a plan that the program no longer matches, before anything changes",
    async () => {
      const preview = await project.airside(["preview", ...AT_STACK, "--save-plan", plan()]);
      expect(preview.code).toBe(0);
      const [world, config] = [listWorld(project.sandbox), project.config];
      project.config = config.replace("teams: [700]", "teams: [700, 701]");
      const ended = await project.airside(["up", ...AT_STACK, "--plan", plan()]);
      project.config = config;
      expect(ended.stdout).toMatch(/not allowed by the plan|violates plan/);
      expect(ended.stdout).toContain("✗ refused by the plan; nothing was changed");
      expect(ended.code).toBe(1);
      expect(listWorld(project.sandbox)).toEqual(world);
    },
    LONG,
  );

  it(
    "takes over what exists already",
    async () => {
      const [key] = inWorld("aws:kms/key:Key");
      const { resources: owned = [] } = await project.state();
      const provider = owned.find(({ type }) => type === "pulumi:providers:aws")!.urn;
      const file = join(project.folder, "import.json");
      const resources = [{ type: key!.type, name: "taken-over", id: key!.id, provider: "aws" }];
      writeFileSync(file, JSON.stringify({ nameTable: { aws: provider }, resources }));
      const flags = ["--file", file, "--generate-code=false", "--protect=false", "--yes"];
      const ended = await project.pulumi("import", ...flags, ...AT_STACK);
      expect(ended, ended.printed).toMatchObject({ code: 0 });
      expect(ended.stdout).toMatch(/1 imported/);

      const taken = `urn:pulumi:${STACK}::airside::${key!.type}::taken-over`;
      expect((await project.state()).resources).toContainEqual(
        expect.objectContaining({ urn: taken, id: key!.id }),
      );
      const left = await project.pulumi("state", "delete", taken, "--yes", ...AT_STACK);
      expect(left, left.printed).toMatchObject({ code: 0 });
    },
    LONG,
  );

  it(
    "is never written by two at once",
    async () => {
      const before = listWorld(project.sandbox);
      const both = await Promise.all(
        [1, 2].map(() => project.airside(["up", ...AT_STACK, "--yes"])),
      );
      for (const ended of both) {
        if (ended.code !== 0) expect(ended.stderr).toMatch(/held by \S+@\S+ \(pid \d+, since /);
      }
      expect(both.map(({ code }) => code)).toContain(0);
      expect(listWorld(project.sandbox)).toEqual(before);
      expect((await project.state()).pending_operations ?? []).toEqual([]);
    },
    LONG,
  );

  it(
    "is destroyed once it is no longer protected",
    async () => {
      const refused = await project.pulumi("destroy", "--preview-only", ...AT_STACK);
      expect(refused.printed).toContain("protected");
      expect(
        await project.pulumi("state", "unprotect", "--all", "--yes", ...AT_STACK),
      ).toMatchObject({ code: 0 });
      const ended = await project.pulumi("destroy", "--yes", ...AT_STACK);
      expect(ended, ended.printed).toMatchObject({ code: 0 });
      expect((await project.state()).resources ?? []).toEqual([]);
    },
    LONG,
  );
});
