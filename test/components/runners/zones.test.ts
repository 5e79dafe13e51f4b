import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { opens, type TokenClaims } from "../../../access/opens";
import { opensVault, readVaultRole } from "../../../access/vault";
import { trustPolicy } from "../../../components/identity/aws-trust";
import type { JobClaims } from "../../../components/identity/claims";
import { vaultRoleBounds } from "../../../components/identity/vault-role";
import { LANES, type Lane, laneRolePath } from "../../../components/lib/lanes";
import {
  describeGroup,
  groupArgs,
  type LaneArgs,
  namespaceName,
} from "../../../components/runners/lane";
import { membersOf } from "../../../components/runners/members";
import { type ServiceContract, serviceContract } from "../../../components/service/contract";
import { renderGate } from "../../../components/service/workflows/gate";
import { renderWorkflows } from "../../../components/service/workflows/render";

const COMMIT = "4f1c8a6d2b7e90351d6c8f42ab90e7d35c1b6f08";
const workflowOf = (lane: Lane) => `acme/delivery-gate/.github/workflows/${lane}.yml@${COMMIT}`;
const byLane = <Value>(value: (lane: Lane) => Value) =>
  Object.fromEntries(LANES.map((lane) => [lane, value(lane)])) as Record<Lane, Value>;

/** What a service may be, from the lanes it asks for: each lane needs the one before it. */
const REACHES: readonly (readonly Lane[])[] = [
  ["untrusted"],
  ["build"],
  ["untrusted", "build"],
  ["untrusted", "build", "release"],
  ["build", "release", "deploy"],
  ["untrusted", "build", "release", "deploy"],
];
const service = fc.record({
  lanes: fc.constantFrom(...REACHES),
  environments: fc.uniqueArray(fc.constantFrom("staging", "production", "Production EU"), {
    minLength: 1,
  }),
});
const register = fc.array(service, { minLength: 1, maxLength: 200 }).map((all) =>
  all.map(
    ({ lanes, environments }, n): ServiceContract =>
      serviceContract.parse({
        name: `s${n}`,
        owner: { team: "team", contact: "team@acme.example" },
        repository: {
          owner: "acme",
          name: `r${n}`,
          ownerId: 42,
          id: n + 1,
          protectedBranches: ["main"],
        },
        lanes,
        environments: lanes.includes("deploy")
          ? environments.map((name) => ({ name, branch: "main", reviewers: ["team/7"] }))
          : [],
      }),
  ),
);
const variants = fc.uniqueArray(fc.constantFrom(undefined, "eu", "gpu", "build", "deploy-eu"), {
  minLength: 1,
});
const chosen = (runs: number) => ({ seed: 20261122, numRuns: runs });

/** One lane of a zone, with everything that its group is told. */
function laneArgs(lane: Lane, variant: string | undefined, services: readonly ServiceContract[]) {
  const name = variant === undefined ? lane : `${lane}-${variant}`;
  return {
    lane,
    variant,
    members: membersOf(lane, services),
    workflows: lane === "untrusted" ? [] : [workflowOf(lane)],
    store: lane === "untrusted" ? undefined : `acme-lane-${name}`,
  } as unknown as LaneArgs<Lane>;
}

describe("lanes of two zones, over random registers", () => {
  it("share no group, namespace or store, and no repository that its contract does not list for both", () => {
    fc.assert(
      fc.property(register, variants, (services, some) => {
        const seen = new Map<string, Lane>();
        for (const lane of LANES) {
          for (const variant of some) {
            const args = laneArgs(lane, variant, services);
            const { keeps } = describeGroup(args);
            const own = [groupArgs(args).name, namespaceName(args)];
            for (const name of [...own, ...(keeps.startsWith("s3://") ? [keeps] : [])]) {
              expect(seen.has(name), name).toBe(false);
              seen.set(name, lane);
            }
            expect(keeps.startsWith("s3://")).toBe(lane !== "untrusted");
            const listed = services
              .filter((each) => each.lanes.includes(lane))
              .map(({ repository }) => repository.id);
            expect(groupArgs(args).selectedRepositoryIds).toEqual(listed);
            expect(groupArgs(args).allowsPublicRepositories).toBe(false);
          }
        }
      }),
      chosen(50),
    );
  });

  it("share no repository, workflow and event: what a service runs reaches one zone's machines", () => {
    const groups = byLane((lane) => groupArgs(laneArgs(lane, undefined, [])).name);
    const gate = renderGate({ groups, repository: "acme/delivery-gate" });
    const groupsIn = (text: string) =>
      new Set([...text.matchAll(/^ +group: "(.*)"$/gm)].map(([, group]) => group!));
    fc.assert(
      fc.property(register, (services) => {
        const lanes = LANES.map((lane) => laneArgs(lane, undefined, services));
        for (const contract of services) {
          for (const [workflow, event, text] of runsOf(contract, groups)) {
            const called = /^acme\/delivery-gate\/(.*)@/.exec(workflow)?.[1];
            const reached = groupsIn(called ? gate[called]! : text);
            expect([...reached], `${contract.name} ${workflow} ${event}`).toHaveLength(1);
            const admitting = lanes
              .map(groupArgs)
              .filter(
                ({ name, selectedRepositoryIds: ids, restrictedToWorkflows, selectedWorkflows }) =>
                  reached.has(name) &&
                  ids.includes(contract.repository.id) &&
                  (!restrictedToWorkflows || selectedWorkflows.includes(workflow)),
              );
            expect(admitting).toHaveLength(1);
            // No other restricted zone takes that workflow, whatever group its jobs would name.
            const others = lanes.map(groupArgs).filter(({ name }) => !reached.has(name));
            expect(
              others.filter(({ selectedWorkflows }) => selectedWorkflows.includes(workflow)),
            ).toEqual([]);
          }
        }
      }),
      chosen(20),
    );
  });

  it("share no role, in AWS or in Vault: a job's token opens its own and no other", () => {
    fc.assert(
      fc.property(register, fc.nat(), (services, at) => {
        const neighbours = [0, 1].map((n) => services[(at + n) % services.length]!);
        const jobs = [...new Set(neighbours)].flatMap(jobsOf);
        for (const mine of jobs) {
          const opened = jobs.filter(
            (each) => opens(trustPolicy(each, { accountId: "111122223333" }), tokenOf(mine)).opens,
          );
          expect(opened).toEqual([mine]);
          const inVault = jobs.filter(
            (each) =>
              opensVault(readVaultRole({ ...vaultRoleBounds(each, VAULT) }), {
                ...tokenOf(mine),
                aud: VAULT,
              }).opens,
          );
          expect(inVault).toEqual([mine]);
        }
      }),
      chosen(50),
    );
  });

  it("share no place for their roles: no lane's path lies in another's", () => {
    for (const one of LANES) {
      const inside = LANES.filter((other) => laneRolePath(other).startsWith(laneRolePath(one)));
      expect(inside).toEqual([one]);
    }
  });
});

/** Every workflow that a service's own files run or call, with the event that starts it. */
function runsOf(
  contract: ServiceContract,
  groups: Readonly<Record<Lane, string>>,
): readonly (readonly [workflow: string, event: string, text: string])[] {
  const target = { roleArn: "arn:aws:iam::111122223333:role/airside/x", region: "eu-west-1" };
  const targets = Object.fromEntries(contract.environments.map(({ name }) => [name, target]));
  const workflows = { ...byLane(workflowOf), untrusted: undefined };
  const rendered = renderWorkflows(contract, { groups, workflows }, targets);
  if ("problems" in rendered) throw new Error(rendered.problems.join("\n"));
  return Object.entries(rendered.files).flatMap(([file, text]) => {
    const event = /^on:\n {2}(\w+):/m.exec(text)![1]!;
    const calls = [...text.matchAll(/^ {4}uses: (.*)$/gm)].map(([, called]) => called!);
    const own = `acme/${contract.repository.name}/${file}`;
    return (calls.length > 0 ? calls : [own]).map((each) => [each, event, text] as const);
  });
}

const VAULT = "https://vault.acme.example";

/** The jobs of a service that may hold a role: one for each lane, and for each environment in the last. */
function jobsOf({ repository, lanes, environments }: ServiceContract): JobClaims[] {
  const { owner, name, ownerId, id } = repository;
  const at = { repository: { owner, name, ownerId, id } };
  const main = { branch: "main" };
  return lanes.flatMap((lane): JobClaims[] => {
    const workflow = workflowOf(lane);
    if (lane === "untrusted") return [{ ...at, scope: { pullRequests: true }, workflow }];
    if (lane !== "deploy") return [{ ...at, scope: main, workflow }];
    return environments.map((each) => ({ ...at, scope: { environment: each.name }, workflow }));
  });
}

/** Written from GitHub's reference, not from the code under test. */
function tokenOf({ repository, scope, workflow }: JobClaims): TokenClaims {
  const { owner, name, ownerId, id } = repository;
  const tail =
    "environment" in scope
      ? `environment:${scope.environment}`
      : "branch" in scope
        ? `ref:refs/heads/${scope.branch}`
        : "pull_request";
  return {
    aud: "sts.amazonaws.com",
    sub: `repo:${owner}@${ownerId}/${name}@${id}:${tail}`,
    repository_id: `${id}`,
    repository_owner_id: `${ownerId}`,
    job_workflow_ref: workflow,
    ref: "refs/heads/main",
    event_name: "pullRequests" in scope ? "pull_request" : "push",
    ...("environment" in scope ? { environment: scope.environment } : {}),
  };
}
