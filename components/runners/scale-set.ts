import { createHash } from "node:crypto";

import type { Lane } from "../lib/lanes";
import { groupName, namespaceName } from "./lane";
import type { RunnerLaneArgs } from "./runner-lane";
import { runnerPod } from "./runner-pod";

/** The lane's scale set, as the runner controller reads it. */
export function scaleSet<L extends Lane>(args: RunnerLaneArgs<L>) {
  const spec = scaleSetSpec(args);
  return {
    apiVersion: "actions.github.com/v1alpha1",
    kind: "AutoscalingRunnerSet",
    metadata: {
      name: groupName(args),
      namespace: namespaceName(args),
      labels: scaleSetLabels(args),
      annotations: { "actions.github.com/values-hash": digest(spec) },
    },
    spec,
  };
}

function scaleSetSpec<L extends Lane>(args: RunnerLaneArgs<L>) {
  const { lane, organization, githubAppSecret, image, size, maxRunners, maxJobMinutes } = args;
  return {
    githubConfigUrl: `https://github.com/${organization}`,
    githubConfigSecret: githubAppSecret,
    runnerGroup: groupName(args),
    runnerScaleSetName: groupName(args),
    // Without waiting runners the clock of a pod is the clock of its job.
    minRunners: 0,
    maxRunners,
    template: {
      metadata: { labels: { "airside/lane": lane } },
      spec: runnerPod(image, size, maxJobMinutes),
    },
  };
}

/** The controller ignores a scale set of another version than its own. */
function scaleSetLabels<L extends Lane>(args: RunnerLaneArgs<L>) {
  return {
    "airside/lane": args.lane,
    "actions.github.com/scale-set-name": groupName(args),
    "actions.github.com/scale-set-namespace": namespaceName(args),
    "app.kubernetes.io/component": "autoscaling-runner-set",
    "app.kubernetes.io/part-of": "gha-rs",
    "app.kubernetes.io/version": args.controllerVersion,
  };
}

/** The controller renews its listener when this changes. */
function digest(spec: object): string {
  return createHash("sha256").update(JSON.stringify(spec)).digest("hex").slice(0, 63);
}
