import { ownerProblems, workflowProblems } from "../lib/github-names";
import { LANES, type Lane } from "../lib/lanes";
import { shown } from "../lib/shown";
import { type Placement, placementProblems } from "../lib/tags";

/** A repository that a lane serves. */
export interface LaneRepository {
  readonly owner: string;
  readonly name: string;
  readonly id: number;
}

/** The repositories of one lane, and of no other: the lane is part of the type. */
export interface LaneMembers<L extends Lane> {
  readonly lane: L;
  readonly repositories: readonly LaneRepository[];
}

/** A destination that a lane may reach, by address and port. */
export interface EgressRule {
  /** IPv4 network, such as `10.20.0.0/24`. */
  readonly cidr: string;
  readonly ports: readonly number[];
}

/** What every implementation of a lane is told. */
export interface LaneArgs<L extends Lane> extends Omit<Placement, "lane"> {
  readonly lane: L;
  /** The GitHub organization. */
  readonly organization: string;
  /** Computed from the register; the group has no other writer. */
  readonly members: LaneMembers<L>;
  /**
   * The only workflows whose jobs the lane takes, each at a pinned ref. Needed in the lanes `release`
   * and `deploy`. @default any workflow of a member
   */
  readonly workflows?: readonly string[];
  /** The most runners at once, 1–1000. */
  readonly maxRunners: number;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/** A lane's answer to: who runs here, from which workflows, and what can they reach? */
export interface LaneDescription {
  readonly lane: Lane;
  readonly runnerGroup: string;
  /** What a job writes after `runs-on:`. */
  readonly runsOn: string;
  /** `owner/name`, in order. */
  readonly repositories: readonly string[];
  /** The workflows it is restricted to, or every workflow of those repositories. */
  readonly workflows: readonly string[] | "any workflow of these repositories";
  /** Networks and ports, or the whole internet where GitHub hosts the machine. */
  readonly reaches: readonly string[] | "the internet, from GitHub's network";
}

/** Runner groups are named by people and by workflows, so their names are fixed. */
export const groupName = (lane: Lane) => `airside-${lane}`;

/** What the runner group is, from the lane's arguments alone. */
export function groupArgs<L extends Lane>({ lane, members, workflows = [] }: LaneArgs<L>) {
  return {
    name: groupName(lane),
    visibility: "selected",
    // In order of ids, so that the order of files in the register changes nothing.
    selectedRepositoryIds: members.repositories.map(({ id }) => id).sort((a, b) => a - b),
    allowsPublicRepositories: false,
    restrictedToWorkflows: workflows.length > 0,
    selectedWorkflows: [...workflows].sort(),
  };
}

export function describeGroup<L extends Lane>({ lane, members, workflows = [] }: LaneArgs<L>) {
  return {
    lane,
    runnerGroup: groupName(lane),
    runsOn: groupName(lane),
    repositories: members.repositories.map(({ owner, name }) => `${owner}/${name}`).sort(),
    workflows:
      workflows.length > 0
        ? [...workflows].sort()
        : ("any workflow of these repositories" as const),
  };
}

/** What is wrong with the part of a lane's arguments that all implementations share. */
export function laneProblems<L extends Lane>(args: LaneArgs<L>): string[] {
  const { lane, organization, members, workflows = [], maxRunners } = args;
  const problems = [
    ...placementProblems(args),
    ...ownerProblems("organization", organization),
    ...memberProblems(lane, organization, members),
    ...workflows.flatMap((workflow) => workflowProblems("workflows", workflow)),
    ...wholeNumber("maxRunners", maxRunners, 1000),
  ];
  if ((lane === "release" || lane === "deploy") && workflows.length === 0) {
    problems.push(`workflows must name at least one workflow at a pinned ref in the lane ${lane}`);
  }
  return problems;
}

function memberProblems(lane: Lane, organization: string, members: LaneMembers<Lane>): string[] {
  const problems: string[] = [];
  if (LANES.includes(lane) && members.lane !== lane) {
    problems.push(`members must be those of the lane ${lane}, got those of ${shown(members.lane)}`);
  }
  if (members.repositories.length === 0) {
    problems.push(
      "members must hold at least one repository: an empty group would wait for anybody",
    );
  }
  for (const { owner, name } of members.repositories) {
    if (owner.toLowerCase() !== organization?.toLowerCase()) {
      problems.push(`members must be of the organization ${organization}, got ${owner}/${name}`);
    }
  }
  return problems;
}

export function wholeNumber(field: string, value: unknown, most: number): string[] {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most) return [];
  return [`${field} must be a whole number from 1 to ${most}, got ${shown(value)}`];
}
