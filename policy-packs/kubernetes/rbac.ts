import type { Finding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { field, members, NOTHING, type Place, unknownField } from "./fields";
import { everyFormOf, type KubernetesObject, namespaceOf } from "./kinds";

export const ROLE_KINDS: readonly string[] = ["Role", "ClusterRole"];
export const BINDING_KINDS: readonly string[] = ["RoleBinding", "ClusterRoleBinding"];
export const ROLES: readonly string[] = everyFormOf(ROLE_KINDS);
export const BINDINGS: readonly string[] = everyFormOf(BINDING_KINDS);

/** What a rule of a role is asked about. */
export interface Power {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  /** `*` for any verb at all. */
  readonly verbs: readonly string[] | "*";
}

export const WRITE = ["create", "update", "patch", "delete", "deletecollection"];

/** The rules of a role, each in its place. */
export function rulesOf(role: KubernetesObject): readonly Place[] {
  return members(role, "rules");
}

/** Whether an object is outside the system namespaces; an object of the whole cluster always is. */
export function isOutside(object: KubernetesObject, system: readonly string[]): boolean {
  if (object.kind.startsWith("Cluster")) return true;
  const namespace = namespaceOf(object);
  return typeof namespace !== "string" || !system.includes(namespace);
}

/**
 * The finding, at the resource that is named, where a rule grants a power. A list that is left out
 * grants anything: its absence must not hide a grant.
 */
export function granted(
  rule: Place,
  power: Power,
  message: (resource: string) => string,
): Finding[] {
  if (isUnknown(rule.body)) return [unknownField(rule, [])];
  if (field(rule.body, "resources") === undefined && field(rule.body, "nonResourceURLs")) return [];
  const { groups, verbs } = power;
  // The one that nearly always answers comes first: every power is asked of every rule.
  const resources = match(rule, "resources", (value) =>
    power.resources.some((name) => covers(value, name)),
  );
  if (resources.places.length === 0) return NOTHING;
  const others = [
    match(rule, "apiGroups", (value) => value === "*" || groups.includes(value)),
    match(rule, "verbs", (value) => verbs === "*" || value === "*" || verbs.includes(value)),
  ];
  if (others.some(({ places }) => places.length === 0)) return NOTHING;
  const open = [...others, resources].find(({ known }) => !known);
  if (open) return open.places.map((place) => unknownField(place, []));
  return resources.places.map(({ path, body }) => ({ path, message: message(String(body)) }));
}

interface Match {
  /** The entries that match, or, where none surely does, those that may. */
  readonly places: readonly Place[];
  readonly known: boolean;
}

function match(rule: Place, key: string, wanted: (value: string) => boolean): Match {
  if (field(rule.body, key) === undefined) {
    const path = `${rule.path}.${key}`;
    return { places: [{ path, body: "*" }], known: true };
  }
  const entries = members(rule, key);
  const sure = entries.filter(({ body }) => typeof body === "string" && wanted(body));
  if (sure.length > 0) return { places: sure, known: true };
  return { places: entries.filter(({ body }) => isUnknown(body)), known: false };
}

/** `*` covers every resource, and `*` with a subresource that subresource of every resource. */
function covers(value: string, resource: string): boolean {
  if (value === resource || value === "*") return true;
  const subresource = resource.split("/")[1];
  return subresource !== undefined && value === `*/${subresource}`;
}
