import { workflowProblems } from "../../lib/github-names";
import type { Lane } from "../../lib/lanes";
import { collisionProblems } from "../../lib/names";
import { shown } from "../../lib/shown";
import type { ServiceContract } from "../contract";
import { deliver, deployJobId } from "./deliver";
import { pullRequest } from "./pull-request";
import type { WorkflowFiles } from "./text";

/** Where a service's jobs run: each lane's runner group, and the one workflow by which jobs come to it. */
export interface DeliveryGate {
  readonly groups: Readonly<Record<Lane, string>>;
  /** `OWNER/REPO/.github/workflows/FILE.yml@COMMIT` for each lane of the service but `untrusted`. */
  readonly workflows: Readonly<Partial<Record<Lane, string | undefined>>>;
}

export interface DeployTarget {
  /** What the environment's job assumes: `TrustRole.arn`. */
  readonly roleArn: string;
  /** Such as `eu-central-1`. */
  readonly region: string;
}

/**
 * The workflow files a service's repository gets: proposed code is tested in the untrusted lane, and what is
 * pushed is built, released and deployed by the gate's workflows in theirs.
 *
 * @param targets by environment, for every environment of the contract
 */
export function renderWorkflows(
  contract: ServiceContract,
  gate: DeliveryGate,
  targets: Readonly<Record<string, DeployTarget>>,
): { readonly files: WorkflowFiles } | { readonly problems: readonly string[] } {
  const problems = [
    ...laneProblems(contract),
    ...gateProblems(contract, gate),
    ...targetProblems(contract, targets),
    ...imageProblems(contract),
    ...collisionProblems(
      contract.environments.map((each) => [`environment ${shown(each.name)}`, deployJobId(each)]),
    ),
  ];
  if (problems.length > 0) return { problems };
  const has = (lane: Lane) => contract.lanes.includes(lane);
  const files = {
    ...(has("untrusted") ? { "pull-request.yml": pullRequest(gate.groups.untrusted) } : {}),
    ...(has("build") ? { "deliver.yml": deliver(contract, gate, targets) } : {}),
  };
  return {
    files: Object.fromEntries(
      Object.entries(files).map(([file, text]) => [`.github/workflows/${file}`, text]),
    ),
  };
}

/** Each lane works on what the one before it hands over. */
function laneProblems({ lanes, environments, repository }: ServiceContract): string[] {
  const needs: readonly (readonly [Lane, Lane, string])[] = [
    ["release", "build", "makes what the release lane signs"],
    ["deploy", "release", "signs what the deploy lane lets pass"],
  ];
  const problems = needs
    .filter(([lane, before]) => lanes.includes(lane) && !lanes.includes(before))
    .map(([, before, why]) => `lanes must hold ${before}, which ${why}`);
  const branches = [...repository.protectedBranches, ...environments];
  if (lanes.includes("build") && branches.length === 0) {
    problems.push(
      "repository.protectedBranches must name the default branch, whose pushes are built",
    );
  }
  return problems;
}

function gateProblems({ lanes }: ServiceContract, { workflows }: DeliveryGate): string[] {
  return lanes
    .filter((lane) => lane !== "untrusted")
    .flatMap((lane) => {
      const workflow = workflows[lane];
      const problems = workflowProblems(`the ${lane} lane's workflow`, workflow);
      if (problems.length > 0 || /@[0-9a-f]{40}$/.test(workflow ?? "")) return problems;
      return [`the ${lane} lane's workflow must be pinned by its commit, got ${shown(workflow)}`];
    });
}

function targetProblems(
  { environments }: ServiceContract,
  targets: Readonly<Record<string, DeployTarget>>,
): string[] {
  const unknown = Object.keys(targets)
    .filter((name) => !environments.some((each) => each.name === name))
    .map((name) => `the contract must have the environment ${shown(name)}, letter case included`);
  const wrong = environments.flatMap(({ name }) => {
    const { roleArn, region } = targets[name] ?? {};
    return [
      ...(/^arn:aws(-[a-z]+)*:iam::[0-9]{12}:role\/[A-Za-z0-9+=,.@_/-]+$/.test(roleArn ?? "")
        ? []
        : [
            `the role of the environment ${shown(name)} must be a role's ARN, got ${shown(roleArn)}`,
          ]),
      ...(/^[a-z]{2}(-[a-z]+)+-[0-9]$/.test(region ?? "")
        ? []
        : [
            `the region of the environment ${shown(name)} must be one, such as eu-central-1, got ${shown(region)}`,
          ]),
    ];
  });
  return [...unknown, ...wrong];
}

/** The gate pushes with the job's own token, which opens GitHub's registry and no other. */
function imageProblems({ images }: ServiceContract): string[] {
  const paths = images.map(({ repository }) => repository);
  return [
    ...paths
      .filter((path) => !path.startsWith("ghcr.io/"))
      .map((path) => `images must be kept on ghcr.io, got ${shown(path)}`),
    ...collisionProblems(paths.map((path) => [path, `dist/images/${path.split("/").at(-1)}`])),
  ];
}
