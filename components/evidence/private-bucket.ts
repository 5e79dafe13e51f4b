import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import { iamPathProblems } from "../lib/names";
import { type Account, accountProblems } from "../lib/partitions";
import { type Placement, placementProblems, placementTags } from "../lib/tags";
import { shown } from "../lib/shown";
import { rejectInvalid } from "../lib/validation";
import { bucketSettings } from "./bucket-settings";

export interface PrivateBucketArgs extends Account, Placement {
  /** 3–63 characters, unique in the world. Fixed, because people and other stacks name it. */
  readonly bucketName: string;
  /** A customer key's ARN; needed for the data classes `state` and `evidence`. @default S3's own key */
  readonly kmsKeyArn?: pulumi.Input<string>;
  /** The bucket that keeps the access log; needed for `state` and `evidence`. @default none, no log */
  readonly accessLogBucket?: string;
  /** Names of buckets of this account whose access logs S3 may write here. @default none */
  readonly receivesLogsOf?: readonly string[];
  /**
   * IAM path of the only roles that may read or write objects, such as `/airside/lanes/build/`: whatever else
   * is granted, nobody else may. A role's path cannot be changed. @default whomever a policy admits
   */
  readonly rolesUnder?: string;
  /** Days after which objects are gone, by prefix; versions that they replaced go after 7. @default kept */
  readonly expireDays?: Readonly<Record<string, number>>;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/** A versioned, encrypted bucket that is closed to the public and to plain HTTP, whatever else is granted. */
export class PrivateBucket extends pulumi.ComponentResource {
  /** Known in every preview. */
  readonly bucketName: string;
  readonly arn: string;
  /** What others that use the bucket by name must wait for. */
  readonly created: readonly pulumi.Resource[];

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airside:evidence:PrivateBucket", name, args, opts);
    rejectInvalid(this, bucketProblems(args));
    const { bucketName, partition = "aws" } = args;
    this.bucketName = bucketName;
    this.arn = `arn:${partition}:s3:::${bucketName}`;
    const kept = isKept(args);

    const made = new s3.Bucket(
      name,
      { bucket: bucketName, tags: placementTags(args) },
      { parent: this, protect: kept, retainOnDelete: kept },
    );
    bucketSettings(name, made.bucket, args, { parent: this });

    this.created = [made];
    this.registerOutputs({ bucketName, arn: this.arn });
  }
}

/** Whether losing the bucket would lose what cannot be made again. */
function isKept({ dataClass }: Placement): boolean {
  return dataClass === "state" || dataClass === "evidence";
}

function bucketProblems(args: PrivateBucketArgs): string[] {
  const { bucketName, kmsKeyArn, accessLogBucket, receivesLogsOf = [] } = args;
  const problems = [
    ...accountProblems(args),
    ...placementProblems(args),
    ...bucketNameProblems("bucketName", bucketName),
    ...(accessLogBucket === undefined
      ? []
      : bucketNameProblems("accessLogBucket", accessLogBucket)),
    ...receivesLogsOf.flatMap((each) => bucketNameProblems("receivesLogsOf", each)),
  ];
  problems.push(...rolesProblems(args), ...expiryProblems(args));
  if (accessLogBucket !== undefined && accessLogBucket === bucketName) {
    problems.push("accessLogBucket must be another bucket: a log of itself would never end");
  }
  if (isKept(args) && (kmsKeyArn === undefined || accessLogBucket === undefined)) {
    problems.push(
      `kmsKeyArn and accessLogBucket must be given for the data class ${args.dataClass}`,
    );
  }
  return problems;
}

function rolesProblems({ rolesUnder, receivesLogsOf = [] }: PrivateBucketArgs): string[] {
  if (rolesUnder === undefined) return [];
  const problems = iamPathProblems("rolesUnder", rolesUnder);
  if (rolesUnder === "/") problems.push('rolesUnder must be a path below "/", which all roles are');
  if (receivesLogsOf.length > 0) {
    problems.push("receivesLogsOf must be left out with rolesUnder: S3 itself is no role");
  }
  return problems;
}

function expiryProblems({ expireDays = {}, ...args }: PrivateBucketArgs): string[] {
  const problems = Object.entries(expireDays).flatMap(([prefix, days]) => [
    ...(/^([a-z0-9-]+\/)+$/.test(prefix)
      ? []
      : [`expireDays: a prefix must be words with a slash behind each, got ${shown(prefix)}`]),
    ...(Number.isInteger(days) && days >= 1 && days <= 3650
      ? []
      : [`expireDays.${prefix} must be a whole number from 1 to 3650, got ${shown(days)}`]),
  ]);
  if (isKept(args) && Object.keys(expireDays).length > 0) {
    problems.push(`expireDays must be left out for the data class ${args.dataClass}`);
  }
  return problems;
}

/** S3's own rules. A dot is legal there, but breaks TLS by host name. */
export function bucketNameProblems(field: string, name: unknown): string[] {
  const legal = typeof name === "string" && /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name);
  if (legal && !/^xn--|^sthree-|-s3alias$|--ol-s3$/.test(name)) return [];
  return [
    `${field} must be 3 to 63 of a-z, 0-9 and -, with a letter or digit at both ends and none of S3's ` +
      `reserved affixes, got ${shown(name)}`,
  ];
}
