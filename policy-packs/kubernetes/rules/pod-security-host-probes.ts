import type { Finding, ResourceRule } from "../../lib/rule";
import { expectField, field, isAbsentOrEmpty, NOTHING } from "../fields";
import { called, eachContainer, judgePods } from "../pod-security";
import { type Container, POD_CARRIERS } from "../pods";

const HANDLERS = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
];
const HOSTS = HANDLERS.map((handler) => ({
  handler,
  hosts: ["httpGet", "tcpSocket"].map((action) => [...handler, action, "host"]),
}));

export const podSecurityHostProbes: ResourceRule = {
  kind: "resource",
  name: "pod-security-host-probes",
  title: "A probe or lifecycle handler must not name a host (from v1.34 on).",
  severity: "medium",
  level: "mandatory",
  rationale:
    "The kubelet sends the request from the node, and so reaches hosts that the pod may not.",
  remedy: "Leave host out: the probe then goes to the pod itself.",
  controls: ["Pod Security Standards baseline: Host Probes and Lifecycle Hooks"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 90,
  check: (resource, context) =>
    judgePods("baseline", "Host Probes / Lifecycle Hooks", resource, context, (pod, { minor }) =>
      minor < 34 ? [] : eachContainer(pod, hostsOf),
    ),
};

/** Most containers have none of these, and every container is asked. */
const FIELDS = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"];

function hostsOf(container: Container): Finding[] {
  if (FIELDS.every((name) => field(container.body, name) === undefined)) return NOTHING;
  const present = HOSTS.filter(({ handler }) => field(container.body, ...handler) !== undefined);
  return present.flatMap(({ hosts }) => hosts.flatMap((keys) => hostAt(container, keys)));
}

function hostAt(container: Container, keys: readonly string[]): Finding[] {
  return expectField(
    container,
    keys,
    isAbsentOrEmpty,
    (found) =>
      `${called(container)} sets ${keys.join(".")} to ${found}; none is allowed: remove it.`,
  );
}
