import { isUnknown, UNKNOWN } from "../lib/unknown";
import type { Finding, Resource } from "../lib/rule";
import { field, members, type Place, settle } from "./fields";

/** A Kubernetes object inside a resource: the resource itself, or one member of a `…List`. */
export interface KubernetesObject extends Place {
  /** The object's own kind: `Deployment` for a `Deployment`, a `DeploymentPatch` and a member of a `DeploymentList`. */
  readonly kind: string;
  /** `apps/v1`, as it stands in the type token. */
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
 * and the plain `List`, whose members may be anything.
 */
export function everyFormOf(kinds: readonly string[], group = "*"): string[] {
  const forms = kinds.flatMap((kind) =>
    ["", "Patch", "List"].map((form) => `kubernetes:${group}:${kind}${form}`),
  );
  return [...forms, PLAIN_LIST];
}

const PLAIN_LIST = "kubernetes:*:List";

/** The objects of some kinds in a resource. */
export function objectsOf(
  resource: Resource,
  kinds: readonly string[],
): readonly KubernetesObject[] {
  return objectsIn(resource).filter(({ kind }) => kinds.includes(kind));
}

/** The objects in a resource. The type token decides; a list's members are of the list's kind. */
export function objectsIn({ type, props }: Resource): readonly KubernetesObject[] {
  const { isList, kind, apiVersion, isPatch } = tokenOf(type);
  if (!isList) return [{ path: "", body: props, kind, apiVersion, isPatch }];
  return members({ path: "", body: props }, "items").map((item) =>
    kind === "" ? { ...item, ...selfDescribed(item) } : { ...item, kind, apiVersion, isPatch },
  );
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

/** Members of a plain `List` are of any kind, so that here the object itself has to say. */
function selfDescribed(item: Place): Pick<KubernetesObject, "kind" | "apiVersion" | "isPatch"> {
  const kind = field(item.body, "kind");
  const apiVersion = field(item.body, "apiVersion");
  return {
    kind: typeof kind === "string" ? kind : "",
    apiVersion: typeof apiVersion === "string" && apiVersion !== "v1" ? apiVersion : "core/v1",
    isPatch: false,
  };
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
