import { isUnknown, UNKNOWN } from "../lib/unknown";
import type { Finding, Resource } from "../lib/rule";
import { field, members, type Place, settle } from "./fields";
import { manifestsIn } from "./manifests";

/** A Kubernetes object inside a resource: the resource itself, or one member of a `…List`. */
export interface KubernetesObject extends Place {
  /** The object's own kind: `Deployment` for a `Deployment`, a `DeploymentPatch` and a member of a `DeploymentList`. */
  readonly kind: string;
  /** `apps/v1`, as it stands in the type token; empty where an object has to say it and it is not known yet. */
  readonly apiVersion: string;
  /** A patch says only what it changes; what it leaves out may be there already. */
  readonly isPatch: boolean;
}

interface TypeToken {
  readonly apiVersion: string;
  readonly kind: string;
  readonly isPatch: boolean;
  readonly isList: boolean;
}

const tokens = new Map<string, TypeToken>();

/**
 * The type tokens under which kinds come: themselves, their patches and their lists, in every API version,
 * and whatever may hold objects of any kind.
 */
export function everyFormOf(kinds: readonly string[], group = "*"): string[] {
  const forms = kinds.flatMap((kind) =>
    ["", "Patch", "List"].map((form) => `kubernetes:${group}:${kind}${form}`),
  );
  return [...forms, ...OF_ANY_KIND];
}

const GROUPS = ["kubernetes:yaml:ConfigGroup", "kubernetes:yaml/v2:ConfigGroup"];
/** The token that the schema gives to custom objects, whose own comes from what they say of themselves. */
const CUSTOM = "kubernetes:apiextensions.k8s.io:CustomResource";
const OF_ANY_KIND = ["kubernetes:*:List", ...GROUPS, CUSTOM];

const CORE = /^(core\/)?v1$/;

/** Kinds of Kubernetes whose names other groups have given to kinds of their own. */
const HOME = new Map<string, RegExp>([
  ["ConfigMap", CORE],
  ["Ingress", /^(networking\.k8s\.io|extensions)\//],
  ["Namespace", CORE],
  ["NetworkPolicy", /^(networking\.k8s\.io|extensions)\//],
  ["Service", CORE],
  ["ServiceAccount", CORE],
]);

/** The objects of some kinds in a resource; of a kind of Kubernetes, only those in its own group. */
export function objectsOf(
  resource: Resource,
  kinds: readonly string[],
): readonly KubernetesObject[] {
  return objectsIn(resource).filter(
    ({ kind, apiVersion }) => kinds.includes(kind) && isAtHome(kind, apiVersion),
  );
}

/** While the group is not known, it may be the kind's own. */
function isAtHome(kind: string, apiVersion: string): boolean {
  return apiVersion === "" || HOME.get(kind)?.test(apiVersion) !== false;
}

/** The objects read last: all rules judge one resource before the next. */
let last:
  | {
      readonly type: string;
      readonly props: object;
      readonly objects: readonly KubernetesObject[];
    }
  | undefined;

/** To be called where props have changed in place. */
export function forgetObjects(): void {
  last = undefined;
}

/** The objects in a resource. The type token decides; what may hold any kind asks its members. */
export function objectsIn(resource: Resource): readonly KubernetesObject[] {
  const { type, props } = resource;
  if (last?.props === props && last.type === type) return last.objects;
  const objects = findObjects(resource);
  last = { type, props, objects };
  return objects;
}

function findObjects({ type, props }: Resource): readonly KubernetesObject[] {
  const whole = { path: "", body: props };
  if (GROUPS.includes(type)) return manifestsIn(whole).flatMap((each) => unfolded(each));
  if (type === CUSTOM) return [selfDescribed(whole)];
  const { isList, kind, apiVersion, isPatch } = tokenOf(type);
  if (!isList) return [{ ...whole, kind, apiVersion, isPatch }];
  const items = members(whole, "items");
  if (kind === "") return items.flatMap((item) => unfolded(item));
  return items.map((item) => ({ ...item, kind, apiVersion, isPatch }));
}

/** Lists within lists are as deep as somebody cared to write them; this deep, nobody did in earnest. */
const MOST_LISTS = 20;

/** An object that says itself what it is, or the members of the list that it says it is. */
function unfolded(item: Place, depth = 0): readonly KubernetesObject[] {
  const object = selfDescribed(item);
  if (!object.kind.endsWith("List") || depth === MOST_LISTS) return [object];
  const kind = object.kind.slice(0, -"List".length);
  const inner = members(item, "items");
  if (kind === "") return inner.flatMap((one) => unfolded(one, depth + 1));
  return inner.map((one) => ({ ...one, kind, apiVersion: object.apiVersion, isPatch: false }));
}

/** The facts that a source takes from a resource's objects; nothing where there are none. */
export function some<T>(facts: readonly T[]): readonly T[] | undefined {
  return facts.length > 0 ? facts : undefined;
}

/** The namespace an object is placed in; `default` where it names none. */
export function namespaceOf(object: Place): string | typeof UNKNOWN {
  const namespace = field(object.body, "metadata", "namespace");
  if (isUnknown(namespace)) return UNKNOWN;
  return typeof namespace === "string" && namespace !== "" ? namespace : "default";
}

/** An annotation's text; undefined where it is absent, empty or no text. */
export function annotation(object: Place, name: string): string | typeof UNKNOWN | undefined {
  const value = field(object.body, "metadata", "annotations", name);
  if (isUnknown(value)) return UNKNOWN;
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** The verdict over a resource, each message beginning with its kind and name. */
export function about(resource: Resource, findings: Finding[]): Finding[] {
  if (findings.length === 0) return findings;
  const kind = resource.type.slice(resource.type.lastIndexOf(":") + 1);
  return settle(findings).map((finding) => ({
    ...finding,
    message: `${kind} "${resource.name}": ${finding.message}`,
  }));
}

/** Where objects of any kind may stand, the object itself has to say; one of a kind not known yet may be any. */
function selfDescribed({ path, body }: Place): KubernetesObject {
  const kind = field(body, "kind");
  if (isUnknown(kind)) {
    return { path, body: UNKNOWN, kind: "", apiVersion: "", isPatch: false };
  }
  const apiVersion = statedVersion(field(body, "apiVersion"));
  return { path, body, kind: typeof kind === "string" ? kind : "", apiVersion, isPatch: false };
}

function statedVersion(apiVersion: unknown): string {
  if (isUnknown(apiVersion)) return "";
  return typeof apiVersion === "string" && apiVersion !== "v1" ? apiVersion : "core/v1";
}

function tokenOf(type: string): TypeToken {
  const known = tokens.get(type);
  if (known) return known;
  const [, apiVersion = "", name = ""] = type.split(":");
  const isPatch = name.endsWith("Patch");
  const isList = name.endsWith("List");
  const kind = isPatch
    ? name.slice(0, -"Patch".length)
    : isList
      ? name.slice(0, -"List".length)
      : name;
  const token = { apiVersion, kind, isPatch, isList };
  if (tokens.size < 10_000) tokens.set(type, token);
  return token;
}
