import { parse } from "yaml";

import type { Finding, Resource } from "../lib/rule";
import { isUnknown } from "../lib/unknown";

const RETIRED: readonly unknown[] = ["ebpf", "gvisor"];

/** Falco engines that Falco has given up, where a ConfigMap's `falco.yaml` or a chart's values ask for one. */
export function falcoEngines(resource: Resource): Finding[] {
  const { type } = resource;
  if (CONFIG_MAPS.includes(type)) return inConfigMap(resource);
  return type === "kubernetes:helm.sh/v3:Release" ? inRelease(resource) : [];
}

const CONFIG_MAPS = ["kubernetes:core/v1:ConfigMap", "kubernetes:core/v1:ConfigMapPatch"];

function inConfigMap({ name, props: { data } }: Resource): Finding[] {
  const path = 'data["falco.yaml"]';
  if (isUnknown(data)) return [notKnown("data", name)];
  if (!isFields(data) || !Object.hasOwn(data, "falco.yaml")) return [];
  const text = data["falco.yaml"];
  if (isUnknown(text)) return [notKnown(path, name)];
  const engine = at(yaml(text), "engine", "kind");
  return RETIRED.includes(engine) ? [finding(path, name, engine)] : [];
}

function inRelease({ name, props: { values } }: Resource): Finding[] {
  const places = [
    ["driver", "kind"],
    ["falco", "engine", "kind"],
  ];
  return places.flatMap((keys) => {
    const engine = at(values, ...keys);
    return RETIRED.includes(engine) ? [finding(["values", ...keys].join("."), name, engine)] : [];
  });
}

function finding(path: string, name: string, engine: unknown): Finding {
  const message = `"${name}" sets Falco's engine.kind to ${String(engine)}, which Falco no longer has; use modern_ebpf.`;
  return { path, message };
}

function notKnown(path: string, name: string): Finding {
  return { path, message: `whether "${name}" configures Falco is not known`, unknown: true };
}

/** The document; text that is no YAML says nothing, and Falco does not start with it. */
function yaml(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return parse(text, { maxAliasCount: 100, logLevel: "silent" });
  } catch {
    return undefined;
  }
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys)
    found = isFields(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
