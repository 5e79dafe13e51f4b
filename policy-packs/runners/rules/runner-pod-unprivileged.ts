import {
  expectField,
  field,
  isAbsentOrFalse,
  members,
  pathTo,
  unknownField,
  unless,
} from "../../kubernetes/fields";
import { about } from "../../kubernetes/kinds";
import { type Container, type Pod, podsOf } from "../../kubernetes/pods";
import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { engineFindings, isDaemonImage } from "../container-engines";
import { isRunnerPod, RUNNER_POD_CARRIERS } from "../runner-pods";

export const runnerPodUnprivileged: ResourceRule = {
  kind: "resource",
  name: "runner-pod-unprivileged",
  title:
    "A runner pod must not be privileged, run a Docker daemon as root of its node, or reach its container engine.",
  severity: "critical",
  level: "mandatory",
  rationale: "A job with any of these is root of the node, and of every other job on it.",
  remedy: "Use runners.RunnerLane, whose builder works in a user namespace (hostUsers: false).",
  controls: ["Pod Security Standards baseline: Privileged Containers"],
  appliesTo: RUNNER_POD_CARRIERS,
  exceptableDays: 14,
  check: (resource, context) =>
    about(
      resource,
      podsOf(resource)
        .filter((pod) => isRunnerPod(pod, context))
        .flatMap((pod) => [
          ...pod.containers.flatMap((container) => containerFindings(pod, container)),
          ...members(pod.spec, "volumes").flatMap(engineFindings),
        ]),
    ),
};

function containerFindings(pod: Pod, container: Container): Finding[] {
  return [
    ...expectField(
      container,
      ["securityContext", "privileged"],
      isAbsentOrFalse,
      (found) => `a container sets privileged to ${found}; remove it.`,
    ),
    ...unless(daemonOf(container), pod.spec, ["hostUsers"], (value) => value === false),
  ];
}

function daemonOf(container: Container): Finding[] {
  const image = field(container.body, "image");
  if (isUnknown(image)) return [unknownField(container, ["image"])];
  if (!isDaemonImage(image)) return [];
  const message = `${String(image)} runs a Docker daemon as root of the node; set hostUsers: false.`;
  return [{ path: pathTo(container, ["image"]), message }];
}
