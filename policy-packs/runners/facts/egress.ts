import { type Names, namesOf, type Reference, referenceOf } from "../../identity/facts/references";
import { field, isObject, members, type Place, pathTo } from "../../kubernetes/fields";
import {
  everyFormOf,
  type KubernetesObject,
  namespaceOf,
  objectsOf,
  some,
} from "../../kubernetes/kinds";
import { selectsSome } from "../../kubernetes/facts/namespaces";
import type { FactSource, Resource } from "../../lib/rule";
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

export interface SecurityGroup extends Names {
  readonly subject: Subject;
  /** It lies in a component of a lane. */
  readonly isLanes: boolean;
  readonly egress: unknown;
  readonly destinations: readonly Destination[];
}

export const securityGroups: FactSource<SecurityGroup> = {
  appliesTo: ["aws:ec2/securityGroup:SecurityGroup"],
  read: (resource, { components }) => ({
    ...namesOf(resource, "name", "id"),
    subject: subjectOf(resource),
    isLanes: components.some(({ type }) => type.startsWith("airside:runners:")),
    egress: components.find(({ type }) => type.startsWith("airside:runners:"))?.props["egress"],
    destinations: members({ path: "", body: resource.props }, "egress").flatMap(ruleDestinations),
  }),
};

/** A rule of a security group in a resource of its own. */
export interface SecurityGroupRule {
  readonly subject: Subject;
  readonly group: Reference;
  readonly destinations: readonly Destination[];
}

export const securityGroupRules: FactSource<SecurityGroupRule> = {
  appliesTo: [
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  ],
  read(resource) {
    const { type, props } = resource;
    const isEgress =
      type.endsWith("EgressRule") || props["type"] === "egress" || isUnknown(props["type"]);
    if (!isEgress) return undefined;
    return {
      subject: subjectOf(resource),
      group: referenceOf(resource, "securityGroupId"),
      destinations: ruleDestinations({ path: "", body: props }),
    };
  },
};

const NETWORKS = ["cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"];
const LISTS = ["prefixListIds", "prefixListId"];

/** The networks and prefix lists of a rule; other security groups are inside. */
function ruleDestinations(rule: Place): Destination[] {
  const [from, to] = [field(rule.body, "fromPort"), field(rule.body, "toPort")];
  const ports = typeof from === "number" && from === to ? [from] : undefined;
  if (isUnknown(rule.body)) return [{ path: rule.path, to: { network: rule.body }, ports }];
  const under = (key: string, make: (body: unknown) => Destination["to"]) =>
    members(rule, key).map(({ path, body }) => ({ path, to: make(body), ports }));
  return [
    ...NETWORKS.flatMap((key) => under(key, (network) => ({ network }))),
    ...LISTS.flatMap((key) => under(key, (list) => ({ list }))),
  ];
}

/** A prefix list of the stack; AWS's own are not shown. */
export interface PrefixList extends Names {
  readonly networks: readonly unknown[];
}

export const prefixLists: FactSource<PrefixList> = {
  appliesTo: ["aws:ec2/managedPrefixList:ManagedPrefixList"],
  read: (resource: Resource) => ({
    ...namesOf(resource, "name", "id"),
    networks: members({ path: "", body: resource.props }, "entries").map(({ body }) =>
      field(body, "cidr"),
    ),
  }),
};
