import * as hosted from "@pulumi/github/actionsHostedRunner";
import * as group from "@pulumi/github/actionsRunnerGroup";
import * as pulumi from "@pulumi/pulumi";

import type { Lane } from "../lib/lanes";
import { shown } from "../lib/shown";
import { rejectInvalid } from "../lib/validation";
import {
  describeGroup,
  groupArgs,
  groupName,
  type LaneArgs,
  type LaneDescription,
  laneProblems,
} from "./lane";

export interface HostedLaneArgs<L extends Lane> extends LaneArgs<L> {
  /** GitHub's id of the machine size, such as `4-core`. */
  readonly size: string;
  /** GitHub's id of an image of its own, such as `2306`, or one of the organization's at an exact version. */
  readonly image:
    | { readonly github: string }
    | { readonly custom: string; readonly version: string };
}

/**
 * A trust zone on GitHub's own larger runners: the same group, members and workflows, on machines that GitHub
 * makes for one job each. What they reach is GitHub's to say: private networking is bound to the group outside
 * this provider (pulumi/pulumi-github has no `network_configuration_id`), and a job's age ends by `timeout-minutes`.
 */
export class HostedLane<L extends Lane> extends pulumi.ComponentResource {
  readonly runnerGroup: string;
  readonly #args: HostedLaneArgs<L>;

  constructor(name: string, args: HostedLaneArgs<L>, opts?: pulumi.ComponentResourceOptions) {
    // Members are the group's own input. Told twice, one moved repository would show as two updates.
    super("airside:runners:HostedLane", name, { ...args, members: undefined }, opts);
    rejectInvalid(this, [...laneProblems(args), ...machineProblems(args)]);
    const { image, size, maxRunners } = args;
    this.#args = args;
    this.runnerGroup = groupName(args);

    const owned = new group.ActionsRunnerGroup(name, groupArgs(args), { parent: this });
    new hosted.ActionsHostedRunner(
      name,
      {
        name: this.runnerGroup,
        size,
        ...("github" in image
          ? { image: { id: image.github, source: "github" } }
          : { image: { id: image.custom, source: "custom" }, imageVersion: image.version }),
        runnerGroupId: owned.id.apply(Number),
        maximumRunners: maxRunners,
        publicIpEnabled: false,
      },
      { parent: this },
    );

    this.registerOutputs({ runnerGroup: this.runnerGroup });
  }

  describe(): LaneDescription {
    return { ...describeGroup(this.#args), reaches: "the internet, from GitHub's network" };
  }
}

function machineProblems<L extends Lane>({ size, image }: HostedLaneArgs<L>): string[] {
  const problems: string[] = [];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(size)) {
    problems.push(`size must be GitHub's id of a machine size, such as 4-core, got ${shown(size)}`);
  }
  const id = "github" in image ? image.github : image.custom;
  if (!/^[0-9]+$/.test(id)) {
    problems.push(
      `image must be GitHub's numeric id of an image, such as "2306", got ${shown(id)}`,
    );
  }
  if ("custom" in image && !/^\d+\.\d+\.\d+$/.test(image.version)) {
    problems.push(`image.version must be exact, such as 1.4.0, got ${shown(image.version)}`);
  }
  return problems;
}
