import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";

import { type Account, accountProblems, iamArn } from "../lib/partitions";
import { type Placement, placementProblems, placementTags } from "../lib/tags";
import { shown } from "../lib/shown";
import { rejectInvalid } from "../lib/validation";

export interface EvidenceKeyArgs extends Account, Placement {
  /** The name that policies use instead of the key's id: 1–200 of `A-Za-z0-9/_-`, without `alias/`. */
  readonly alias: string;
  /** What the key is for, as a person reads it in the console. */
  readonly description: string;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/** A customer key that rotates every year and outlives the stack: what it encrypted is lost with it. */
export class EvidenceKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Known in every preview: `alias/` and the name. */
  readonly aliasName: string;

  constructor(name: string, args: EvidenceKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airside:evidence:EvidenceKey", name, args, opts);
    rejectInvalid(this, [
      ...accountProblems(args),
      ...placementProblems(args),
      ...aliasProblems(args.alias),
    ]);
    this.aliasName = `alias/${args.alias}`;

    const key = new kms.Key(
      name,
      {
        description: args.description,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: JSON.stringify(accountPolicy(args)),
        tags: placementTags(args),
      },
      { parent: this, protect: true, retainOnDelete: true },
    );
    new kms.Alias(name, { name: this.aliasName, targetKeyId: key.keyId }, { parent: this });

    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn, aliasName: this.aliasName });
  }
}

/** Leaves access to the account's IAM policies; without it nobody, AWS included, could administer the key. */
function accountPolicy(account: Account) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AdministerThroughIam",
        Effect: "Allow",
        Principal: { AWS: iamArn(account, "root") },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  };
}

function aliasProblems(alias: unknown): string[] {
  const legal = typeof alias === "string" && /^[A-Za-z0-9/_-]{1,200}$/.test(alias);
  if (legal && !/^(aws|alias)\//.test(alias)) return [];
  return [
    `alias must be 1 to 200 of A-Z, a-z, 0-9 and /_-, without alias/ or aws/ in front, got ${shown(alias)}`,
  ];
}
