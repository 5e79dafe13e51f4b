import { describe, expect, it } from "vitest";

import { foundationOutputs, type FoundationOutputs } from "../../stacks/foundation/outputs";
import { record } from "../support/record";

const OUTPUTS: FoundationOutputs = {
  accountId: "111122223333",
  partition: "aws",
  region: "eu-central-1",
  oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
  boundaryArn: "arn:aws:iam::111122223333:policy/airside/airside-boundary",
  planRoleArn: "arn:aws:iam::111122223333:role/airside/platform/plan",
  applyRoleArn: "arn:aws:iam::111122223333:role/airside/platform/apply",
  stateBucket: "acme-state",
  stateKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1",
  accessLogBucket: "acme-logs",
  environmentProtection: {
    repositoryId: 1,
    environment: "production",
    reviewers: 1,
    refs: ["refs/heads/main"],
    preventSelfReview: true,
    canAdminsBypass: false,
  },
};
const STACK = "organization/airside/foundation.prod";

async function read(outputs: object): Promise<FoundationOutputs> {
  let answer: FoundationOutputs | undefined;
  await record(
    async () => {
      answer = await foundationOutputs("foundation.prod");
    },
    { outputs: { [STACK]: { ...outputs } } },
  );
  return answer!;
}

describe("a stack's outputs in another stack", () => {
  it("are plain and checked", async () => {
    expect(await read(OUTPUTS)).toEqual(OUTPUTS);
  });

  it("are asked for by name where they are missing", async () => {
    const { boundaryArn, stateBucket, ...old } = OUTPUTS;
    await expect(read(old)).rejects.toThrow(
      "the stack foundation.prod has not the outputs that this one needs: boundaryArn, stateBucket; deploy it first (pulumi up --stack foundation.prod)",
    );
  });
});
