import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { Resource } from "../../policy-packs/lib/rule";
import { countFindings, PackServer, writtenRequest } from "../support/pack-server";
import type { Comparison } from "./compare";
import { fatDeployments, mixedResources } from "./manifests";
import { type Cost, processCost } from "./measure";

const FAT = 250;
const MIXED = 500;
/** Passes that are not counted: over the first twenty the cost falls, as the compiler gets on. */
const WARM_UP = 20;
/** Passes that are, in turn: the clock of a process ticks only a hundred times a second. */
const COUNTED = 10;

/**
 * What the pack server itself costs for each resource, once it runs: 11-KB Deployments over our pack and over the
 * same rules as one untyped policy each, and mixed resources over the merged pack and over all packs apart.
 */
export async function packFat(root: string): Promise<Comparison[]> {
  const fat = fatDeployments(FAT);
  const [ours, peer] = await sideBySide(["kubernetes"], [join(root, "test/bench/peer/rules")], fat);
  const mixed = mixedResources(MIXED);
  const packs = packsOf(join(root, "policy-packs"));
  const [merged, apart] = await sideBySide(["airside"], packs, mixed);
  const size = (JSON.stringify(fat[0]?.props).length / 1000).toFixed(1);
  return [
    {
      name: "pack-fat",
      ours,
      peer,
      atLeast: { cpu: 10 },
      note: `${FAT} Deployments of ${size} KB; ${ours.output} findings, peer ${peer.output}`,
    },
    {
      name: "pack-merged",
      ours: merged,
      peer: apart,
      atLeast: { cpu: 3 },
      note: `${MIXED} resources; apart: ${packs.join(", ")}`,
    },
  ];
}

/** The folders that are packs of their own, save the one that holds them all. */
function packsOf(folder: string): string[] {
  return readdirSync(folder).filter(
    (name) => name !== "airside" && existsSync(join(folder, name, "PulumiPolicy.yaml")),
  );
}

/**
 * The cost of both sides for the same resources, each side once it is warm, as it is in a stack of some size. Requests
 * are written ahead: to write one takes this process longer than a server takes to judge it.
 */
async function sideBySide(
  ours: readonly string[],
  peer: readonly string[],
  resources: readonly Resource[],
): Promise<[ours: Cost, peer: Cost]> {
  const requests = resources.map(writtenRequest);
  const sides = [await start(ours), await start(peer)];
  try {
    for (let pass = 0; pass < WARM_UP; pass++)
      for (const servers of sides) await judge(servers, requests);
    const costs: [Cost[], Cost[]] = [[], []];
    for (let pass = 0; pass < COUNTED; pass++) {
      for (const [side, servers] of sides.entries()) {
        // Not counted: a server that has waited for the other's pass finds the processor cold, as none does in a run.
        await judge(servers, requests);
        costs[side]?.push(await judge(servers, requests));
      }
    }
    return [together(costs[0]), together(costs[1])];
  } finally {
    await Promise.all(sides.flat().map((server) => server.close()));
  }
}

/** Several passes as one cost. */
function together(passes: readonly Cost[]): Cost {
  const sum = (of: (cost: Cost) => number) => passes.reduce((total, cost) => total + of(cost), 0);
  return {
    wall: sum(({ wall }) => wall),
    cpu: sum(({ cpu }) => cpu),
    memory: Math.max(...passes.map(({ memory }) => memory)),
    exitCode: 0,
    output: passes[0]?.output ?? "",
  };
}

async function start(packs: readonly string[]): Promise<PackServer[]> {
  const servers = await Promise.all(packs.map((pack) => PackServer.start(pack)));
  await Promise.all(servers.map((server) => server.configure()));
  return servers;
}

/** One resource after the other, as the engine does; the output is the number of findings. */
async function judge(
  servers: readonly PackServer[],
  requests: readonly Uint8Array[],
): Promise<Cost> {
  const costs = () => servers.map(({ process }) => processCost(process.pid ?? 0));
  const before = costs();
  const started = process.hrtime.bigint();
  const answers: Buffer[] = [];
  for (const request of requests)
    answers.push(...(await Promise.all(servers.map((server) => server.send(request)))));
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  const after = costs();
  const sum = (of: (index: number) => number) =>
    servers.reduce((total, _, index) => total + of(index), 0);
  return {
    wall,
    cpu: sum((index) => (after[index]?.cpu ?? 0) - (before[index]?.cpu ?? 0)),
    memory: sum((index) => after[index]?.memory ?? 0),
    exitCode: 0,
    output: String(answers.reduce((total, answer) => total + countFindings(answer), 0)),
  };
}
