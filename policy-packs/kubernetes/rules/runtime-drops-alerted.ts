import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { fileIn } from "../falco";
import {
  expectField,
  isAbsentOrFalse,
  isTrue,
  members,
  pathTo,
  type Place,
  unknownField,
} from "../fields";
import { about, everyFormOf, objectsOf } from "../kinds";

const ACTIONS = ["syscall_event_drops", "actions"];

export const runtimeDropsAlerted: ResourceRule = {
  kind: "resource",
  name: "runtime-drops-alerted",
  title: "Falco must log and alert as soon as it misses a single system call.",
  severity: "medium",
  level: "mandatory",
  rationale:
    "An intruder who floods the kernel with events would otherwise pass unseen and unmentioned.",
  remedy:
    "In falco.yaml set syscall_event_drops: { threshold: 0, actions: [log, alert] }, priority: debug and metrics.enabled: true.",
  controls: ["SOC 2 CC7.2"],
  appliesTo: everyFormOf(["ConfigMap"]),
  exceptableDays: 90,
  check: (resource) =>
    about(
      resource,
      objectsOf(resource, ["ConfigMap"]).flatMap((map) => {
        const file = fileIn(map, "falco.yaml");
        return file ? dropsIn(file) : [];
      }),
    ),
};

function dropsIn(file: Place): Finding[] {
  if (isUnknown(file.body)) return [unknownField(file, [])];
  const set = (keys: string[], allowed: (value: unknown) => boolean, fix: string) =>
    expectField(file, keys, allowed, (found) => `${keys.join(".")} is ${found}; ${fix}.`);
  return [
    ...set(["syscall_event_drops", "threshold"], (value) => value === 0, "set 0"),
    ...actionsIn(file),
    ...set(["syscall_event_drops", "simulate_drops"], isAbsentOrFalse, "remove it"),
    ...set(["priority"], (value) => String(value).toLowerCase() === "debug", "set debug"),
    ...set(["metrics", "enabled"], isTrue, "set true"),
  ];
}

function actionsIn(file: Place): Finding[] {
  const actions = members(file, ...ACTIONS);
  const missing = ["log", "alert"].filter((action) => !actions.some(({ body }) => body === action));
  const path = pathTo(file, ACTIONS);
  return [
    ...missing.map((action) => ({
      path,
      message: `syscall_event_drops.actions lacks ${action}; add it.`,
    })),
    ...actions
      .filter(({ body }) => body === "ignore" || body === "exit")
      .map((action) => ({
        path: action.path,
        message: `syscall_event_drops.actions holds ${action.body}; remove it.`,
      })),
  ];
}
