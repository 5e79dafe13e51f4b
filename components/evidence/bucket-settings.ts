import * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";

import { type Account, iamArn } from "../lib/partitions";
import type { PrivateBucketArgs } from "./private-bucket";

/** A bucket's settings, each a resource of its own to AWS. */
export function bucketSettings(
  name: string,
  bucket: pulumi.Output<string>,
  args: PrivateBucketArgs,
  opts: pulumi.CustomResourceOptions,
) {
  const { bucketName, accessLogBucket: targetBucket } = args;
  const closed = {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  };
  const rule = { objectOwnership: "BucketOwnerEnforced" };
  const versioningConfiguration = { status: "Enabled" };
  const rules = [encryptionRule(args.kmsKeyArn)];
  const policy = JSON.stringify(bucketPolicy(args));
  new s3.BucketOwnershipControls(name, { bucket, rule }, opts);
  new s3.BucketPublicAccessBlock(name, { bucket, ...closed }, opts);
  new s3.BucketVersioning(name, { bucket, versioningConfiguration }, opts);
  new s3.BucketServerSideEncryptionConfiguration(name, { bucket, rules }, opts);
  new s3.BucketPolicy(name, { bucket, policy }, opts);
  const expiry = Object.entries(args.expireDays ?? {});
  if (expiry.length > 0) {
    const rules = expiry.map(([prefix, days]) => expiryRule(prefix, days));
    new s3.BucketLifecycleConfiguration(name, { bucket, rules }, opts);
  }
  if (targetBucket !== undefined) {
    new s3.BucketLogging(name, { bucket, targetBucket, targetPrefix: `${bucketName}/` }, opts);
  }
}

const expiryRule = (prefix: string, days: number) => ({
  id: `expire-${prefix.replaceAll("/", "-").replace(/-$/, "")}`,
  status: "Enabled",
  filter: { prefix },
  expiration: { days },
  noncurrentVersionExpiration: { noncurrentDays: 7 },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
});

function encryptionRule(kmsKeyArn: pulumi.Input<string> | undefined) {
  return {
    // One data key a bucket instead of one an object: fewer calls, the same key policy.
    bucketKeyEnabled: kmsKeyArn !== undefined,
    applyServerSideEncryptionByDefault:
      kmsKeyArn === undefined
        ? { sseAlgorithm: "AES256" }
        : { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
  };
}

function bucketPolicy(args: PrivateBucketArgs) {
  const { bucketName, partition = "aws", rolesUnder, receivesLogsOf = [] } = args;
  const arn = `arn:${partition}:s3:::${bucketName}`;
  const tlsOnly = {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  return {
    Version: "2012-10-17",
    Statement: [
      tlsOnly,
      ...(rolesUnder === undefined ? [] : [rolesOnly(arn, args, rolesUnder)]),
      ...(receivesLogsOf.length === 0 ? [] : [receiveLogs(arn, args)]),
    ],
  };
}

/** Of objects alone: who deploys the bucket goes on maintaining it. */
function rolesOnly(arn: string, account: Account, path: string) {
  const roles = iamArn(account, `role${path}*`);
  return {
    Sid: "RolesOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: `${arn}/*`,
    Condition: { ArnNotLike: { "aws:PrincipalArn": roles } },
  };
}

function receiveLogs(arn: string, args: PrivateBucketArgs) {
  const { accountId, partition = "aws", receivesLogsOf = [] } = args;
  return {
    Sid: "ReceiveAccessLogs",
    Effect: "Allow",
    Principal: { Service: "logging.s3.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `${arn}/*`,
    Condition: {
      StringEquals: { "aws:SourceAccount": accountId },
      ArnEquals: { "aws:SourceArn": receivesLogsOf.map((name) => `arn:${partition}:s3:::${name}`) },
    },
  };
}
