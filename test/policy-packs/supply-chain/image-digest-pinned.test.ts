import { imageDigestPinned } from "../../../policy-packs/supply-chain/rules/image-digest-pinned";
import type { Resource } from "../../../policy-packs/lib/rule";
import { describeRule } from "../../support/rule-fixtures";
import { aws, BUCKET, object, pod, podOf, SECRET, secret, UNKNOWN } from "../kubernetes/builders";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const pinned = podOf({ image: `ghcr.io/acme/web:1.2@${DIGEST}` });
const bad = podOf({ image: "nginx" });
const at = "spec.containers[0].image";
const hosted = (props: Readonly<Record<string, unknown>>): Resource => ({
  type: "github:index/actionsHostedRunner:ActionsHostedRunner",
  name: "large",
  props: { name: "large", size: "4-core", runnerGroupId: 1, ...props },
});
const github = { id: "2306", source: "github" };
const custom = { id: "7", source: "custom" };
/** What makes a machine a runner's. */
const RUNNER = Buffer.from(
  "#!/bin/sh\n./config.sh --url https://github.com/acme --ephemeral\n",
).toString("base64");
const template = (props: Readonly<Record<string, unknown>>) =>
  aws("ec2/launchTemplate:LaunchTemplate", { userData: RUNNER, ...props });
const scaleSet = (spec: unknown, type = "AutoscalingRunnerSet") =>
  object(`actions.github.com/v1alpha1:${type}`, { metadata: {}, spec: { template: { spec } } });

describeRule(imageDigestPinned, {
  pass: [
    { resource: pinned },
    { resource: podOf({ image: `nginx@${DIGEST}` }) },
    { resource: podOf({ image: `registry.acme.example:5000/a/b@${DIGEST}` }) },
    {
      resource: pod({
        initContainers: [{ image: `a@${DIGEST}` }],
        containers: [{ image: `b@${DIGEST}` }],
        ephemeralContainers: [{ image: `c@${DIGEST}` }],
        volumes: [
          { name: "v", image: { reference: `d@${DIGEST}` } },
          { name: "w", emptyDir: {} },
        ],
      }),
    },
    {
      resource: object("apps/v1:DeploymentPatch", {
        spec: { template: { spec: { containers: [{ name: "app" }] } } },
      }),
    },
    {
      resource: scaleSet({
        containers: [{ name: "runner", image: `ghcr.io/acme/runner@${DIGEST}` }],
      }),
    },
    { resource: hosted({ image: github }) },
    { resource: hosted({ image: custom, imageVersion: "1.4.0" }) },
    { resource: template({ imageId: "ami-0123456789abcdef0" }) },
    { resource: template({ imageId: "ami-0123456789abcdef0", userData: UNKNOWN }) },
    {
      resource: aws("ec2/instance:Instance", {
        ami: "ami-0abc1234",
        userData: "./config.sh --url https://github.com/acme --jitconfig $JIT",
      }),
    },
  ],
  fail: [
    { resource: bad, expect: [{ path: at }] },
    { resource: podOf({ image: "nginx:latest" }), expect: [{ path: at }] },
    { resource: podOf({ image: "ghcr.io/acme/web:1.2.3" }), expect: [{ path: at }] },
    { resource: podOf({ image: `web@${DIGEST.slice(0, -1)}` }), expect: [{ path: at }] },
    { resource: podOf({ image: `web@${DIGEST}0` }), expect: [{ path: at }] },
    { resource: podOf({ image: `web@${DIGEST.toUpperCase()}` }), expect: [{ path: at }] },
    { resource: podOf({ image: `web@sha1:${"0".repeat(64)}` }), expect: [{ path: at }] },
    { resource: podOf({ image: `web@${DIGEST}\n` }), expect: [{ path: at }] },
    { resource: podOf({ image: `@${DIGEST}` }), expect: [{ path: at }] },
    { resource: podOf({ image: DIGEST }), expect: [{ path: at }] },
    { resource: podOf({ image: `x y@${DIGEST}` }), expect: [{ path: at }] },
    { resource: podOf({ image: "" }), expect: [{ path: at }] },
    { resource: podOf({}), expect: [{ path: at }] },
    {
      resource: pod({
        initContainers: [{ image: "a" }],
        containers: [{ image: `b@${DIGEST}` }],
        ephemeralContainers: [{ image: "c:1" }],
        volumes: [{ name: "v", image: { reference: "d:1" } }],
      }),
      expect: [
        { path: "spec.initContainers[0].image" },
        { path: "spec.ephemeralContainers[0].image" },
        { path: "spec.volumes[0].image.reference" },
      ],
    },
    {
      resource: object("apps/v1:DeploymentPatch", {
        spec: { template: { spec: { containers: [{ name: "app", image: "web:2" }] } } },
      }),
      expect: [{ path: "spec.template.spec.containers[0].image" }],
    },
    {
      resource: scaleSet({
        containers: [{ name: "runner", image: "ghcr.io/actions/actions-runner:latest" }],
      }),
      expect: [{ path: "spec.template.spec.containers[0].image" }],
    },
    {
      resource: hosted({ image: custom, imageVersion: "Latest" }),
      expect: [{ path: "imageVersion" }],
    },
    { resource: hosted({ image: custom, imageVersion: "" }), expect: [{ path: "imageVersion" }] },
    { resource: hosted({ image: custom }), expect: [{ path: "imageVersion" }] },
    {
      resource: template({ imageId: "resolve:ssm:/aws/service/ami" }),
      expect: [{ path: "imageId" }],
    },
    { resource: template({}), expect: [{ path: "imageId" }] },
    {
      resources: [
        { type: "airside:runners:HostLane", name: "lane", props: { lane: "build" } },
        aws("ec2/instance:Instance", { ami: "ami-x" }, { parent: "lane" }),
      ],
      expect: [{ path: "ami" }],
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: aws("ec2/launchTemplate:LaunchTemplate", { imageId: "resolve:ssm:/x" }) },
    { resource: object("core/v1:ConfigMap", { data: { image: "nginx" } }) },
  ],
  unknown: [
    { resource: podOf({ image: UNKNOWN }), expect: [{ path: at }] },
    { resource: pod({ containers: UNKNOWN }), expect: [{ path: "spec.containers" }] },
    { resource: template({ imageId: UNKNOWN }), expect: [{ path: "imageId" }] },
    {
      resource: template({ imageId: "resolve:ssm:/x", userData: UNKNOWN }),
      expect: [{ path: "userData" }],
    },
    {
      resource: hosted({ image: custom, imageVersion: UNKNOWN }),
      expect: [{ path: "imageVersion" }],
    },
    {
      resource: hosted({ image: { id: "7", source: UNKNOWN } }),
      expect: [{ path: "image.source" }],
    },
  ],
  secretBearing: { resource: secret(podOf({ image: SECRET }), at) },
  malformed: { resource: podOf({ image: ["nginx"] }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
