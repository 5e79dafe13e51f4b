import { boundedRoleStatements } from "../../components/identity/boundary-document";
import type { PolicyDocument, PolicyStatement } from "../../components/identity/policy-document";
import type { Account } from "../../components/lib/partitions";

/** Where services' roles live: outside the path of the roles that write them. */
export const SERVICE_ROLES = "/airside/service/";
export const PLATFORM_ROLES = "/airside/platform/";

/** The stacks' state: a bucket, and the key it is encrypted with by its alias, because ids are known late. */
export interface StateStore {
  readonly bucketArn: string;
  readonly keyAlias: string;
  readonly region: string;
}

/** What a preview needs besides AWS's own read-only policies: the state, and no secret of anybody else. */
export function planPolicy(account: Account, state: StateStore): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      listState(state),
      {
        Sid: "ReadState",
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: `${state.bucketArn}/.pulumi/*`,
      },
      useKey(account, state, ["kms:Decrypt"]),
    ],
  };
}

/** What an update needs at the least: the state, and services' roles under the boundary. */
export function applyPolicy(
  account: Account,
  state: StateStore,
  boundaryArn: string,
): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      listState(state),
      {
        Sid: "WriteState",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        Resource: `${state.bucketArn}/.pulumi/*`,
      },
      useKey(account, state, ["kms:Decrypt", "kms:GenerateDataKey"]),
      ...boundedRoleStatements(boundaryArn, account, SERVICE_ROLES),
    ],
  };
}

function listState({ bucketArn }: StateStore): PolicyStatement {
  return { Sid: "ListState", Effect: "Allow", Action: "s3:ListBucket", Resource: bucketArn };
}

function useKey(
  { accountId, partition = "aws" }: Account,
  { keyAlias, region }: StateStore,
  actions: readonly string[],
): PolicyStatement {
  return {
    Sid: "UseStateKey",
    Effect: "Allow",
    Action: actions,
    Resource: `arn:${partition}:kms:${region}:${accountId}:key/*`,
    Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias } },
  };
}
