import { describe, expect, it } from "vitest";

import { PrivateBucket, type PrivateBucketArgs } from "../../../components/evidence/private-bucket";
import { record } from "../../support/record";

const args: PrivateBucketArgs = {
  accountId: "111122223333",
  owner: "platform",
  environment: "production",
  lane: "deploy",
  dataClass: "state",
  bucketName: "acme-state",
  kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1",
  accessLogBucket: "acme-logs",
};
const build = (changes: object = {}) =>
  record(() => new PrivateBucket("state", { ...args, ...changes }), { preview: true });
const TLS_ONLY = {
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::acme-state", "arn:aws:s3:::acme-state/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

describe("PrivateBucket", () => {
  it("registers the bucket and each of its settings", async () => {
    const resources = await build();
    expect(resources.every(({ name }) => name === "state")).toBe(true);
    expect(resources.map(({ type }) => type).sort()).toEqual([
      "airside:evidence:PrivateBucket",
      "aws:s3/bucket:Bucket",
      "aws:s3/bucketLogging:BucketLogging",
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "aws:s3/bucketVersioning:BucketVersioning",
    ]);
    const bucket = resources.find(({ type }) => type === "aws:s3/bucket:Bucket")!;
    expect(bucket).toMatchObject({
      protect: true,
      retainOnDelete: true,
      inputs: { bucket: "acme-state" },
    });
    for (const setting of resources.slice(2)) {
      expect(setting.propertyDependencies["bucket"], setting.type).toEqual([bucket.urn]);
    }
  });

  it("closes it to the public and to plain HTTP, encrypts, versions and logs", async () => {
    const resources = await build();
    const inputs = (type: string) =>
      resources.find((each) => each.type.endsWith(`:${type}`))!.inputs;
    expect(inputs("BucketPublicAccessBlock")).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(JSON.parse(inputs("BucketPolicy").policy).Statement).toEqual([TLS_ONLY]);
    expect(inputs("BucketVersioning").versioningConfiguration).toEqual({ status: "Enabled" });
    expect(inputs("BucketServerSideEncryptionConfiguration").rules).toEqual([
      {
        bucketKeyEnabled: true,
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: "aws:kms",
          kmsMasterKeyId: args.kmsKeyArn,
        },
      },
    ]);
    expect(inputs("BucketLogging")).toMatchObject({
      targetBucket: "acme-logs",
      targetPrefix: "acme-state/",
    });
  });

  it("takes logs from the named buckets of its account alone", async () => {
    const changes = {
      dataClass: "internal",
      kmsKeyArn: undefined,
      accessLogBucket: undefined,
      receivesLogsOf: ["acme-other"],
    };
    const resources = await build(changes);
    const policy = resources.find(({ type }) => type.endsWith(":BucketPolicy"))!;
    expect(JSON.parse(policy.inputs.policy).Statement).toEqual([
      TLS_ONLY,
      {
        Sid: "ReceiveAccessLogs",
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::acme-state/*",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnEquals: { "aws:SourceArn": ["arn:aws:s3:::acme-other"] },
        },
      },
    ]);
    expect(resources.some(({ type }) => type.endsWith(":BucketLogging"))).toBe(false);
  });

  it("closes its objects to all but the roles on one path, and lets them go after their days", async () => {
    const resources = await build({
      dataClass: "internal",
      rolesUnder: "/airside/lanes/build/",
      expireDays: { "cache/": 14, "artifacts/": 90 },
    });
    const inputs = (type: string) =>
      resources.find((each) => each.type.endsWith(`:${type}`))!.inputs;
    expect(JSON.parse(inputs("BucketPolicy").policy).Statement).toEqual([
      TLS_ONLY,
      {
        Sid: "RolesOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: "arn:aws:s3:::acme-state/*",
        Condition: {
          ArnNotLike: {
            "aws:PrincipalArn": "arn:aws:iam::111122223333:role/airside/lanes/build/*",
          },
        },
      },
    ]);
    const rule = (id: string, prefix: string, days: number) => ({
      id,
      status: "Enabled",
      filter: { prefix },
      expiration: { days },
      noncurrentVersionExpiration: { noncurrentDays: 7 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    });
    expect(inputs("BucketLifecycleConfiguration").rules).toEqual([
      rule("expire-cache", "cache/", 14),
      rule("expire-artifacts", "artifacts/", 90),
    ]);
  });

  it.each([
    [{ rolesUnder: "lanes" }, "rolesUnder must begin and end with a slash"],
    [{ rolesUnder: "/lanes/*/" }, "rolesUnder must begin and end with a slash"],
    [{ rolesUnder: "/" }, 'rolesUnder must be a path below "/", which all roles are'],
    [
      { rolesUnder: "/a/", receivesLogsOf: ["acme-other"] },
      "receivesLogsOf must be left out with rolesUnder: S3 itself is no role",
    ],
    [{ expireDays: { "x/": 1 } }, "expireDays must be left out for the data class state"],
    [
      { dataClass: "internal", expireDays: { cache: 1 } },
      'expireDays: a prefix must be words with a slash behind each, got "cache"',
    ],
    [
      { dataClass: "internal", expireDays: { "cache/": 0 } },
      "expireDays.cache/ must be a whole number from 1 to 3650, got 0",
    ],
    [
      { kmsKeyArn: undefined },
      "kmsKeyArn and accessLogBucket must be given for the data class state",
    ],
    [
      { accessLogBucket: undefined },
      "kmsKeyArn and accessLogBucket must be given for the data class state",
    ],
    [
      { accessLogBucket: "acme-state" },
      "accessLogBucket must be another bucket: a log of itself would never end",
    ],
    [
      { bucketName: "Acme" },
      'bucketName must be 3 to 63 of a-z, 0-9 and -, with a letter or digit at both ends and none of S3\'s reserved affixes, got "Acme"',
    ],
    [{ bucketName: "ab" }, "bucketName must be 3 to 63"],
    [{ bucketName: "xn--acme" }, "reserved affixes"],
    [{ bucketName: "acme.state" }, "bucketName must be 3 to 63"],
    [{ receivesLogsOf: ["*"] }, "receivesLogsOf must be 3 to 63"],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });
});
