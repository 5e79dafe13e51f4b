import { z } from "zod";

import { ownerProblems, workflowProblems } from "../../components/lib/github-names";
import { LANES, type Lane } from "../../components/lib/lanes";
import { accountIdProblems, partitionProblems } from "../../components/lib/partitions";
import { githubId, matching, text } from "../../components/lib/schema";
import { shown } from "../../components/lib/shown";
import { tagValueProblems } from "../../components/lib/tags";
import { readConfig } from "../config";

const egress = z.record(
  z.string(),
  z.strictObject({
    cidr: z.string(),
    ports: z.array(z.int()).min(1, "must list at least one port"),
  }),
);

const common = {
  /** The trust zone. */
  lane: z.enum(LANES),
  /** The only workflows the lane takes, at pinned refs; every lane but `untrusted` needs them. */
  workflows: z.array(text(workflowProblems)).default([]),
  maxRunners: z.int({ error: "must be a whole number of runners" }),
};

/** Our own machines. */
const ownLane = z.strictObject({
  ...common,
  host: z.literal("cluster"),
  maxJobMinutes: z.int({ error: "must be a whole number of minutes" }),
  /** By digest. */
  image: z.string(),
  size: z.strictObject({ cpus: z.int(), memoryGib: z.int(), diskGib: z.int() }),
  egress,
});

/** GitHub's larger runners. */
const hostedLane = z.strictObject({
  ...common,
  host: z.literal("github"),
  size: z.string(),
  image: z.union([
    z.strictObject({ github: z.string() }),
    z.strictObject({ custom: z.string(), version: z.string() }),
  ]),
});

const lane = z.discriminatedUnion("host", [ownLane, hostedLane], {
  error: "must have host: cluster or host: github",
});

export type LaneConfig = z.infer<typeof lane>;

/** A workflow that two zones admit would carry its jobs, and what they were given, from one to the other. */
function sharedWorkflows(
  lanes: Readonly<Record<string, LaneConfig>>,
): [key: string, message: string][] {
  const zones = new Map<string, { readonly zone: Lane; readonly key: string }>();
  const problems: [string, string][] = [];
  for (const [key, { lane: zone, workflows }] of Object.entries(lanes)) {
    for (const workflow of workflows) {
      const first = zones.get(workflow) ?? { zone, key };
      zones.set(workflow, first);
      if (first.zone === zone) continue;
      problems.push([
        key,
        `must not share a workflow with the lane ${first.key}, got ${shown(workflow)}`,
      ]);
    }
  }
  return problems;
}

const schema = z.strictObject({
  organization: text(ownerProblems),
  environment: text(tagValueProblems),
  owner: text(tagValueProblems),
  /** What holds in every repository of the organization. */
  guardrails: z.strictObject({
    billingEmail: z.string(),
    /** Actions besides GitHub's own, each pattern beginning with an owner. */
    allowedActions: z.array(z.string()).default([]),
    /** The custom property that puts a repository under the rulesets. */
    guarded: z.strictObject({ property: z.string(), values: z.array(z.string()) }),
    checks: z.array(z.strictObject({ context: z.string(), app: githubId })),
    bypass: z
      .record(
        z.string(),
        z.union([z.strictObject({ team: githubId }), z.strictObject({ app: githubId })]),
      )
      .default({}),
  }),
  /** The register's folder, from the project's root. */
  register: matching(/^[A-Za-z0-9._/-]+$/, "a folder of this project").default("register"),
  /** Name of the kubeconfig's context. */
  context: z.string().min(1),
  controller: z.strictObject({
    version: z.string(),
    imageDigest: z.string(),
    egress,
  }),
  /** The Secret in each lane's namespace that holds the GitHub App's credentials. */
  githubAppSecret: z.string(),
  /** Where lanes keep what outlives a job, a bucket each; without it no lane keeps anything. */
  stores: z
    .strictObject({
      accountId: text(accountIdProblems),
      partition: text(partitionProblems).default("aws"),
      region: matching(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, "an AWS region, such as eu-central-1"),
      /** Of the buckets' names, which are unique in the world; each lane's key follows it. */
      prefix: matching(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "words of a-z, 0-9 and -"),
      cacheDays: z.int().min(1).max(365).default(14),
      artifactDays: z.int().min(1).max(3650).default(90),
    })
    .optional(),
  /** Each under its zone's name, or that with a variant: `build`, `build-gpu`. */
  lanes: z.record(z.string(), lane).check((context) => {
    for (const [key, { lane: zone }] of Object.entries(context.value)) {
      if (key === zone || key.startsWith(`${zone}-`)) continue;
      const message = `must be named ${zone} or ${zone}-VARIANT, got ${shown(key)}`;
      context.issues.push({ code: "custom", input: key, path: [key], message });
    }
    for (const [key, message] of sharedWorkflows(context.value)) {
      context.issues.push({ code: "custom", input: key, path: [key, "workflows"], message });
    }
  }),
});

export type RunnersConfig = z.infer<typeof schema>;

/** Reads `airside:runners`, and reports every problem in it together. */
export function readRunnersConfig(): RunnersConfig {
  return readConfig("runners", schema);
}
