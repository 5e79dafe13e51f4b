import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkout } from "../../sandbox/env";
import { listWorld } from "../../sandbox/providers/world";
import { hasEngine, needEngine, Project } from "../support/engine";

/** A busy machine is no failure. */
const LONG = 180_000;
const STACK = "runners.demo";
const AT_STACK = ["--stack", STACK];
/** Another register than the project's own, which the tests edit. */
const BY_ANOTHER = [...AT_STACK, "--register", join(checkout, "register")];
/** What the engine counts where everything stays as it is. */
const NOTHING = { same: expect.any(Number) };
const GROUP = "github:index/actionsRunnerGroup:ActionsRunnerGroup";

// One stack, made once; each test goes on from where the one before has left it.
describe("the runners stack under the real engine", () => {
  let project: Project;
  const contract = (service: string) => join(project.folder, `register/services/${service}.yaml`);
  const edit = (service: string, from: string, to: string) => {
    const before = readFileSync(contract(service), "utf8");
    expect(before).toContain(from);
    writeFileSync(contract(service), before.replace(from, to));
  };
  const preview = async () => {
    const ended = await project.airside(["preview", ...AT_STACK, "--json"]);
    expect(ended, ended.printed).toMatchObject({ code: 0 });
    const { operations, changes } = JSON.parse(ended.stdout);
    return {
      operations,
      changes: changes.map(({ op, urn, notes }: { op: string; urn: string; notes?: string[] }) => [
        op,
        urn.split("::").slice(2).join(" ").split("$").at(-1),
        ...(notes ?? []),
      ]),
    };
  };
  const groups = () =>
    Object.fromEntries(
      listWorld(project.sandbox)
        .filter(({ type }) => type === GROUP)
        .map(({ properties: { name, selectedRepositoryIds: ids } }) => [name, ids]),
    );

  beforeAll(async () => {
    if (!(await hasEngine())) return;
    project = await Project.create(STACK);
    await project.pulumi("stack", "init", STACK);
  }, LONG);
  afterAll(() => project?.remove());
  beforeEach(needEngine);

  it(
    "comes up with every lane, and then there is nothing left to do",
    async () => {
      const ended = await project.airside(["up", ...AT_STACK, "--yes"]);
      expect(ended, ended.printed).toMatchObject({ code: 0 });
      expect(groups()).toEqual({
        "airside-untrusted": [500043, 500044, 500045],
        "airside-build": [500043, 500044, 500045],
        "airside-release": [500043, 500044],
        "airside-deploy": [500043, 500044],
      });
      expect(await preview()).toEqual({ operations: NOTHING, changes: [] });
    },
    LONG,
  );

  it(
    "moves a repository to another zone by one update of each group that it leaves or joins",
    async () => {
      edit("handbook", "lanes: [untrusted, build]", "lanes: [untrusted, release]");
      const { operations, changes } = await preview();
      expect(operations).toEqual({ ...NOTHING, update: 2 });
      expect(changes.toSorted()).toEqual([
        ["update", `${GROUP} lane-build`, "airside-build: acme/handbook leaves"],
        ["update", `${GROUP} lane-release`, "airside-release: acme/handbook joins"],
      ]);
      const shown = await project.airside(["preview", ...AT_STACK]);
      expect(shown.stdout).toContain(
        `  ~ update  ${GROUP}  lane-release\n      airside-release: acme/handbook joins\n`,
      );
      const ended = await project.airside(["up", ...AT_STACK, "--yes"]);
      expect(ended, ended.printed).toMatchObject({ code: 0 });
      expect(groups()).toMatchObject({
        "airside-build": [500043, 500044],
        "airside-release": [500043, 500044, 500045],
      });
    },
    LONG,
  );

  it(
    "is refused where its groups are not those of the register that policies read",
    async () => {
      const ended = await project.airside(["preview", ...BY_ANOTHER]);
      expect(ended.code).toBe(1);
      expect(ended.stdout).toMatch(/mandatory \(critical\) +runner-group-single-zone/);
    },
    LONG,
  );

  it(
    "changes nothing when lanes are only listed in another order",
    async () => {
      edit("handbook", "lanes: [untrusted, release]", "lanes: [release, untrusted]");
      expect((await preview()).operations).toEqual(NOTHING);
    },
    LONG,
  );

  it(
    "is stopped by the service where a contract names a repository that is not there",
    async () => {
      edit("handbook", "id: 500045", "id: 500099");
      const ended = await project.airside(["up", ...AT_STACK, "--yes"]);
      edit("handbook", "id: 500099", "id: 500045");
      expect(ended.code, ended.printed).toBe(2);
      expect(ended.printed).toMatch(
        /runner-groups: 422 Validation Failed \[Invalid selectedRepositoryIds, 500099 is none/,
      );
      const again = await project.airside(["up", ...AT_STACK, "--yes"]);
      expect(again, again.printed).toMatchObject({ code: 0 });
    },
    LONG,
  );

  it(
    "is destroyed to the last object",
    async () => {
      const ended = await project.pulumi("destroy", "--yes", ...AT_STACK);
      expect(ended, ended.printed).toMatchObject({ code: 0 });
      expect(listWorld(project.sandbox)).toEqual([]);
      expect((await project.state()).resources ?? []).toEqual([]);
    },
    LONG,
  );
});
