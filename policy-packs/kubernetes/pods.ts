import type { Finding, Resource } from "../lib/rule";
import { isUnknown, UNKNOWN } from "../lib/unknown";
import { field, isObject, members, type Place, pathTo, unknownField } from "./fields";
import { everyFormOf, forgetObjects, type KubernetesObject, objectsIn } from "./kinds";

/** What may have a security context, the pod itself or a container, with that context beside it. */
export interface Secured extends Place {
  readonly security: Place;
}

/** A container of any sort, in its place. */
export interface Container extends Secured {
  readonly list: "initContainers" | "containers" | "ephemeralContainers";
}

/** A pod, or the template of one, in its place. */
export interface Pod {
  /** The object that carries it: the pod itself, or its controller. */
  readonly carrier: KubernetesObject;
  readonly metadata: Place;
  readonly spec: Secured;
  /** Init, regular and ephemeral containers; a list that is not known is one container of which nothing is known. */
  readonly containers: readonly Container[];
  /** A runner set's second pod, which waits for jobs and runs none. */
  readonly isListener: boolean;
  /** What keeps the containers from being judged: there is no list of them, and the object is no patch, or no object. */
  readonly missing: readonly Finding[];
}

const BUILT_IN_KINDS = [
  "Pod",
  "PodTemplate",
  "ReplicationController",
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
];

/** The type tokens that carry pods: the built-in kinds in every form, and custom kinds with a pod template. */
export const POD_CARRIERS: readonly string[] = [
  ...everyFormOf(BUILT_IN_KINDS),
  ...everyFormOf(
    ["AutoscalingRunnerSet", "EphemeralRunnerSet", "EphemeralRunner"],
    "actions.github.com/*",
  ),
  ...everyFormOf(["Rollout"], "argoproj.io/*"),
  ...everyFormOf(["CloneSet"], "apps.kruise.io/*"),
];

/** Groups in which the built-in kinds are those of Kubernetes; others have kinds of the same names. */
const BUILT_IN_GROUP = /^(v1|core|apps|batch|extensions)(\/|$)/;

/** Where a kind keeps its pod, as the keys to what has `metadata` and `spec`; the usual place is `spec.template`. */
const TEMPLATES = new Map<string, readonly string[]>([
  ["Pod", []],
  ["PodTemplate", ["template"]],
  ["CronJob", ["spec", "jobTemplate", "spec", "template"]],
  ["EphemeralRunner", ["spec"]],
  ["EphemeralRunnerSet", ["spec", "ephemeralRunnerSpec"]],
  ...[...BUILT_IN_KINDS.slice(2, -1), "AutoscalingRunnerSet", "Rollout", "CloneSet"].map(
    (kind): [string, string[]] => [kind, ["spec", "template"]],
  ),
]);

/** Where a kind keeps a second pod, of which it needs to write only what it changes. */
const LISTENERS = new Map<string, readonly string[]>([
  ["AutoscalingRunnerSet", ["spec", "listenerTemplate"]],
]);

/**
 * The pods read last. All rules judge one resource before the next, so that one entry serves them; a
 * map over all resources would cost the garbage collector more than the reading.
 */
let last:
  | { readonly type: string; readonly props: object; readonly pods: readonly Pod[] }
  | undefined;

/** The pods of a resource, read once, however many rules ask in turn. */
export function podsOf(resource: Resource): readonly Pod[] {
  const { type, props } = resource;
  if (last?.props === props && last.type === type) return last.pods;
  const pods = objectsIn(resource).flatMap((object) => [
    ...podsAt(object, TEMPLATES.get(object.kind)),
    ...podsAt(object, LISTENERS.get(object.kind), "where written"),
  ]);
  last = { type, props, pods };
  return pods;
}

/** To be called where props have changed in place. */
export function forgetPods(): void {
  last = undefined;
  forgetObjects();
}

/** The pod that the keys lead to; none where it may be left out and is. */
function podsAt(
  carrier: KubernetesObject,
  keys?: readonly string[],
  when?: "where written",
): Pod[] {
  const isUnreadable = isUnknown(carrier.body) && carrier.kind === "";
  if (isUnreadable && when === undefined) return [podAt(carrier, [], true)];
  if (keys === undefined) return [];
  if (when && field(carrier.body, ...keys) === undefined) return [];
  const isPartial = carrier.isPatch || when !== undefined || isElsewhere(carrier);
  return [{ ...podAt(carrier, keys, isPartial), isListener: when !== undefined }];
}

/** Whether the template may be elsewhere: a Rollout may refer to a Deployment, a kind of another group be anything. */
function isElsewhere({ kind, apiVersion }: KubernetesObject): boolean {
  return kind === "Rollout" || (BUILT_IN_KINDS.includes(kind) && !BUILT_IN_GROUP.test(apiVersion));
}

function podAt(carrier: KubernetesObject, keys: readonly string[], isPartial: boolean): Pod {
  const below = (key: string): Place => ({
    path: pathTo(carrier, [...keys, key]),
    body: field(carrier.body, ...keys, key),
  });
  const spec = below("spec");
  const metadata = outermost(below("metadata"), carrier, [...keys, "metadata"]);
  if (isUnknown(spec.body)) {
    const unknown = secured(outermost(spec, carrier, [...keys, "spec"]));
    const containers: Container[] = [{ ...unknown, list: "containers" }];
    return { carrier, metadata, spec: unknown, containers, isListener: false, missing: [] };
  }
  const containers = CONTAINER_LISTS.flatMap((list) =>
    members(spec, list).map((place): Container => ({ ...secured(place), list })),
  );
  const own = secured(spec);
  const missing = [
    ...(isPartial ? [] : missingContainers(spec)),
    ...[own, ...containers].flatMap(misshapen),
  ];
  return { carrier, metadata, spec: own, containers, isListener: false, missing };
}

/** What lies in something that is not known is not known there, where all that lies in it is. */
function outermost(place: Place, carrier: KubernetesObject, keys: readonly string[]): Place {
  if (!isUnknown(place.body)) return place;
  return { path: unknownField(carrier, keys).path, body: UNKNOWN };
}

function secured({ path, body }: Place): Secured {
  const isNowhere = isUnknown(body);
  const security = {
    path: isNowhere ? path : `${path}.securityContext`,
    body: isNowhere ? UNKNOWN : field(body, "securityContext"),
  };
  return { path, body, security };
}

const CONTAINER_LISTS = ["initContainers", "containers", "ephemeralContainers"] as const;

/** Where text or a list stands in place of a container or its security context. */
function misshapen({ path, body, security }: Secured): Finding[] {
  if (isOdd(body)) return [{ path, message: "has something here that is no object; write one." }];
  if (!isOdd(security.body)) return [];
  return [{ path: security.path, message: "has a securityContext that is no object; write one." }];
}

function isOdd(value: unknown): boolean {
  return value !== undefined && value !== null && !isObject(value) && !isUnknown(value);
}

/** A pod without containers is no pod; what cannot be read must not pass for harmless. */
function missingContainers(spec: Place): Finding[] {
  return CONTAINER_LISTS.flatMap((list) => {
    const value = field(spec.body, list);
    const fine =
      list === "containers"
        ? Array.isArray(value) && value.length > 0
        : value === undefined || Array.isArray(value);
    if (fine || isUnknown(value)) return [];
    const message = `has no list of ${list} to judge; write one.`;
    return [{ path: pathTo(spec, [list]), message }];
  });
}
