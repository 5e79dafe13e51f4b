import { z } from "zod";

import {
  environmentProblems,
  ownerProblems,
  refProblems,
  repositoryNameProblems,
  workflowProblems,
} from "../lib/github-names";
import { LANES } from "../lib/lanes";
import { githubId, matching, text } from "../lib/schema";
import { tagValueProblems } from "../lib/tags";

/** Names that Kubernetes, IAM, Vault and GitHub all take, with room for what is appended to them. */
const serviceName = matching(
  /^(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  "1 to 40 of a-z, 0-9 and single dashes between them, beginning with a letter",
).describe("The file's name too. It names the namespace, the roles and the Vault paths.");

const environment = z
  .strictObject({
    name: text(environmentProblems).describe("As GitHub shows it; letter case counts in AWS."),
    branch: text((_, value) => refProblems("branch", value)).optional(),
    tag: matching(
      /^(?=.*[A-Za-z0-9])[A-Za-z0-9._+*?/-]{1,255}$/,
      "a tag or a pattern with a name in it, such as v*",
    ).optional(),
    reviewers: z
      .array(
        matching(/^(team|user)\/[1-9][0-9]{0,15}$/, "team/ID or user/ID, with GitHub's numeric id"),
      )
      .min(1, "must hold 1 to 6 reviewers")
      .max(6, "must hold 1 to 6 reviewers"),
    waitMinutes: z.int().min(0).max(43_200).default(0),
  })
  .refine(({ branch, tag }) => (branch === undefined) !== (tag === undefined), {
    error: "must have exactly one of branch and tag",
  });

const quantity = (unit: string) =>
  z
    .number({ error: `must be a number of ${unit}` })
    .positive(`must be a positive number of ${unit}`);

const namespace = z.strictObject({
  cpu: quantity("cores").describe("Cores that all pods may ask for together."),
  memoryGib: quantity("GiB").describe("Memory that all pods may use together, in GiB."),
  pods: z.int().min(1).max(1000),
});

const grant = z.strictObject({
  grant: matching(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "a grant of the catalogue, such as s3-read"),
  on: z.string().min(1, "must name one resource").describe("The one resource it is asked for."),
  environment: text(environmentProblems),
});

const secret = z.strictObject({
  path: matching(
    /^[a-z0-9]+([/_-][a-z0-9]+)*$/,
    "a path such as payments/api, without a leading slash or a pattern",
  ),
  kind: z.enum(["static", "database", "aws"]).default("static"),
});

const image = z.strictObject({
  repository: matching(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/,
    "a registry and a path, such as ghcr.io/acme/payments, without tag or digest",
  ),
  signedBy: text(workflowProblems).describe("The workflow of the release lane that signs it."),
});

const approval = z.strictObject({
  rule: z.string(),
  object: z.string(),
  approvedBy: z.string(),
});

/** What a team writes down, and all it has to: everything else is made from it. */
export const serviceContract = z
  .strictObject({
    name: serviceName,
    owner: z.strictObject({
      team: text(tagValueProblems),
      contact: matching(
        /^[^\s@]+@[^\s@]+$|^https:\/\/\S+$/,
        "an e-mail address or an https address",
      ),
    }),
    repository: z.strictObject({
      owner: text(ownerProblems),
      name: text(repositoryNameProblems),
      ownerId: githubId,
      id: githubId,
      protectedBranches: z.array(text(refProblems)).default([]),
    }),
    lanes: z.array(z.enum(LANES)).min(1, "must hold at least one lane"),
    environments: z.array(environment).default([]),
    namespace: namespace.optional(),
    grants: z.array(grant).default([]),
    secrets: z.array(secret).default([]),
    images: z.array(image).default([]),
    runtime: z
      .strictObject({ profile: z.enum(["service", "worker", "job"]).default("service") })
      .optional(),
    approvals: z
      .array(approval)
      .default([])
      .describe("What a rule lets pass once it is approved here."),
  })
  .check((context) => {
    for (const { path, message } of contradictions(context.value)) {
      context.issues.push({ code: "custom", input: context.value, path: [...path], message });
    }
  });

export type ServiceContract = z.infer<typeof serviceContract>;

interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What each part may say for itself, and not together. */
function contradictions(contract: z.infer<typeof serviceContract>): Contradiction[] {
  const { lanes, environments, grants, images } = contract;
  const found: Contradiction[] = [
    ...repeated(lanes).map((n) => ({ path: ["lanes", n], message: "must be listed once" })),
    ...repeated(environments.map(({ name }) => name.toLowerCase())).map((n) => ({
      path: ["environments", n, "name"],
      message: "must differ from the others: GitHub ignores letter case",
    })),
  ];
  if (environments.length > 0 && !lanes.includes("deploy")) {
    found.push({ path: ["lanes"], message: "must hold deploy, which the environments need" });
  }
  if (images.length > 0 && !lanes.includes("release")) {
    found.push({ path: ["lanes"], message: "must hold release, where the images are signed" });
  }
  grants.forEach((each, n) => {
    if (!environments.some(({ name }) => name === each.environment)) {
      const path = ["grants", n, "environment"];
      found.push({ path, message: "must be one of the contract's own environments" });
    }
  });
  return found;
}

/** Positions whose value stood before. */
function repeated(values: readonly string[]): number[] {
  return values.flatMap((value, n) => (values.indexOf(value) < n ? [n] : []));
}

/** The contract's shape for editors, as JSON Schema. */
export function contractJsonSchema(): object {
  return {
    ...z.toJSONSchema(serviceContract, { io: "input", unrepresentable: "any" }),
    title: "Airside service contract",
  };
}
