import { field } from "../kubernetes/fields";
import { type Pod, POD_CARRIERS } from "../kubernetes/pods";
import type { ResourceContext } from "../lib/rule";

/** What runner pods come in: the runner controller's own kinds, and any carrier that is marked as one. */
export const RUNNER_POD_CARRIERS: readonly string[] = POD_CARRIERS;

const CONTROLLER_KINDS = new Set(["AutoscalingRunnerSet", "EphemeralRunnerSet", "EphemeralRunner"]);

/** A runner's image, as GitHub and others name it; that of the controller is another. */
const RUNNER_IMAGE = /(?:^|\/)(?:actions-runner|github-runner)(?:-dind)?(?:[:@]|$)/;

/** Whether a pod runs jobs: by its controller, its labels or its image, or inside a lane of ours. A listener runs none. */
export function isRunnerPod(pod: Pod, { components }: ResourceContext): boolean {
  if (pod.isListener) return false;
  if (CONTROLLER_KINDS.has(pod.carrier.kind)) return true;
  if (components.some(({ type }) => type === "airside:runners:RunnerLane")) return true;
  const labels = field(pod.metadata.body, "labels");
  return (
    field(labels, "actions.github.com/scale-set-name") !== undefined ||
    field(labels, "actions-ephemeral-runner") !== undefined ||
    field(labels, "app.kubernetes.io/component") === "runner" ||
    pod.containers.some(({ body }) => RUNNER_IMAGE.test(String(field(body, "image"))))
  );
}
