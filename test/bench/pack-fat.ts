import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { Resource } from "../../policy-packs/lib/rule";
import { PackServer } from "../support/pack-server";
import type { Comparison } from "./compare";
import { fatDeployments, mixedResources } from "./manifests";
import { type Cost, processCost } from "./measure";

const FAT = 250;
const MIXED = 500;
/** Passes that are not counted: until then much of the cost is the compiler's. */
const WARM_UP = 5;
const COUNTED = 5;

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

/** The cost of both sides for the same resources, each side once it is warm, as it is in a stack of some size. */
async function sideBySide(
  ours: readonly string[],
  peer: readonly string[],
  resources: readonly Resource[],
): Promise<[ours: Cost, peer: Cost]> {
  const servers = [await start(ours), await start(peer)] as const;
  try {
    await judge(servers, resources, WARM_UP);
    return await judge(servers, resources, COUNTED);
  } finally {
    await Promise.all(servers.flat().map((server) => server.close()));
  }
}

async function start(packs: readonly string[]): Promise<PackServer[]> {
  const servers = await Promise.all(packs.map((pack) => PackServer.start(pack)));
  await Promise.all(servers.map((server) => server.configure()));
  return servers;
}

type Sides = readonly [readonly PackServer[], readonly PackServer[]];

/**
 * One resource after the other, as the engine does, and each to one side and then to the other: whatever else the
 * machine does meets both alike, and neither has been idle for long. The output is the number of findings.
 */
async function judge(
  sides: Sides,
  resources: readonly Resource[],
  passes: number,
): Promise<[Cost, Cost]> {
  const before = sides.map(spent);
  const wall = [0, 0];
  const findings = [0, 0];
  for (const resource of Array<readonly Resource[]>(passes).fill(resources).flat()) {
    for (const [side, servers] of sides.entries()) {
      const started = performance.now();
      const found = await Promise.all(servers.map((server) => server.analyze(resource)));
      wall[side]! += (performance.now() - started) / 1000;
      findings[side]! += found.flat().length;
    }
  }
  const costOf = (side: 0 | 1): Cost => ({
    wall: wall[side]!,
    cpu: spent(sides[side]).cpu - before[side]!.cpu,
    memory: spent(sides[side]).memory,
    exitCode: 0,
    output: String(findings[side]! / passes),
  });
  return [costOf(0), costOf(1)];
}

/** What the servers have cost together so far. */
function spent(servers: readonly PackServer[]): { readonly cpu: number; readonly memory: number } {
  const costs = servers.map(({ process }) => processCost(process.pid ?? 0));
  return {
    cpu: costs.reduce((sum, { cpu }) => sum + cpu, 0),
    memory: costs.reduce((sum, { memory }) => sum + memory, 0),
  };
}
