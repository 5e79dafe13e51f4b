import { Recent } from "../../access/recent";
import type { Finding, Resource, ResourceContext } from "../lib/rule";
import type { Settings } from "../lib/settings";
import { field, NOTHING, settle, unknownField } from "./fields";
import { about, namespaceOf } from "./kinds";
import { type Container, type Pod, podsOf, type Secured } from "./pods";

export type Level = "privileged" | "baseline" | "restricted";

/** What a pod is judged by: the level of its namespace, and the minor version of the standards. */
export interface Standard {
  readonly level: Level;
  /** 30 for `v1.30`; `latest` is above every number. */
  readonly minor: number;
}

type Judge = (pod: Pod, standard: Standard) => Finding[];

/**
 * Judges every pod of a resource by one Pod Security control. A baseline control counts at both
 * levels, a restricted one at level restricted, and none in a privileged namespace.
 *
 * @param control names the control in messages, such as `Host Namespaces (baseline)`.
 */
export function judgePods(
  control: "baseline" | "restricted",
  title: string,
  resource: Resource,
  context: ResourceContext,
  judge: Judge,
): Finding[] {
  const { settings } = context;
  const minor = minors.of(settings["podSecurity.version"], minorOf);
  const at = (pod: Pod, level: Level): Finding[] =>
    level === "privileged" || (control === "restricted" && level === "baseline")
      ? NOTHING
      : settle(judge(pod, { level, minor }));
  let findings = NOTHING;
  for (const pod of podsOf(resource)) {
    const namespace = namespaceOf(pod.carrier);
    const found =
      typeof namespace === "string"
        ? at(pod, levelOf(namespace, settings))
        : inSomeNamespace(pod, settings, at);
    if (found.length > 0) findings = [...findings, ...found];
  }
  if (findings.length === 0) return NOTHING;
  return about(resource, findings).map((finding) => ({
    ...finding,
    message: `${finding.message} [Pod Security ${control}: ${title}]`,
  }));
}

/** What `judge` says of each container. Where there is no list of containers, that is the finding. */
export function eachContainer(pod: Pod, judge: (container: Container) => Finding[]): Finding[] {
  if (pod.missing.length > 0) return [...pod.missing, ...pod.containers.flatMap(judge)];
  let findings = NOTHING;
  for (const container of pod.containers) {
    const found = judge(container);
    if (found.length > 0) findings = findings.length > 0 ? [...findings, ...found] : found;
  }
  return findings;
}

/** `container "app"`, or `the pod`, for a message. */
export function called(place: Container | Secured): string {
  if (!("list" in place)) return "the pod";
  const name = field(place.body, "name");
  const sort = {
    initContainers: "init container",
    containers: "container",
    ephemeralContainers: "ephemeral container",
  };
  return typeof name === "string" ? `${sort[place.list]} "${name}"` : sort[place.list];
}

/** The level of a namespace, by its name. */
export function levelOf(namespace: string, settings: Settings): Level {
  const levels = settings["podSecurity.namespaces"];
  const own = Object.hasOwn(levels, namespace) ? levels[namespace] : undefined;
  return own ?? settings["podSecurity.level"];
}

/** What `judge` says of the pod's own security context and of each container's. */
export function eachContext(pod: Pod, judge: (place: Secured) => Finding[]): Finding[] {
  const ofContainers = eachContainer(pod, judge);
  const own = judge(pod.spec);
  return own.length === 0 ? ofContainers : [...own, ...ofContainers];
}

/** Pods whose `spec.os.name` says Windows are outside the Linux-only controls from v1.25 on. */
export const isWindows = (value: unknown): boolean => value === "windows";

/** Where the namespace is not known, neither is the level; that matters only if the levels disagree. */
function inSomeNamespace(
  pod: Pod,
  settings: Settings,
  at: (pod: Pod, level: Level) => Finding[],
): Finding[] {
  const levels = new Set([
    settings["podSecurity.level"],
    ...Object.values(settings["podSecurity.namespaces"]),
  ]);
  const verdicts = [...levels].map((level) => at(pod, level));
  const worst = verdicts.find((findings) => findings.length > 0) ?? NOTHING;
  const agreed = verdicts.every((findings) => failed(findings) === failed(worst));
  return agreed ? worst : [unknownField(pod.carrier, ["metadata", "namespace"])];
}

function failed(findings: readonly Finding[]): boolean {
  return findings.some(({ unknown }) => unknown !== true);
}

/** Asked of each pod by each control, and always the same. */
const minors = new Recent<number>(50, 20);

export function minorOf(version: string): number {
  return version === "latest" ? Number.POSITIVE_INFINITY : Number(version.slice("v1.".length));
}
