import { runnerGroupSingleZone } from "../../../policy-packs/runners/rules/runner-group-single-zone";
import { describeRule } from "../../support/rule-fixtures";
import {
  aws,
  base64,
  BUCKET,
  configure,
  github,
  group,
  laneTag,
  object,
  ofLane,
  scaleSet,
  secretive,
  template,
  UNKNOWN,
  type Props,
} from "./builders";

const build = group({ name: "builders" }, { name: "b", lane: "build" });
const deploy = group({ name: "deployers" }, { name: "d", lane: "deploy" });
const set = (
  name: string,
  lane: string | undefined,
  runnerGroup: unknown,
  namespace: unknown = name,
) => scaleSet({ runnerGroup }, { namespace, ...(lane && ofLane(lane)) }, { name });
const host = (name: string, lane: string, props: Props, rest = {}) =>
  template({ ...laneTag(lane), ...props }, { name, ...rest });
const registering = (name: string) => ({
  userData: base64(configure("--ephemeral", `--runnergroup ${name}`)),
});
const fleet = (name: string, lane: string | undefined, props: Props) =>
  aws("autoscaling:Group", { ...props, ...(lane && laneTag(lane)) }, { name });
const service = (id: number, lanes: unknown) => ({
  name: `s${id}`,
  repository: { owner: "acme", name: `s${id}`, id },
  lanes,
});
const register = {
  services: [service(1, ["build", "deploy"]), service(2, ["build"]), service(3, "deploy")],
} as never;
const members = (...selectedRepositoryIds: unknown[]) =>
  group({ name: "deployers", selectedRepositoryIds }, { lane: "deploy" });
const mixed = { resources: [build, set("one", "deploy", "builders")] };
const groupAt = (resource: string) => [{ path: "spec.runnerGroup", resource }];

describeRule(runnerGroupSingleZone, {
  pass: [
    {
      resources: [
        build,
        deploy,
        set("one", "build", "builders"),
        set("two", "deploy", "deployers"),
      ],
    },
    { resources: [build, set("one", undefined, "builders")] },
    // What is no lane states none.
    { resources: [build, set("one", "Deploy", "builders")] },
    { resources: [build, set("one", "build", "builders"), set("two", "build", "builders", "one")] },
    // Two templates of one name, each in a component of its own.
    {
      resources: ["build", "deploy"].map((lane) => ({
        ...host("hosts", lane, {}),
        urn: `urn:pulumi:dev::shop::airside:x:${lane}$aws:ec2/launchTemplate:LaunchTemplate::hosts`,
      })),
    },
    { resource: members(1), register },
    { resource: members("1"), register },
    { resource: members(9) },
    {
      resources: [
        host("h", "build", { vpcSecurityGroupIds: ["sg-1"] }),
        host("i", "deploy", { vpcSecurityGroupIds: ["sg-2"] }),
      ],
    },
    { resources: [build, host("h", "build", registering("builders"))] },
    {
      resources: [
        object("core/v1:Namespace", { metadata: { name: "one", ...ofLane("build") } }),
        build,
        set("one", "build", "builders"),
      ],
    },
    {
      resources: [
        deploy,
        github(
          "ActionsHostedRunner",
          { runnerGroupId: UNKNOWN },
          { lane: "deploy", propertyDependencies: { runnerGroupId: ["d"] } },
        ),
      ],
    },
    {
      resources: [
        host("h", "build", {}),
        fleet("f", "build", { launchTemplate: { id: "h" }, vpcZoneIdentifiers: ["subnet-1"] }),
      ],
    },
  ],
  fail: [
    {
      ...mixed,
      expect: [
        {
          path: "spec.runnerGroup",
          resource: "one",
          message:
            'AutoscalingRunnerSet "one": the runner group builders serves the lane build (ActionsRunnerGroup "b") and here the lane deploy; give each lane its own.',
        },
      ],
    },
    { resources: [build, set("one", "deploy", "Builders")], expect: groupAt("one") },
    {
      resources: [set("one", "build", "shared"), set("two", "deploy", "shared")],
      expect: groupAt("two"),
    },
    {
      resources: [build, group({ name: "builders" }, { name: "again", lane: "release" })],
      expect: [{ path: "name", resource: "again" }],
    },
    {
      resources: [
        build,
        github(
          "ActionsHostedRunner",
          { runnerGroupId: UNKNOWN },
          { lane: "deploy", propertyDependencies: { runnerGroupId: ["b"] } },
        ),
      ],
      expect: [{ path: "runnerGroupId" }],
    },
    {
      resource: members(1, 2),
      register,
      expect: [{ path: "selectedRepositoryIds[1]", resource: "group" }],
    },
    { resource: members(3), register, expect: [{ path: "selectedRepositoryIds[0]" }] },
    { resource: members(9), register, expect: [{ path: "selectedRepositoryIds[0]" }] },
    {
      resources: [
        build,
        deploy,
        set("one", "build", "builders", "ns"),
        set("two", "deploy", "deployers", "ns"),
      ],
      expect: [{ path: "metadata.namespace", resource: "two" }],
    },
    {
      resources: [
        set("one", "deploy", "deployers"),
        object("core/v1:Namespace", { metadata: { name: "one", ...ofLane("build") } }),
      ],
      expect: [{ path: "metadata.labels", resource: "web" }],
    },
    {
      resources: [
        host("h", "build", { vpcSecurityGroupIds: ["sg-1", "sg-2"] }),
        host("i", "deploy", { vpcSecurityGroupIds: ["sg-2"] }),
      ],
      expect: [{ path: "vpcSecurityGroupIds", resource: "i" }],
    },
    {
      resources: [
        host("h", "build", { networkInterfaces: [{ subnetId: "subnet-1" }] }),
        aws("ec2:Instance", {
          subnetId: "subnet-1",
          userData: configure("--ephemeral"),
          ...laneTag("deploy"),
        }),
      ],
      expect: [{ path: "subnetId", resource: "main" }],
    },
    {
      resources: [
        host(
          "h",
          "build",
          { vpcSecurityGroupIds: UNKNOWN },
          { propertyDependencies: { vpcSecurityGroupIds: ["sg"] } },
        ),
        host(
          "i",
          "deploy",
          { vpcSecurityGroupIds: UNKNOWN },
          { propertyDependencies: { vpcSecurityGroupIds: ["sg"] } },
        ),
      ],
      expect: [{ path: "vpcSecurityGroupIds", resource: "i" }],
    },
    {
      resources: [build, host("h", "deploy", registering("builders"))],
      expect: [{ path: "userData", resource: "h" }],
    },
    {
      resources: [
        build,
        deploy,
        host("h", "build", {
          userData: base64(
            configure("--ephemeral --runnergroup builders") +
              configure("--ephemeral --runnergroup deployers"),
          ),
        }),
      ],
    },
    {
      resources: [host("h", "build", {}), fleet("f", "deploy", { launchTemplate: { id: "h" } })],
      expect: [{ path: "launchTemplate", resource: "f" }],
    },
    {
      resources: [
        host("h", "build", {}),
        host("i", "deploy", {}),
        fleet("f", undefined, { launchTemplate: { id: "h" }, vpcZoneIdentifiers: ["subnet-1"] }),
        fleet("g", undefined, { launchTemplate: { name: "i" }, vpcZoneIdentifiers: ["subnet-1"] }),
      ],
      expect: [{ path: "vpcZoneIdentifiers", resource: "g" }],
    },
    {
      resources: [
        template(
          { userData: undefined, ...laneTag("build"), vpcSecurityGroupIds: ["sg-1"] },
          { name: "build-runners" },
        ),
        template(
          { userData: undefined, ...laneTag("deploy"), vpcSecurityGroupIds: ["sg-1"] },
          { name: "deploy-runners" },
        ),
      ],
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: aws("ec2:Instance", { subnetId: "subnet-1" }) },
  ],
  unknown: [
    { resources: [build, set("one", "deploy", UNKNOWN)], expect: groupAt("one") },
    {
      resources: [set("one", "build", "b"), set("two", "deploy", "d", UNKNOWN)],
      expect: [{ path: "metadata.namespace", resource: "two" }],
    },
    { resource: members(1, UNKNOWN), register, expect: [{ path: "selectedRepositoryIds[1]" }] },
  ],
  secretBearing: { resources: mixed.resources.map(secretive) },
  malformed: [
    {
      resources: [group({ name: 7, selectedRepositoryIds: "x" }), set("one", "build", {})],
      register,
    },
    {
      resources: [
        host("h", "build", { networkInterfaces: "eni" }),
        fleet("f", "deploy", { launchTemplate: "h" }),
      ],
    },
  ],
  excepted: mixed,
  expired: mixed,
});
