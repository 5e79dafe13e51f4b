import { BlockList, isIP } from "node:net";

/** The widest network that is one place and not a good part of the world, by prefix length. */
const WIDEST = { ipv4: 8, ipv6: 7 } as const;

interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

/** A network in CIDR notation; undefined for anything else. */
export function readNetwork(text: unknown): Network | undefined {
  const [, address = "", digits = ""] =
    (typeof text === "string" && /^\s*([0-9A-Fa-f:.]+)\/(\d{1,3})\s*$/.exec(text)) || [];
  const version = isIP(address);
  const prefix = Number(digits);
  if (version === 0 || prefix > (version === 4 ? 32 : 128)) return undefined;
  return { address, prefix, family: version === 4 ? "ipv4" : "ipv6" };
}

/** IPv6 networks in whose last 32 bits every IPv4 address has its place: as mapped, and behind NAT64. */
const EMBEDDING: readonly Network[] = ["::ffff:0:0", "64:ff9b::"].map((address) => ({
  ...{ address, prefix: 96, family: "ipv6" },
}));

/** Whether a network is the world, or so much of it that a few such are the world. */
export function isWorld(network: Network): boolean {
  const { prefix, family } = network;
  const isEmbedded = EMBEDDING.some((each) => contains(each, network));
  return isEmbedded ? prefix < 96 + WIDEST.ipv4 : prefix < WIDEST[family];
}

export function contains(outer: Network, inner: Network): boolean {
  if (outer.family !== inner.family || outer.prefix > inner.prefix) return false;
  const list = new BlockList();
  list.addSubnet(outer.address, outer.prefix, outer.family);
  return list.check(inner.address, inner.family);
}
