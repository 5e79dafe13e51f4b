import type { FactSource, Resource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { field, isObject, members } from "../fields";
import { everyFormOf, type KubernetesObject, objectsOf, some } from "../kinds";
import { ENFORCE } from "../namespace-labels";

export interface NamespaceFact {
  readonly resource: string;
  /** Path of the object in its resource: empty, or a list's member. */
  readonly path: string;
  /** Its own name; without one, the resource's stands in. */
  readonly name: string;
  /** Name and URN of the resource, as `propertyDependencies` call it. */
  readonly ids: readonly string[];
  readonly isNameUnknown: boolean;
  /** A patch may lower a namespace; it makes none. */
  readonly isPatch: boolean;
  readonly enforce: unknown;
  readonly labels: readonly string[];
}

export const namespaces: FactSource<readonly NamespaceFact[]> = {
  appliesTo: everyFormOf(["Namespace"]),
  read: (resource) =>
    some(objectsOf(resource, ["Namespace"]).map((object) => namespaceFact(resource, object))),
};

function namespaceFact(resource: Resource, object: KubernetesObject): NamespaceFact {
  const name = field(object.body, "metadata", "name");
  const labels = field(object.body, "metadata", "labels");
  return {
    resource: resource.urn ?? resource.name,
    path: object.path,
    name: typeof name === "string" ? name : resource.name,
    ids: resource.urn === undefined ? [resource.name] : [resource.name, resource.urn],
    isNameUnknown: isUnknown(name),
    isPatch: object.isPatch,
    enforce: field(object.body, "metadata", "labels", ENFORCE),
    labels: isObject(labels) ? Object.keys(labels) : [],
  };
}

/** A policy that selects every pod and allows nothing, in whichever direction. */
export interface DefaultDenyFact {
  readonly namespace: unknown;
  /** Resources that the namespace's name comes from. */
  readonly from: readonly string[];
  /** True where a part is not known that decides whether it denies everything. */
  readonly isUnknown: boolean;
}

export const defaultDenies: FactSource<readonly DefaultDenyFact[]> = {
  appliesTo: everyFormOf(["NetworkPolicy"]),
  read: (resource) =>
    some(
      objectsOf(resource, ["NetworkPolicy"]).flatMap((policy) => {
        const denies = deniesAll(policy);
        if (denies === false || policy.isPatch) return [];
        const namespace = field(policy.body, "metadata", "namespace");
        const from = resource.propertyDependencies?.["metadata"] ?? [];
        return [{ namespace: namespace ?? "default", from, isUnknown: denies === undefined }];
      }),
    ),
};

function deniesAll(policy: KubernetesObject): boolean | undefined {
  const spec = field(policy.body, "spec");
  const selector = field(spec, "podSelector");
  const rules = ["ingress", "egress"].flatMap((way) => members({ path: "", body: spec }, way));
  const types = members({ path: "", body: spec }, "policyTypes").map(({ body }) => body);
  if (rules.some(({ body }) => !isUnknown(body))) return false;
  if (selectsSome(selector)) return false;
  const isOpen = [spec, selector, ...types].some(isUnknown) || rules.length > 0;
  if (types.includes("Ingress") && types.includes("Egress")) return isOpen ? undefined : true;
  return types.some(isUnknown) || isUnknown(spec) ? undefined : false;
}

/** Whether a selector leaves anything out; what is no selector counts as one that does. */
export function selectsSome(selector: unknown): boolean {
  if (isUnknown(selector)) return false;
  if (selector !== undefined && !isObject(selector)) return true;
  const isEmpty = (value: unknown) =>
    value === undefined ||
    (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  return !["matchLabels", "matchExpressions"].every((key) => isEmpty(field(selector, key)));
}
