import { type Names, namesOf, type Reference, referenceOf } from "../../identity/facts/references";
import { field, members, type Place } from "../../kubernetes/fields";
import type { FactSource, Resource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { type Subject, subjectOf } from "../said";
import type { Destination } from "./egress";

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
