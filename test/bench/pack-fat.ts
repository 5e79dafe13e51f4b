import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Resource } from "../../policy-packs/lib/rule";
import { PackServer } from "../support/pack-server";
import type { Comparison } from "./compare";
import { fatDeployment } from "./manifests";
import type { Cost } from "./measure";

const WARM_UP = 30;
const RUNS = 150;

/** Judging 11-KB Deployments over the real pack server: our dispatcher beside one untyped policy a rule. */
export async function packFat(root: string): Promise<Comparison> {
  const ours = await judging(["kubernetes"]);
  const peer = await judging([join(root, "test/bench/untyped-pack")]);
  const size = JSON.stringify(fatDeployment(1).props).length;
  return {
    name: "pack-fat",
    ours,
    peer,
    atLeast: { cpu: 10 },
    note: `${RUNS} Deployments of ${size} bytes; ours ${perResource(ours)} ms CPU each, peer ${perResource(peer)}`,
  };
}

/** The same over one merged pack, beside the packs in processes of their own. */
export async function packMerged(): Promise<Comparison> {
  const ours = await judging(["airside"]);
  const peer = await judging(["identity", "kubernetes", "runners", "governance"]);
  return {
    name: "pack-merged",
    ours,
    peer,
    atLeast: { cpu: 3 },
    note: `ours ${perResource(ours)} ms CPU a Deployment, the packs apart ${perResource(peer)}`,
  };
}

const perResource = ({ cpu }: Cost) => ((cpu * 1000) / RUNS).toFixed(2);

/** The cost of the packs' processes alone, once they are warm. */
async function judging(packs: readonly string[]): Promise<Cost> {
  const servers = await Promise.all(packs.map((pack) => PackServer.start(pack)));
  try {
    for (const server of servers) await server.configure();
    const judge = (resource: Resource) =>
      Promise.all(servers.map((server) => server.analyze(resource)));
    for (let index = 0; index < WARM_UP; index++) await judge(fatDeployment(index));
    const cpuBefore = cpuOf(servers);
    const begin = performance.now();
    for (let index = 0; index < RUNS; index++) await judge(fatDeployment(index));
    return {
      wall: (performance.now() - begin) / 1000,
      cpu: cpuOf(servers) - cpuBefore,
      memory: servers.reduce((sum, { process }) => sum + megabytes(process.pid), 0),
      exitCode: 0,
      output: "",
    };
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

function cpuOf(servers: readonly PackServer[]): number {
  return servers.reduce((sum, { process }) => {
    const stat = readFileSync(`/proc/${process.pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
}

function megabytes(pid: number | undefined): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
}
