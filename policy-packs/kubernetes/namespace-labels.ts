import type { Finding, ResourceContext } from "../lib/rule";
import type { Settings } from "../lib/settings";
import { isUnknown } from "../lib/unknown";
import { expectField, field, unknownField } from "./fields";
import type { KubernetesObject } from "./kinds";
import { type Level, levelOf } from "./pod-security";

export const ENFORCE = "pod-security.kubernetes.io/enforce";
export const VERSION = "pod-security.kubernetes.io/enforce-version";

/** From the weakest to the strictest. */
export const LEVELS: readonly unknown[] = ["privileged", "baseline", "restricted"];

/** What is wrong with the two labels by which a namespace enforces Pod Security. */
export function labelFindings(
  namespace: KubernetesObject,
  { settings }: ResourceContext,
): Finding[] {
  const level = levelFor(namespace, settings);
  const version = settings["podSecurity.version"];
  const left = (value: unknown) => namespace.isPatch && value === undefined;
  const levels = expectField(
    namespace,
    label(ENFORCE),
    (value) => left(value) || LEVELS.indexOf(value) >= LEVELS.indexOf(level),
    (found) => `the label ${ENFORCE} is ${found}; set it to ${level}.`,
  );
  const versions = expectField(
    namespace,
    label(VERSION),
    (value) => left(value) || isPinned(value, version),
    (found) => `the label ${VERSION} is ${found}; set it to ${pinnedVersion(settings)}.`,
  );
  return [...mindingTheName(levels, namespace), ...versions];
}

function label(name: string): string[] {
  return ["metadata", "labels", name];
}

/** While the name is not known, a lower level may still turn out to be the namespace's own. */
function mindingTheName(findings: Finding[], namespace: KubernetesObject): Finding[] {
  const enforced = field(namespace.body, ...label(ENFORCE));
  if (findings.length === 0 || !LEVELS.includes(enforced)) return findings;
  const isNameUnknown = isUnknown(field(namespace.body, "metadata", "name"));
  return isNameUnknown ? [unknownField(namespace, ["metadata", "name"])] : findings;
}

/** The level a namespace is to enforce. */
export function levelFor(namespace: KubernetesObject, settings: Settings): Level {
  const name = field(namespace.body, "metadata", "name");
  return typeof name === "string" ? levelOf(name, settings) : settings["podSecurity.level"];
}

function isPinned(value: unknown, version: string): boolean {
  return version === "latest" ? /^v1\.\d+$/.test(String(value)) : value === version;
}

/** What a label may say: where the setting is `latest`, the newest version there is. */
export function pinnedVersion(settings: Settings): string {
  const version = settings["podSecurity.version"];
  return version === "latest" ? "v1.37" : version;
}
