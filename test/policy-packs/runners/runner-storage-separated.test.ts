import { runnerStorageSeparated } from "../../../policy-packs/runners/rules/runner-storage-separated";
import { describeRule } from "../../support/rule-fixtures";
import { githubTrust, SERVICE_TRUST } from "../identity/builders";
import {
  aws,
  base64,
  BUCKET,
  laneTag,
  object,
  type Props,
  runnerPods,
  scaleSet,
  secretive,
  START,
  template,
  UNKNOWN,
} from "./builders";

const allow = (Resource: unknown, Action: unknown = ["s3:GetObject", "s3:PutObject"]) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource }],
});
/** A lane's machines, whose role may do this. */
const machine = (lane: string, policy: unknown) => [
  template({ ...laneTag(lane), iamInstanceProfile: { name: lane } }, { name: `${lane}-hosts` }),
  aws("iam:InstanceProfile", { name: lane, role: `${lane}-host` }, { name: `${lane}-profile` }),
  aws(
    "iam:Role",
    { name: `${lane}-host`, assumeRolePolicy: SERVICE_TRUST },
    { name: `${lane}-role` },
  ),
  aws("iam:RolePolicy", { role: `${lane}-host`, policy }, { name: `${lane}-policy` }),
];
const job = (lane: string, policy: unknown) =>
  aws(
    "iam:Role",
    {
      ...laneTag(lane),
      assumeRolePolicy: githubTrust(`repo:acme/api:ref:refs/heads/${lane}`),
      inlinePolicies: [{ name: "cache", policy: JSON.stringify(policy) }],
    },
    { name: `${lane}-job` },
  );
const claim = (name: string, lane: string, claimName: unknown, namespace = "runners") => ({
  ...runnerPods(
    {
      volumes: [
        { name: "work", emptyDir: {} },
        { name: "cache", persistentVolumeClaim: { claimName } },
      ],
    },
    { name, lane },
  ),
  ...(namespace === "runners" ? {} : { props: { ...scaleSet({}, { namespace }).props } }),
});
const nfs = (name: string, lane: string, path: string) =>
  runnerPods({ volumes: [{ name: "cache", nfs: { server: "fs", path } }] }, { name, lane });
const two = (one: unknown, other: unknown) => [
  ...machine("build", one),
  ...machine("deploy", other),
];
const shared = { resources: two(allow("arn:aws:s3:::cache/*"), allow("arn:aws:s3:::cache/*")) };
const later = (path: string, resource = "deploy-policy") => [{ path, resource }];
const place = "policy.Statement[0].Resource";

/** What a bucket is called, or tagged, tells that it is a cache. */
const bucket = (props: Props) =>
  aws("s3:Bucket", { bucket: "acme-ci", ...props }, { name: "store" });
const bucketPolicy = (...principals: string[]) =>
  aws(
    "s3:BucketPolicy",
    {
      bucket: "acme-cache",
      policy: JSON.stringify({
        Statement: [
          { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" },
          {
            Effect: "Allow",
            Principal: { AWS: principals },
            Action: "s3:*",
            Resource: "arn:aws:s3:::acme-cache/*",
          },
        ],
      }),
    },
    { name: "policy" },
  );
const arn = (name: string) => `arn:aws:iam::111122223333:role/ci/${name}`;
const jobs = [
  job("build", allow("arn:aws:s3:::acme-ci/*")),
  job("deploy", allow("arn:aws:s3:::acme-ci/x/*")),
];
const bound = (name: string, namespace: string, volumeName: string) =>
  object(
    "core/v1:PersistentVolumeClaim",
    { metadata: { name, namespace }, spec: { volumeName } },
    { name },
  );
const volume = (name: string, source: Props) =>
  object("core/v1:PersistentVolume", { metadata: { name }, spec: source }, { name });
const efs = { csi: { driver: "efs.csi.aws.com", volumeHandle: "fs-1" } };
const claims = [
  claim("one", "build", "cache", "builds"),
  { ...claim("two", "deploy", "own"), lane: "deploy" },
  bound("own", "runners", "pv-1"),
];

describeRule(runnerStorageSeparated, {
  pass: [
    { resources: two(allow("arn:aws:s3:::cache-build/*"), allow("arn:aws:s3:::cache-deploy/*")) },
    { resources: two(allow("arn:aws:s3:::cache/build/*"), allow("arn:aws:s3:::cache/deploy/*")) },
    { resources: [...machine("build", allow("arn:aws:s3:::cache/*"))] },
    // Whether the bucket is there tells nothing of what is in it.
    {
      resources: two(
        allow("arn:aws:s3:::cache", "s3:ListBucket"),
        allow("arn:aws:s3:::cache", "s3:ListBucket"),
      ),
    },
    { resources: two(allow("*", "ssm:GetParameter"), allow("*", "ssm:GetParameter")) },
    {
      resources: [
        job("build", allow("arn:aws:s3:::cache/build/*")),
        job("deploy", allow("arn:aws:s3:::cache/deploy/*")),
      ],
    },
    // A state bucket is no cache.
    {
      resources: [
        job("build", allow("arn:aws:s3:::state/*")),
        job("deploy", allow("arn:aws:s3:::state/*")),
      ],
    },
    { resources: [claim("one", "build", "cache-a"), claim("two", "deploy", "cache-b")] },
    { resources: [claim("one", "build", "cache"), claim("two", "build", "cache")] },
    { resources: [nfs("one", "build", "/build"), nfs("two", "deploy", "/deploy")] },
    { resources: [...jobs, bucket({ tags: { purpose: "state" } })] },
    { resources: [job("build", {}), job("deploy", {}), bucketPolicy(arn("build-job"))] },
    { resources: [...claims, volume("pv-1", efs)] },
  ],
  fail: [
    {
      ...shared,
      expect: [
        {
          path: place,
          resource: "deploy-policy",
          message:
            'RolePolicy "deploy-policy": the lane deploy reaches arn:aws:s3:::cache/* here, and the lane build reaches it too (RolePolicy "build-policy"); give each lane a store or a key prefix of its own.',
        },
      ],
    },
    {
      resources: two(allow("arn:aws:s3:::cache/*"), allow("arn:aws:s3:::cache/deploy/*")),
      expect: later(place),
    },
    {
      resources: two(
        allow("arn:aws:s3:::cache/b*"),
        allow(["arn:aws:s3:::own/*", "arn:aws:s3:::c*/build/x"]),
      ),
      expect: later(`${place}[1]`),
    },
    {
      resources: two(allow("arn:aws:s3:::cache/*", "s3:*"), JSON.stringify(allow("*", "*"))),
      expect: later(place),
    },
    {
      resources: two(
        allow("arn:aws:s3:::cache/*", "S3:putobject"),
        allow("arn:aws:s3:::cache/*", "s3:Get*"),
      ),
    },
    {
      resources: two(allow("arn:aws:s3:::cache/*"), {
        Statement: { Effect: "Allow", NotAction: "iam:*", NotResource: "arn:aws:s3:::x" },
      }),
    },
    {
      resources: two(
        allow("arn:aws:ecr:eu-central-1:111122223333:repository/cache", "ecr:PutImage"),
        allow("arn:aws:ecr:eu-central-1:111122223333:repository/*", "ecr:BatchGetImage"),
      ),
    },
    {
      resources: two(
        allow(
          "arn:aws:elasticfilesystem:eu-central-1:111122223333:file-system/fs-1",
          "elasticfilesystem:ClientMount",
        ),
        allow("arn:aws:elasticfilesystem:*:*:file-system/*", "elasticfilesystem:Client*"),
      ),
    },
    {
      resources: [
        job("build", allow("arn:aws:s3:::artifacts/*")),
        job("deploy", allow("arn:aws:s3:::artifacts/*")),
      ],
      expect: later("inlinePolicies[0].policy.Statement[0].Resource", "deploy-job"),
    },
    {
      resources: [
        job("untrusted", allow("arn:aws:s3:::cache/*")),
        ...machine("deploy", allow("arn:aws:s3:::cache/*")),
      ],
    },
    {
      resources: [claim("one", "build", "cache"), claim("two", "deploy", "cache")],
      expect: later("spec.template.spec.volumes[1]", "two"),
    },
    { resources: [nfs("one", "build", "/cache"), nfs("two", "deploy", "/cache")] },
    {
      resources: [
        ...two(allow("arn:aws:s3:::cache/*"), allow([])),
        aws(
          "iam:RolePolicyAttachment",
          { role: "deploy-host", policyArn: "own" },
          { name: "attached" },
        ),
        aws(
          "iam:Policy",
          { name: "own", policy: allow("arn:aws:s3:::cache/*") },
          { name: "managed" },
        ),
      ],
      expect: later(place, "managed"),
    },
    {
      resources: [...jobs, bucket({ tags: { purpose: "build cache" } })],
      expect: later("inlinePolicies[0].policy.Statement[0].Resource", "deploy-job"),
    },
    {
      resources: [
        job("build", {}),
        job("deploy", {}),
        bucketPolicy(arn("build-job"), arn("deploy-job")),
      ],
      expect: later("policy.Statement[1]", "policy"),
    },
    {
      resources: [
        claim("one", "build", "a"),
        claim("two", "deploy", "b"),
        bound("a", "runners", "pv-1"),
        bound("b", "runners", "pv-1"),
      ],
      expect: later("spec.template.spec.volumes[1]", "two"),
    },
    {
      resources: [
        claim("one", "build", "a"),
        claim("two", "deploy", "b"),
        bound("a", "runners", "pv-1"),
        bound("b", "runners", "pv-2"),
        volume("pv-1", efs),
        volume("pv-2", efs),
      ],
      expect: later("spec.template.spec.volumes[1]", "two"),
    },
    {
      resources: ["build", "deploy"].map((lane) =>
        template(
          { ...laneTag(lane), userData: base64(`${START}\nmount -t efs fs-0a1b2c3d4 /cache\n`) },
          { name: lane },
        ),
      ),
      expect: later("userData", "deploy"),
    },
  ],
  notApplicable: [
    { resources: [bucketPolicy("arn:aws:iam::111122223333:role/other")] },
    { resource: BUCKET },
    { resource: scaleSet() },
  ],
  unknown: [
    { resources: two(allow("arn:aws:s3:::cache/*"), UNKNOWN), expect: later("policy") },
    { resources: two(allow("arn:aws:s3:::cache/*"), allow(UNKNOWN)), expect: later(place) },
  ],
  secretBearing: { resources: shared.resources.map(secretive) },
  malformed: [
    { resources: two("{", [1]) },
    {
      resources: [runnerPods({ volumes: "all" }), runnerPods({ volumes: [7, null, { nfs: "x" }] })],
    },
  ],
  excepted: shared,
  expired: shared,
});
