import { shown } from "./shown";

/** An AWS account, as plain values: an ARN made of them is known before anything exists. */
export interface Account {
  /** Twelve digits, as text: it may start with 0. */
  readonly accountId: string;
  /** `aws`, `aws-us-gov`, `aws-cn`, … @default "aws" */
  readonly partition?: string;
}

/** What is wrong with an account; nothing when ARNs can be written from it. */
export function accountProblems({ accountId, partition = "aws" }: Account): string[] {
  return [
    ...accountIdProblems("accountId", accountId),
    ...partitionProblems("partition", partition),
  ];
}

export function accountIdProblems(field: string, accountId: unknown): string[] {
  if (typeof accountId === "string" && /^[0-9]{12}$/.test(accountId)) return [];
  return [`${field} must be twelve digits as text, got ${shown(accountId)}`];
}

export function partitionProblems(field: string, partition: unknown): string[] {
  if (typeof partition === "string" && /^aws(-[a-z]+)*$/.test(partition)) return [];
  return [`${field} must be aws, aws-us-gov, aws-cn or their kin, got ${shown(partition)}`];
}

/** The ARN of something that IAM keeps in the account, such as `policy/airside/boundary`. */
export function iamArn({ accountId, partition = "aws" }: Account, resource: string): string {
  return `arn:${partition}:iam::${accountId}:${resource}`;
}
