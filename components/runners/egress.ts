import { shown } from "../lib/shown";
import type { EgressRule } from "./lane";

/** Where clouds serve machines their metadata and credentials. */
const LINK_LOCAL = { cidr: "169.254.0.0/16", what: "the metadata address" };

/** What is wrong with a lane's egress list; nothing when each entry is one network and its ports. */
export function egressProblems(egress: Readonly<Record<string, EgressRule>>): string[] {
  return Object.entries(egress).flatMap(([key, { cidr, ports }]) => [
    ...cidrProblems(`egress.${key}.cidr`, cidr),
    ...(Array.isArray(ports) && ports.length > 0 && ports.every(isPort)
      ? []
      : [`egress.${key}.ports must list ports from 1 to 65535, got ${shown(ports)}`]),
  ]);
}

const isPort = (port: unknown) =>
  Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65_535;

function cidrProblems(field: string, cidr: unknown): string[] {
  const network = typeof cidr === "string" ? parseCidr(cidr) : undefined;
  if (!network) {
    return [
      `${field} must be an IPv4 network without host bits, such as 10.20.0.0/24, got ${shown(cidr)}`,
    ];
  }
  if (network.prefix < 8) {
    return [`${field} must be /8 or narrower: a lane reaches what it names, got ${shown(cidr)}`];
  }
  const metadata = parseCidr(LINK_LOCAL.cidr)!;
  if (overlaps(network, metadata)) {
    return [`${field} must not reach ${LINK_LOCAL.what} (${LINK_LOCAL.cidr}), got ${shown(cidr)}`];
  }
  return [];
}

interface Network {
  readonly address: number;
  readonly prefix: number;
}

function parseCidr(cidr: string): Network | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (!parts) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = parts.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return address % 2 ** (32 - prefix) === 0 ? { address, prefix } : undefined;
}

function overlaps(one: Network, other: Network): boolean {
  const size = 2 ** (32 - Math.min(one.prefix, other.prefix));
  return Math.floor(one.address / size) === Math.floor(other.address / size);
}
