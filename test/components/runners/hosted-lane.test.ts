import { describe, expect, it } from "vitest";

import { HostedLane, type HostedLaneArgs } from "../../../components/runners/hosted-lane";
import { record } from "../../support/record";

const args: HostedLaneArgs<"untrusted"> = {
  lane: "untrusted",
  owner: "platform",
  environment: "production",
  dataClass: "internal",
  organization: "acme",
  members: { lane: "untrusted", repositories: [{ owner: "acme", name: "shop", id: 30 }] },
  maxRunners: 20,
  size: "4-core",
  image: { github: "2306" },
};
const build = (changes: object = {}) =>
  record(() => new HostedLane("lane-untrusted", { ...args, ...changes }), { preview: true });

describe("HostedLane", () => {
  it("registers the group and its machines, bounded and without a public address", async () => {
    const [component, group, machines, ...others] = await build();
    expect(others).toEqual([]);
    expect(component!.type).toBe("airside:runners:HostedLane");
    expect(group!.inputs).toEqual({
      name: "airside-untrusted",
      visibility: "selected",
      selectedRepositoryIds: [30],
      allowsPublicRepositories: false,
      restrictedToWorkflows: false,
      selectedWorkflows: [],
    });
    const { runnerGroupId, ...known } = machines!.inputs;
    expect(machines!.propertyDependencies).toEqual({ runnerGroupId: [group!.urn] });
    expect(known).toEqual({
      name: "airside-untrusted",
      size: "4-core",
      image: { id: "2306", source: "github" },
      maximumRunners: 20,
      publicIpEnabled: false,
    });
  });

  it("answers the same question as a lane of our own machines", async () => {
    const lanes: HostedLane<"untrusted">[] = [];
    await record(() => lanes.push(new HostedLane("lane-untrusted", args)));
    expect(lanes[0]!.describe()).toEqual({
      lane: "untrusted",
      runnerGroup: "airside-untrusted",
      runsOn: "airside-untrusted",
      repositories: ["acme/shop"],
      workflows: "any workflow of these repositories",
      keeps: "nothing: work and caches end with the job",
      reaches: "the internet, from GitHub's network",
    });
  });

  it.each([
    [
      { store: "acme-lane-untrusted" },
      "store must be left out in the lane untrusted: what a pull request leaves, others read",
    ],
    [
      { image: { custom: "77", version: "latest" } },
      'image.version must be exact, such as 1.4.0, got "latest"',
    ],
    [
      { image: { github: "ubuntu" } },
      'image must be GitHub\'s numeric id of an image, such as "2306", got "ubuntu"',
    ],
    [{ size: "" }, 'size must be GitHub\'s id of a machine size, such as 4-core, got ""'],
    [{ maxRunners: 1001 }, "maxRunners must be a whole number from 1 to 1000, got 1001"],
    [
      { members: { lane: "deploy", repositories: [] } },
      'members must be those of the lane untrusted, got those of "deploy"',
    ],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });
});
