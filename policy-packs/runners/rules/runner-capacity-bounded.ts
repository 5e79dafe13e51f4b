import { expectField, type Place } from "../../kubernetes/fields";
import { about, everyFormOf, type KubernetesObject, objectsOf } from "../../kubernetes/kinds";
import type { Finding, ResourceContext, ResourceRule } from "../../lib/rule";

const HOSTED = "github:index/actionsHostedRunner:ActionsHostedRunner";
const LANE = "airside:runners:RunnerLane";

export const runnerCapacityBounded: ResourceRule = {
  kind: "resource",
  name: "runner-capacity-bounded",
  title: "A runner lane must bound how many runners it starts and how long a job may last.",
  severity: "medium",
  level: "mandatory-in-production",
  rationale: "One workflow could otherwise start machines without end, or hold one for days.",
  remedy:
    "Use runners.RunnerLane, which asks for maxRunners and maxJobMinutes and brings the reaper.",
  controls: [],
  appliesTo: [HOSTED, LANE, ...everyFormOf(["AutoscalingRunnerSet"], "actions.github.com/*")],
  exceptableDays: 90,
  check(resource, context) {
    const self = { path: "", body: resource.props };
    if (resource.type === HOSTED) return about(resource, bounded(self, ["maximumRunners"], 1));
    if (resource.type === LANE) {
      const inputs = ["maxRunners", "maxJobMinutes"];
      return about(
        resource,
        inputs.flatMap((input) => bounded(self, [input], 1)),
      );
    }
    const sets = objectsOf(resource, ["AutoscalingRunnerSet"]);
    return about(
      resource,
      sets.flatMap((set) => scaleSetFindings(set, context)),
    );
  },
};

/** The lane's job age is kept by the pod's own deadline. */
function scaleSetFindings(set: KubernetesObject, { components }: ResourceContext): Finding[] {
  const isLanes = components.some(({ type }) => type === LANE);
  const reaper = ["spec", "template", "spec", "activeDeadlineSeconds"];
  return [
    ...bounded(set, ["spec", "maxRunners"], 0, set.isPatch),
    ...(isLanes ? bounded(set, reaper, 1, set.isPatch) : []),
  ];
}

function bounded(
  place: Place,
  keys: readonly string[],
  least: number,
  mayBeAbsent = false,
): Finding[] {
  return expectField(
    place,
    keys,
    (value) =>
      (mayBeAbsent && value === undefined) || (Number.isInteger(value) && Number(value) >= least),
    (found) => `${keys.join(".")} is ${found}; give a whole number from ${least} on.`,
  );
}
