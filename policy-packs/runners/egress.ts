import { field, isObject, shown } from "../kubernetes/fields";
import type { Finding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import type { Destination } from "./facts/egress";
import type { PrefixList } from "./facts/security-groups";
import { contains, isWorld, readNetwork } from "./networks";

/** The networks that a lane declares as its egress; undefined where none are on record. */
export type EgressList = readonly { readonly cidr: unknown; readonly ports: unknown }[] | undefined;

/** A lane's argument `egress`, under keys or as a list. */
export function egressListOf(egress: unknown): EgressList {
  if (!isObject(egress) && !Array.isArray(egress)) return undefined;
  return Object.values(egress).map((entry) => ({
    cidr: field(entry, "cidr") ?? entry,
    ports: field(entry, "ports"),
  }));
}

/** What is wrong with a destination: the world, or a place that the lane does not list. */
export function judgeDestination(
  { path, to, ports }: Destination,
  list: EgressList,
  lists: readonly PrefixList[],
): Finding[] {
  if (to === "any") {
    return [{ path, message: "it allows every destination; list the networks of the lane." }];
  }
  if ("list" in to) return judgePrefixList(path, to.list, list, lists);
  const { network } = to;
  if (isUnknown(network)) return [{ path, message: `${path} is not known yet.`, unknown: true }];
  const fault = faultOf(network, ports, list);
  return fault === undefined ? [] : [{ path, message: `${shown(network)} ${fault}.` }];
}

function judgePrefixList(
  path: string,
  id: unknown,
  list: EgressList,
  lists: readonly PrefixList[],
): Finding[] {
  const found = lists.find(({ names }) => names.includes(String(id)));
  if (isUnknown(id) || (found?.networks.some(isUnknown) ?? false)) {
    return [{ path, message: `${path} is not known yet.`, unknown: true }];
  }
  const fault = found?.networks
    .map((network) => faultOf(network, undefined, list))
    .find((each) => each !== undefined);
  if (fault !== undefined) {
    return [{ path, message: `the prefix list ${String(id)} holds a network that ${fault}.` }];
  }
  if (found !== undefined || list === undefined) return [];
  return [{ path, message: `the prefix list ${String(id)} is outside the lane's egress list.` }];
}

function faultOf(text: unknown, ports: Destination["ports"], list: EgressList): string | undefined {
  const network = readNetwork(text);
  if (network === undefined) return "is no network in CIDR notation";
  if (isWorld(network)) return "is the world, or a good part of it; list the networks of the lane";
  if (list === undefined) return undefined;
  const isListed = list.some(({ cidr, ports: open }) => {
    const outer = readNetwork(cidr);
    if (outer === undefined || !contains(outer, network)) return false;
    return !Array.isArray(open) || (ports?.every((port) => open.includes(port)) ?? false);
  });
  return isListed ? undefined : "is outside the lane's egress list; add it there, or remove it";
}
