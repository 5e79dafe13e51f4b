import { field } from "../kubernetes/fields";
import { everyFormOf } from "../kubernetes/kinds";
import { type Pod, POD_CARRIERS } from "../kubernetes/pods";
import type { ResourceContext } from "../lib/rule";

/** What runner pods come in: the runner controller's own kinds, and any carrier that is marked as one. */
export const RUNNER_POD_CARRIERS: readonly string[] = POD_CARRIERS;

const CONTROLLER_KINDS = new Set(["AutoscalingRunnerSet", "EphemeralRunnerSet", "EphemeralRunner"]);
export const SCALE_SETS: readonly string[] = everyFormOf(
  ["AutoscalingRunnerSet"],
  "actions.github.com/*",
);

/** Whether a pod runs jobs: by its controller, by the controller's labels, or inside a lane of ours. */
export function isRunnerPod(pod: Pod, { components }: ResourceContext): boolean {
  if (CONTROLLER_KINDS.has(pod.carrier.kind)) return true;
  if (components.some(({ type }) => type === "airside:runners:RunnerLane")) return true;
  const labels = field(pod.metadata.body, "labels");
  return (
    field(labels, "actions.github.com/scale-set-name") !== undefined ||
    field(labels, "actions-ephemeral-runner") !== undefined ||
    field(labels, "app.kubernetes.io/component") === "runner"
  );
}
