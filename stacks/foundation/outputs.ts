import { z } from "zod";

import { readOutputs } from "../outputs";

const schema = z.object({
  accountId: z.string(),
  partition: z.string(),
  region: z.string(),
  oidcProviderArn: z.string(),
  boundaryArn: z.string(),
  planRoleArn: z.string(),
  applyRoleArn: z.string(),
  stateBucket: z.string(),
  stateKeyArn: z.string(),
  accessLogBucket: z.string(),
  /** Of the platform repository's own environment, for trusts that other stacks place on it. */
  environmentProtection: z.object({
    repositoryId: z.number(),
    environment: z.string(),
    reviewers: z.number(),
    refs: z.array(z.string()).readonly(),
    preventSelfReview: z.boolean(),
    canAdminsBypass: z.boolean(),
  }),
});

/** What the other stacks may read from a foundation stack. */
export interface FoundationOutputs extends z.infer<typeof schema> {}

/** The outputs of the foundation stack of that name, such as `foundation.prod`. */
export function foundationOutputs(stack: string): Promise<FoundationOutputs> {
  return readOutputs(stack, schema);
}
