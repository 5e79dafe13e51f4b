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
  /** Tells two lanes of one zone apart, such as `gpu`: same members, other machines. @default none */
  readonly variant?: string | undefined;
  /** The GitHub organization. */
  readonly organization: string;
  /** Computed from the register; the group has no other writer. */
  readonly members: LaneMembers<L>;
  /**
   * The only workflows whose jobs the lane takes, each at a pinned ref. Needed in every lane but `untrusted`:
   * a runner group cannot tell a pull request from a push, the workflow that it admits can.
   * @default any workflow of a member
   */
  readonly workflows?: readonly string[];
  /** Name of the lane's own bucket, which must be closed to every other lane's roles. @default none */
  readonly store?: string | undefined;
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
  /** What outlives a job: `s3://` and the lane's own store, which its roles alone can open. */
  readonly keeps: string | "nothing: work and caches end with the job";
  /** Networks and ports, or the whole internet where GitHub hosts the machine. */
  readonly reaches: readonly string[] | "the internet, from GitHub's network";
}

/** Runner groups are named by people and by workflows, so their names are fixed. */
export const groupName = (lane: LaneName) => `airside-${fullName(lane)}`;

/** Of the zone first, so that whoever reads a name sees which zone it is of. */
export const namespaceName = (lane: LaneName) => `runners-${fullName(lane)}`;

type LaneName = Pick<LaneArgs<Lane>, "lane" | "variant">;

function fullName({ lane, variant }: LaneName): string {
  return variant === undefined ? lane : `${lane}-${variant}`;
}

/** What the runner group is, from the lane's arguments alone. */
export function groupArgs<L extends Lane>(args: LaneArgs<L>) {
  const { members, workflows = [] } = args;
  return {
    name: groupName(args),
    visibility: "selected",
    // In order of ids, so that the order of files in the register changes nothing.
    selectedRepositoryIds: members.repositories.map(({ id }) => id).sort((a, b) => a - b),
    allowsPublicRepositories: false,
    restrictedToWorkflows: workflows.length > 0,
    selectedWorkflows: [...workflows].sort(),
  };
}

export function describeGroup<L extends Lane>(args: LaneArgs<L>) {
  const { lane, members, workflows = [], store } = args;
  return {
    lane,
    runnerGroup: groupName(args),
    runsOn: groupName(args),
    repositories: members.repositories.map(({ owner, name }) => `${owner}/${name}`).sort(),
    workflows:
      workflows.length > 0
        ? [...workflows].sort()
        : ("any workflow of these repositories" as const),
    keeps: store === undefined ? "nothing: work and caches end with the job" : `s3://${store}`,
  };
}

/** What is wrong with the part of a lane's arguments that all implementations share. */
export function laneProblems<L extends Lane>(args: LaneArgs<L>): string[] {
  const { lane, variant, organization, members, workflows = [], maxRunners } = args;
  const problems = [
    ...variantProblems(variant),
    ...placementProblems(args),
    ...ownerProblems("organization", organization),
    ...memberProblems(lane, organization, members),
    ...workflows.flatMap((workflow) => workflowProblems("workflows", workflow)),
    ...wholeNumber("maxRunners", maxRunners, 1000),
  ];
  if (lane === "untrusted" && args.store !== undefined) {
    problems.push(
      "store must be left out in the lane untrusted: what a pull request leaves, others read",
    );
  }
  if (lane !== "untrusted" && workflows.length === 0) {
    problems.push(`workflows must name at least one workflow at a pinned ref in the lane ${lane}`);
  }
  return problems;
}

/** The longest lane's name with it is a scale set's, which the runner controller bounds at 45. */
function variantProblems(variant: unknown): string[] {
  if (variant === undefined) return [];
  if (typeof variant === "string" && /^(?=.{1,24}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(variant))
    return [];
  return [
    `variant must be 1 to 24 of a-z, 0-9 and single dashes between them, got ${shown(variant)}`,
  ];
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
