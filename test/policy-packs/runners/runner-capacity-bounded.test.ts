import { runnerCapacityBounded } from "../../../policy-packs/runners/rules/runner-capacity-bounded";
import { describeRule } from "../../support/rule-fixtures";
import {
  BUCKET,
  github,
  object,
  scaleSet,
  SECRET,
  secretive,
  UNKNOWN,
  type Props,
} from "./builders";

const settings = { environment: "production" };
const hosted = (maximumRunners: unknown) => github("ActionsHostedRunner", { maximumRunners });
const lane = (props: Props) => ({ type: "airside:runners:RunnerLane", name: "lane", props });
const good = lane({ maxRunners: 5, maxJobMinutes: 60 });
const inLane = (spec: Props) => [
  good,
  { ...scaleSet({ maxRunners: 5, template: { spec } }), parent: "lane" },
];
const open = { settings, resource: scaleSet() };

describeRule(runnerCapacityBounded, {
  pass: [
    { resource: scaleSet({ maxRunners: 5 }) },
    { resource: scaleSet({ maxRunners: 0 }) },
    { resource: object("actions.github.com/v1alpha1:AutoscalingRunnerSetPatch", { spec: {} }) },
    { resource: hosted(20) },
    { resource: good },
    { resources: inLane({ activeDeadlineSeconds: 3600 }) },
  ],
  fail: [
    {
      ...open,
      expect: [
        {
          path: "spec.maxRunners",
          level: "mandatory",
          message:
            'AutoscalingRunnerSet "set": spec.maxRunners is nothing; give a whole number from 0 on.',
        },
      ],
    },
    { resource: scaleSet(), expect: [{ path: "spec.maxRunners", level: "advisory" }] },
    { resource: scaleSet({ maxRunners: "5" }) },
    { resource: scaleSet({ maxRunners: -1 }) },
    { resource: scaleSet({ maxRunners: 1.5 }) },
    {
      resource: object("actions.github.com/v1alpha1:AutoscalingRunnerSetPatch", {
        spec: { maxRunners: [5] },
      }),
    },
    { resource: hosted(undefined), expect: [{ path: "maximumRunners" }] },
    { resource: hosted(0) },
    { resource: lane({ maxRunners: 5 }), expect: [{ path: "maxJobMinutes" }] },
    { resource: lane({ maxJobMinutes: 60 }), expect: [{ path: "maxRunners" }] },
    { resources: inLane({}), expect: [{ path: "spec.template.spec.activeDeadlineSeconds" }] },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    { resource: scaleSet({ maxRunners: UNKNOWN }), expect: [{ path: "spec.maxRunners" }] },
    { resource: hosted(UNKNOWN) },
    { resource: lane({ maxRunners: 5, maxJobMinutes: UNKNOWN }) },
  ],
  secretBearing: [
    { resource: secretive(scaleSet()) },
    { resource: { ...hosted(SECRET), secret: ["maximumRunners"] } },
  ],
  malformed: { resource: scaleSet({ maxRunners: {} }) },
  excepted: open,
  expired: open,
});
