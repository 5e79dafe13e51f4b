import { expectField, field, isAbsent, type Place } from "../../kubernetes/fields";
import { about, everyFormOf, objectsIn } from "../../kubernetes/kinds";
import type { Finding, ResourceRule } from "../../lib/rule";

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
  check(resource) {
    const self = { path: "", body: resource.props };
    if (resource.type === HOSTED) return about(resource, bounded(self, ["maximumRunners"]));
    if (resource.type === LANE) {
      return about(resource, [
        ...bounded(self, ["maxRunners"]),
        ...bounded(self, ["maxJobMinutes"]),
      ]);
    }
    return about(
      resource,
      objectsIn(resource).flatMap((set) =>
        set.isPatch && isAbsent(field(set.body, "spec", "maxRunners"))
          ? []
          : bounded(set, ["spec", "maxRunners"]),
      ),
    );
  },
};

function bounded(place: Place, keys: readonly string[]): Finding[] {
  return expectField(
    place,
    keys,
    (value) => Number.isInteger(value) && Number(value) >= 1,
    (found) => `${keys.join(".")} is ${found}; give a whole number from 1 on.`,
  );
}
