import { field, pathTo, type Place, unknownField } from "../kubernetes/fields";
import type { Finding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";

/** Where container engines listen; a directory above them brings the socket along. */
const SOCKETS = [
  "/var/run/docker.sock",
  "/run/docker.sock",
  "/run/containerd/containerd.sock",
  "/var/run/containerd/containerd.sock",
  "/run/k3s/containerd/containerd.sock",
  "/run/crio/crio.sock",
  "/var/run/crio/crio.sock",
  "/run/podman/podman.sock",
  "/run/buildkit/buildkitd.sock",
  "/run/cri-dockerd.sock",
  "/pipe/docker_engine",
  "/pipe/containerd-containerd",
];
const ANY_SOCKET = /\/(?:docker|containerd|crio|podman|buildkitd|cri-dockerd|dockershim)\.sock$/;

/** Docker's own image, in a form that brings the daemon. */
export function isDaemonImage(image: unknown): boolean {
  return typeof image === "string" && /(^|\/)docker(:[^/]*dind|-dind\b|@.*dind)/i.test(image);
}

/** A volume from the host by which a container reaches the engine that runs it. */
export function engineFindings(volume: Place): Finding[] {
  if (isUnknown(volume.body)) return [unknownField(volume, [])];
  const path = field(volume.body, "hostPath", "path");
  if (isUnknown(path)) return [unknownField(volume, ["hostPath", "path"])];
  if (typeof path !== "string" || !reachesEngine(path)) return [];
  const message = `${path} holds the container engine's socket; remove the volume.`;
  return [{ path: pathTo(volume, ["hostPath", "path"]), message }];
}

/** Whether the path is a socket of an engine, or a directory that holds one. */
function reachesEngine(path: string): boolean {
  const steps = path.split(/[/\\]/).filter((part) => part !== "" && part !== ".");
  const given = `/${steps.join("/")}`;
  if (steps.includes("..") || ANY_SOCKET.test(given)) return true;
  const below = given === "/" ? "/" : `${given}/`;
  return SOCKETS.some((socket) => socket === given || socket.startsWith(below));
}
