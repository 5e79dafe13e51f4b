import { readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { LANES } from "../../../components/lib/lanes";
import { membersOf } from "../../../components/runners/members";
import { runners } from "../../../stacks/runners";
import { record, type Recorded } from "../../support/record";

const ROOT = join(__dirname, "../../..");
const demo = parse(readFileSync(join(ROOT, "stacks/config/Pulumi.runners.demo.yaml"), "utf8"))
  .config["airside:runners"];
const run = (changes: object = {}) =>
  record(() => runners(), {
    stack: "runners.demo",
    preview: true,
    config: {
      "airside:runners": JSON.stringify({ ...demo, register: relativeRegister, ...changes }),
    },
  });
const relativeRegister = "register";
const groups = (resources: Recorded[]) =>
  Object.fromEntries(
    resources
      .filter(({ type }) => type.endsWith("ActionsRunnerGroup"))
      .map(({ inputs }) => [inputs.name, inputs.selectedRepositoryIds]),
  );

describe("runners.demo", () => {
  it("gives each lane the repositories that the register lists for it", async () => {
    expect(groups(await run())).toEqual({
      "airside-untrusted": [500043, 500044, 500045],
      "airside-build": [500043, 500044, 500045],
      "airside-release": [500043, 500044],
      "airside-deploy": [500043, 500044],
    });
  });

  it("tells the members to the groups alone, so that a moved repository is one update a group", async () => {
    const telling = (await run()).filter(({ inputs }) => JSON.stringify(inputs).includes("50004"));
    expect([...new Set(telling.map(({ type }) => type))]).toEqual([
      "github:index/actionsRunnerGroup:ActionsRunnerGroup",
    ]);
  });

  it("has several lanes of one zone side by side, with the zone's members", async () => {
    const lanes = {
      ...demo.lanes,
      "build-large": { ...demo.lanes.build, size: demo.lanes.build.size },
    };
    const found = groups(await run({ lanes }));
    expect(found["airside-build-large"]).toEqual(found["airside-build"]);
    await expect(run({ lanes: { deploy: demo.lanes.build } })).rejects.toThrow(
      'airside:runners.lanes.deploy: must be named build or build-VARIANT, got "deploy"',
    );
  });

  it("refuses one workflow in two zones, and takes it in two lanes of one", async () => {
    const { build, deploy } = demo.lanes;
    const shared = { ...deploy, workflows: [...deploy.workflows, ...build.workflows] };
    await expect(run({ lanes: { ...demo.lanes, deploy: shared } })).rejects.toThrow(
      `airside:runners.lanes.deploy.workflows: must not share a workflow with the lane build, got "${build.workflows[0]}"`,
    );
    await run({ lanes: { ...demo.lanes, "deploy-eu": deploy } });
  });

  it("shares no group, namespace or network policy between lanes", async () => {
    const resources = await run();
    const namespaces = resources
      .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
      .map(({ inputs }) => inputs.metadata.name);
    expect(namespaces.sort()).toEqual([
      "runner-controller",
      "runners-build",
      "runners-deploy",
      "runners-release",
    ]);
    const urns = resources.map(({ urn }) => urn);
    expect(new Set(urns).size).toBe(urns.length);
  });

  it("keeps what outlives a job in a bucket a lane, closed to the roles of every other", async () => {
    const resources = await run();
    const byName = (type: string, value: (inputs: Recorded["inputs"]) => unknown) =>
      Object.fromEntries(
        resources
          .filter((each) => each.type.endsWith(`:${type}`) && each.type.startsWith("aws:"))
          .map(({ name, inputs }) => [name, value(inputs)]),
      );
    const readers = ({ policy }: { policy: string }) =>
      JSON.parse(policy).Statement.find(({ Sid }: { Sid: string }) => Sid === "RolesOnly")
        .Condition;
    const only = (lane: string) => ({
      ArnNotLike: {
        "aws:PrincipalArn": `arn:aws:iam::111122223333:role/airside/lanes/${lane}/*`,
      },
    });
    expect(byName("BucketPolicy", readers)).toEqual({
      "lane-build-store": only("build"),
      "lane-release-store": only("release"),
      "lane-deploy-store": only("deploy"),
    });
    expect(byName("Bucket", ({ bucket }) => bucket)).toEqual({
      "lane-build-store": "acme-airside-lane-build",
      "lane-release-store": "acme-airside-lane-release",
      "lane-deploy-store": "acme-airside-lane-deploy",
    });
    const prefixes = ({ rules }: { rules: { filter: { prefix: string } }[] }) =>
      rules.map(({ filter }) => filter.prefix);
    expect(byName("BucketLifecycleConfiguration", prefixes)).toEqual({
      "lane-build-store": ["cache/", "artifacts/"],
      "lane-release-store": ["artifacts/"],
      "lane-deploy-store": ["artifacts/"],
    });
  });

  it("has no bucket and no AWS where no store is asked for", async () => {
    const resources = await run({ stores: undefined });
    expect(resources.filter(({ type }) => /^aws:|:aws$/.test(type))).toEqual([]);
  });

  it("stops on a register with a problem, naming file and line", async () => {
    await expect(run({ register: "test" })).rejects.toThrow(
      "test/services must exist; make it, or name the register's folder",
    );
  });

  it("is refused with every problem of its configuration", async () => {
    const lanes = {
      ...demo.lanes,
      build: { lane: "build", host: "vm" },
      release: { ...demo.lanes.release, maxRunners: "5" },
    };
    await expect(run({ organization: "acme--x", lanes })).rejects.toThrow(
      [
        "3 problems in Pulumi.runners.demo.yaml",
        '  airside:runners.organization: must be one GitHub owner: at most 39 ASCII letters and digits with single hyphens between them, got "acme--x"',
        '  airside:runners.lanes.build.host: must have host: cluster or host: github, got "vm"',
        '  airside:runners.lanes.release.maxRunners: must be a whole number of runners, got "5"',
      ].join("\n"),
    );
  });
});

describe("the register as the groups' single writer", () => {
  const lanes = fc.uniqueArray(fc.constantFrom(...LANES), { minLength: 1 });
  const services = fc.array(lanes, { minLength: 1, maxLength: 200 }).map((all) =>
    all.map((each, n) => ({
      lanes: each,
      repository: { owner: "acme", name: `r${n}`, id: n + 1 },
    })),
  );

  it("changes the groups that one moved repository leaves and joins, and no other", () => {
    fc.assert(
      fc.property(services, fc.nat(), lanes, (before, position, moved) => {
        const at = position % before.length;
        const after = before.with(at, { ...before[at]!, lanes: moved });
        const changed = LANES.filter(
          (lane) =>
            JSON.stringify(membersOf(lane, before)) !== JSON.stringify(membersOf(lane, after)),
        );
        const expected = LANES.filter(
          (lane) => before[at]!.lanes.includes(lane) !== moved.includes(lane),
        );
        expect(changed).toEqual(expected);
      }),
      { seed: 20261122 },
    );
  });

  it("changes none but the groups that edited repositories are or were in, however many", () => {
    const edits = fc.array(fc.tuple(fc.nat(), lanes), { maxLength: 100 });
    fc.assert(
      fc.property(services, edits, (before, edited) => {
        const touched = new Set<string>();
        const after = edited.reduce((current, [position, moved]) => {
          const at = position % current.length;
          for (const lane of [...before[at]!.lanes, ...moved]) touched.add(lane);
          return current.with(at, { ...current[at]!, lanes: moved });
        }, before);
        const changed = LANES.filter(
          (lane) =>
            JSON.stringify(membersOf(lane, before)) !== JSON.stringify(membersOf(lane, after)),
        );
        expect(changed.filter((lane) => !touched.has(lane))).toEqual([]);
      }),
      { seed: 20261127 },
    );
  });
});
