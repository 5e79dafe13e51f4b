import type { ServiceContract } from "../contract";
import type { DeliveryGate, DeployTarget } from "./render";
import { literal, MARK, quoted } from "./text";

type Environment = ServiceContract["environments"][number];

/**
 * What is pushed goes through the gate: build, release, then every environment of that branch or tag in the
 * contract's order. The service's own file only calls; where a job runs and what it may do is the gate's.
 */
export function deliver(
  contract: ServiceContract,
  { workflows }: DeliveryGate,
  targets: Readonly<Record<string, DeployTarget>>,
): string {
  const { lanes, environments, images } = contract;
  // No repository of an image has a single quote.
  const listed = `'${JSON.stringify(images.map(({ repository }) => repository))}'`;
  const release = lanes.includes("release") ? releaseJob(workflows.release!, listed) : "";
  const deploys = environments.map((each, n) => {
    const before = environments.slice(0, n).findLast((other) => refOf(other) === refOf(each));
    return deployJob(each, before, workflows.deploy!, targets[each.name]!, listed);
  });
  return `${MARK} render: every job runs in the gate's lanes.
name: deliver

on:
  push:
${triggers(contract)}
permissions: {}

concurrency:
  group: deliver-\${{ github.ref }}
  cancel-in-progress: false

jobs:
  build:
    name: build
    permissions:
      contents: read # to fetch the commit, and to see that it is merged
    uses: ${workflows.build}
${release}${deploys.join("")}`;
}

const releaseJob = (workflow: string, images: string) => `
  release:
    name: release
    needs: build
    permissions:
      contents: read # to see that the commit is merged
      id-token: write # to be known to the signing authority
      attestations: write # to keep the attestation
      artifact-metadata: write # to record where artifacts are kept
      packages: write # to push the images
    uses: ${workflow}
    with:
      digest: \${{ needs.build.outputs.digest }}
      images: ${images}
`;

function deployJob(
  environment: Environment,
  before: Environment | undefined,
  workflow: string,
  { roleArn, region }: DeployTarget,
  images: string,
): string {
  const needs = ["build", "release", ...(before ? [deployJobId(before)] : [])];
  return `
  ${deployJobId(environment)}:
    name: ${quoted(`deploy to ${environment.name}`)}
    needs: [${needs.join(", ")}]
    if: ${quoted(refOf(environment))}
    permissions:
      contents: read # to fetch the commit, and to see that it is merged
      id-token: write # to assume the role
      attestations: read # to verify what the release lane signed
      packages: read # to verify the images
    uses: ${workflow}
    with:
      environment: ${quoted(environment.name)}
      role-arn: ${quoted(roleArn)}
      region: ${quoted(region)}
      digest: \${{ needs.build.outputs.digest }}
      images: ${images}
`;
}

/** What GitHub takes as a job's id. */
export const deployJobId = ({ name }: Environment) =>
  `deploy-${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")}`;

/** When an environment's turn is. Only to spare a refusal: what may enter is the environment's own rule. */
function refOf({ branch, tag }: Environment): string {
  if (branch !== undefined) return `github.ref == ${literal(`refs/heads/${branch}`)}`;
  return `startsWith(github.ref, ${literal(`refs/tags/${/^[^*?]*/.exec(tag ?? "")![0]}`)})`;
}

function triggers({ repository, environments }: ServiceContract): string {
  const own = environments.flatMap(({ branch }) => branch ?? []);
  const branches = new Set([...repository.protectedBranches, ...own]);
  const tags = new Set(environments.flatMap(({ tag }) => tag ?? []));
  const list = (key: string, patterns: string[]) =>
    patterns.length > 0 ? `    ${key}: [${patterns.map(quoted).join(", ")}]\n` : "";
  return (
    list("branches", [...branches].map(escaped)) +
    // There a question mark repeats what stands before it; the environment means one character.
    list(
      "tags",
      [...tags].map((tag) => escaped(tag.replaceAll("?", "*")).replaceAll("\\*", "*")),
    )
  );
}

/** A name as a filter of GitHub's, where these characters are not themselves. */
const escaped = (name: string) => name.replace(/[*?+[\]!\\]/g, "\\$&");
