import * as group from "@pulumi/github/actionsRunnerGroup";
import * as k8s from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";

import type { Lane } from "../lib/lanes";
import { keyProblems } from "../lib/names";
import { shown } from "../lib/shown";
import { rejectInvalid } from "../lib/validation";
import { egressProblems } from "./egress";
import {
  describeGroup,
  type EgressRule,
  groupArgs,
  groupName,
  type LaneArgs,
  type LaneDescription,
  laneProblems,
  namespaceName,
  wholeNumber,
} from "./lane";
import type { ControllerAccount } from "./controller-rights";
import { laneNamespace } from "./lane-namespace";
import type { RunnerSize } from "./runner-pod";
import { scaleSet } from "./scale-set";

export interface RunnerLaneArgs<L extends Lane> extends LaneArgs<L> {
  /** Minutes after which a job's pod is ended, whatever it does, 1–1440. */
  readonly maxJobMinutes: number;
  /** Where jobs may connect to besides cluster DNS, under keys; the metadata address is refused. */
  readonly egress: Readonly<Record<string, EgressRule>>;
  /** The runner's image by digest: `registry/path@sha256:…`. */
  readonly image: string;
  readonly size: RunnerSize;
  /** Name of the Secret in the lane's namespace that holds the GitHub App's credentials. */
  readonly githubAppSecret: string;
  /** The runner controller's version, which a scale set must repeat, such as `0.14.2`. */
  readonly controllerVersion: string;
  readonly controller: ControllerAccount;
  /** Pod Security version of the namespace. @default "v1.37" */
  readonly podSecurityVersion?: string;
}

/**
 * A trust zone of our own machines: one runner group, one namespace, one scale set of runners that take
 * one job each. Nothing of it is another lane's, and a job keeps nothing: work and caches end with its pod.
 */
export class RunnerLane<L extends Lane> extends pulumi.ComponentResource {
  readonly runnerGroup: string;
  readonly namespace: string;
  readonly #args: RunnerLaneArgs<L>;

  constructor(name: string, args: RunnerLaneArgs<L>, opts?: pulumi.ComponentResourceOptions) {
    // Members are the group's own input. Told twice, one moved repository would show as two updates.
    super("airside:runners:RunnerLane", name, { ...args, members: undefined }, opts);
    rejectInvalid(this, runnerLaneProblems(args));
    const { podSecurityVersion = "v1.37" } = args;
    this.#args = args;
    this.runnerGroup = groupName(args);
    this.namespace = namespaceName(args);

    const owned = new group.ActionsRunnerGroup(name, groupArgs(args), { parent: this });
    const ready = laneNamespace(
      name,
      { ...args, namespace: this.namespace, podSecurityVersion },
      { parent: this },
    );
    new k8s.CustomResource(name, scaleSet(args), {
      parent: this,
      dependsOn: [owned, ...ready],
    });

    this.registerOutputs({ runnerGroup: this.runnerGroup, namespace: this.namespace });
  }

  describe(): LaneDescription {
    const reaches = Object.values(this.#args.egress).flatMap(({ cidr, ports }) =>
      ports.map((port) => `${cidr}:${port}`),
    );
    return { ...describeGroup(this.#args), reaches };
  }
}

function runnerLaneProblems<L extends Lane>(args: RunnerLaneArgs<L>): string[] {
  const { egress, image, size, githubAppSecret, controllerVersion } = args;
  const problems = [
    ...laneProblems(args),
    ...wholeNumber("maxJobMinutes", args.maxJobMinutes, 1440),
    ...keyProblems("egress", Object.keys(egress)),
    ...egressProblems(egress),
    ...wholeNumber("size.cpus", size.cpus, 128),
    ...wholeNumber("size.memoryGib", size.memoryGib, 1024),
    ...wholeNumber("size.diskGib", size.diskGib, 2048),
  ];
  if (
    !/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)+(:[A-Za-z0-9._-]+)?@sha256:[0-9a-f]{64}$/.test(image)
  ) {
    problems.push(
      `image must be a registry, a path and a digest (@sha256: and 64 hex digits), got ${shown(image)}`,
    );
  }
  if (!/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(githubAppSecret)) {
    // What was given may be the credential itself.
    problems.push(
      "githubAppSecret must be the name of a Secret, a DNS label, never what the Secret holds",
    );
  }
  if (!/^\d+\.\d+\.\d+$/.test(controllerVersion)) {
    problems.push(
      `controllerVersion must be an exact version such as 0.14.2, got ${shown(controllerVersion)}`,
    );
  }
  return problems;
}
