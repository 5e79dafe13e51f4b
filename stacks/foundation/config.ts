import { z } from "zod";

import { bucketNameProblems } from "../../components/evidence/private-bucket";
import { serviceProblems } from "../../components/identity/permissions-boundary";
import { revocationProblems } from "../../components/identity/session-revocation";
import { accountIdProblems, partitionProblems } from "../../components/lib/partitions";
import {
  ownerProblems,
  repositoryNameProblems,
  workflowProblems,
} from "../../components/lib/github-names";
import { tagValueProblems } from "../../components/lib/tags";
import { githubId, matching, text } from "../../components/lib/schema";
import { readConfig } from "../config";

const schema = z.strictObject({
  /** The one account this stack may touch. */
  accountId: text(accountIdProblems),
  partition: text(partitionProblems).default("aws"),
  region: matching(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, "a region such as eu-central-1"),
  /** The stage, as the tag `airside:environment` says it. */
  environment: text(tagValueProblems),
  /** The team that answers for the platform. */
  owner: text(tagValueProblems),
  /** The repository whose `production` environment may change the platform. */
  repository: z.strictObject({
    owner: text(ownerProblems),
    name: text(repositoryNameProblems),
    ownerId: githubId,
    id: githubId,
  }),
  /** Who approves a change of the platform: ids, one to six in all. */
  reviewers: z
    .strictObject({ teams: z.array(githubId).default([]), users: z.array(githubId).default([]) })
    .refine(
      ({ teams, users }) => teams.length + users.length >= 1 && teams.length + users.length <= 6,
      {
        error: "must be 1 to 6 users and teams in all",
      },
    ),
  /** The reusable workflow that deploys after the gate has checked the review, at a pinned ref. */
  gateWorkflow: text(workflowProblems),
  stateBucket: text(bucketNameProblems),
  accessLogBucket: text(bucketNameProblems),
  /** AWS services that roles assumed by jobs may use at all. */
  services: z
    .array(text(serviceProblems))
    .min(1, "must list at least one AWS service, such as eks"),
  /** Further managed policies of the apply role, under short keys. */
  applyPolicyArns: z.record(z.string(), matching(/^arn:/, "a managed policy's ARN")).default({}),
  /** ARN of the GitHub OIDC provider where the account has one already. */
  adoptOidcProvider: z.string().optional(),
  /** The containment switches of the two roles: ISO 8601 moments in UTC. */
  revokePlanSessionsIssuedBefore: text(revocationProblems).optional(),
  revokeApplySessionsIssuedBefore: text(revocationProblems).optional(),
});

export type FoundationConfig = z.infer<typeof schema>;

/** Reads `airside:foundation`, and reports every problem in it together. */
export function readFoundationConfig(): FoundationConfig {
  return readConfig("foundation", schema);
}
