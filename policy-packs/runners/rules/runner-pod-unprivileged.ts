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
import { isRunnerPod, RUNNER_POD_CARRIERS } from "../runner-pods";

/** Where container engines listen; a directory above them brings the socket along. */
const ENGINE_SOCKETS = [
  "/var/run/docker.sock",
  "/run/docker.sock",
  "/run/containerd/containerd.sock",
  "/var/run/containerd/containerd.sock",
  "/run/crio/crio.sock",
  "/var/run/crio/crio.sock",
  "/run/podman/podman.sock",
  "/var/run/podman/podman.sock",
  "/run/buildkit/buildkitd.sock",
];

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
          ...members(pod.spec, "volumes").flatMap(volumeFindings),
        ]),
    ),
};

function containerFindings(pod: Pod, container: Container): Finding[] {
  const image = field(container.body, "image");
  const daemon: Finding[] =
    typeof image === "string" && /(^|\/)docker(:|@|$)[^/]*dind|(^|\/)docker-dind\b/.test(image)
      ? [
          {
            path: pathTo(container, ["image"]),
            message: `${image} runs a Docker daemon as root of the node; set hostUsers: false.`,
          },
        ]
      : [];
  return [
    ...expectField(
      container,
      ["securityContext", "privileged"],
      isAbsentOrFalse,
      (found) => `a container sets privileged to ${found}; remove it.`,
    ),
    ...unless(daemon, pod.spec, ["hostUsers"], (value) => value === false),
  ];
}

function volumeFindings(volume: { path: string; body: unknown }): Finding[] {
  const path = field(volume.body, "hostPath", "path");
  if (isUnknown(path)) return [unknownField(volume, ["hostPath", "path"])];
  if (typeof path !== "string" || !reachesEngine(path)) return [];
  return [
    {
      path: pathTo(volume, ["hostPath", "path"]),
      message: `${path} holds the container engine's socket; remove the volume.`,
    },
  ];
}

/** Whether the path is a socket of an engine, or a directory that holds one. */
function reachesEngine(path: string): boolean {
  const given = `/${path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/")}`;
  if (given.split("/").includes("..")) return true;
  return ENGINE_SOCKETS.some(
    (socket) => socket === given || socket.startsWith(given === "/" ? "/" : `${given}/`),
  );
}
