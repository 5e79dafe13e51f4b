import { field, isObject, members, type Place, pathTo } from "../../kubernetes/fields";
import {
  everyFormOf,
  type KubernetesObject,
  namespaceOf,
  objectsOf,
  some,
} from "../../kubernetes/kinds";
import { selectsSome } from "../../kubernetes/facts/namespaces";
import type { FactSource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { type Subject, subjectOf } from "../said";
import { type Placed, placed } from "./pods";

/** Where traffic may go. */
export interface Destination {
  readonly path: string;
  /** A network in CIDR notation; `any` for every place at once; a prefix list by its id. */
  readonly to: { readonly network: unknown } | { readonly list: unknown } | "any";
  /** Single ports; undefined where a range, or no ports, are given. */
  readonly ports: readonly number[] | undefined;
}

/** A policy of a namespace, as far as it is about egress. */
export interface EgressPolicy {
  readonly subject: Subject;
  readonly namespace: Placed;
  /** Whether it denies every pod all egress that no other policy allows; undefined where that is not known. */
  readonly denies: boolean | undefined;
  readonly destinations: readonly Destination[];
}

export const egressPolicies: FactSource<readonly EgressPolicy[]> = {
  appliesTo: everyFormOf(["NetworkPolicy"]),
  read(resource) {
    const found = objectsOf(resource, ["NetworkPolicy"]).map((object) => ({
      subject: subjectOf(resource),
      namespace: placed(resource, namespaceOf(object)),
      denies: deniesEgress(object),
      destinations: isAboutEgress(object) === false ? [] : podDestinations(object),
    }));
    return some(found);
  },
};

/** Without `policyTypes` a policy is about egress only if it has rules for it. */
function isAboutEgress({ body }: KubernetesObject): boolean | undefined {
  const spec = field(body, "spec");
  const types = members({ path: "", body: spec }, "policyTypes").map(({ body: type }) => type);
  if (types.includes("Egress")) return true;
  if (isUnknown(spec) || types.some(isUnknown)) return undefined;
  return types.length === 0 && members({ path: "", body: spec }, "egress").length > 0;
}

function deniesEgress(object: KubernetesObject): boolean | undefined {
  const spec = field(object.body, "spec");
  const rules = members({ path: "", body: spec }, "egress");
  const about = isAboutEgress(object);
  if (about === false || rules.some(({ body }) => !isUnknown(body))) return false;
  const selector = field(spec, "podSelector");
  if (selectsSome(selector)) return false;
  const isOpen = about === undefined || rules.length > 0 || isUnknown(selector);
  return isOpen ? undefined : true;
}

function podDestinations(object: KubernetesObject): Destination[] {
  return members(object, "spec", "egress").flatMap((rule): Destination[] => {
    if (isUnknown(rule.body))
      return [{ path: rule.path, to: { network: rule.body }, ports: undefined }];
    const ports = portsOf(members(rule, "ports"));
    const peers = members(rule, "to");
    if (peers.length === 0) return [{ path: rule.path, to: "any", ports }];
    return peers.flatMap((peer) => peerDestination(peer, ports));
  });
}

/** A peer by selector is inside the cluster; only one that selects every namespace's pods goes anywhere. */
function peerDestination(peer: Place, ports: Destination["ports"]): Destination[] {
  if (isUnknown(peer.body)) return [{ path: peer.path, to: { network: peer.body }, ports }];
  const block = field(peer.body, "ipBlock");
  if (block !== undefined) {
    const path = pathTo(peer, ["ipBlock", "cidr"]);
    return [{ path, to: { network: field(block, "cidr") ?? "" }, ports }];
  }
  const namespaces = field(peer.body, "namespaceSelector");
  const pods = field(peer.body, "podSelector");
  const isNowhere = namespaces === undefined && pods === undefined;
  const isEverywhere =
    isObject(namespaces) && selectsNearlyAll(namespaces) && selectsNearlyAll(pods);
  const isNames = ports?.every((port) => port === 53);
  return isNowhere || (isEverywhere && !isNames) ? [{ path: peer.path, to: "any", ports }] : [];
}

/** Whether a selector names nothing that it asks for, so that it selects all but what it leaves out. */
function selectsNearlyAll(selector: unknown): boolean {
  if (selector === undefined || !selectsSome(selector)) return true;
  const labels = field(selector, "matchLabels");
  if (isObject(labels) && Object.keys(labels).length > 0) return false;
  return members({ path: "", body: selector }, "matchExpressions").every(({ body }) => {
    const operator = field(body, "operator");
    const isNamed = field(body, "key") === "kubernetes.io/metadata.name";
    return (
      operator === "NotIn" || operator === "DoesNotExist" || (operator === "Exists" && isNamed)
    );
  });
}

function portsOf(places: readonly Place[]): readonly number[] | undefined {
  const ports = places.map(({ body }) =>
    field(body, "endPort") ? undefined : field(body, "port"),
  );
  return ports.length > 0 && ports.every((port) => typeof port === "number") ? ports : undefined;
}
