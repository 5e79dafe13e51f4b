import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { hasApiServer, startApiServer } from "../../sandbox/parts/api-server";
import { renderKyvernoPolicies } from "../../sandbox/parts/kyverno-policies";
import { findPart } from "../../sandbox/parts/parts";
import { AIRSIDE } from "./airside";
import type { Comparison } from "./compare";
import { type BenchPod, benchPods } from "./manifests";
import { type Cost, measure } from "./measure";

/** checkov's checks on what Pod Security asks for; its others ask for more, or for something else. */
const CHECKS = [16, 17, 18, 19, 20, 23, 25, 26, 27, 31, 37].map((id) => `CKV_K8S_${id}`).join(",");

/** What a peer needs on this machine, and how it judges the pods of a folder. */
interface Peer {
  readonly name: string;
  readonly pods: number;
  readonly atLeast: number;
  argv(folder: string): readonly [string, ...string[]];
  /** The names of the pods that its output refuses. */
  refused(output: string): Iterable<string>;
}

/** The same pods through `airside analyze`, through checkov, through Kyverno with its own policies, and past the API server. */
export async function peerPolicy(
  root: string,
  checkov: string | undefined,
  skip: (reason: string) => void,
): Promise<Comparison[]> {
  const peers = [checkovPeer(checkov, skip), kyvernoPeer(skip)].filter(
    (peer) => peer !== undefined,
  );
  if (peers.length === 0) return [];
  if (!hasApiServer())
    skip("etcd and kube-apiserver are not built, so that its verdict is missing");
  const comparisons: Comparison[] = [];
  for (const peer of peers) comparisons.push(await beside(peer, root));
  return comparisons;
}

function checkovPeer(checkov: string | undefined, skip: (reason: string) => void) {
  if (checkov === undefined) {
    skip("checkov is not installed (pip install checkov==3.3.30)");
    return undefined;
  }
  const options = ["--framework", "kubernetes", "--skip-download", "--compact", "-o", "json"];
  return {
    name: "checkov",
    pods: 990,
    atLeast: 20,
    argv: (folder: string) =>
      [checkov, "-f", join(folder, "pods.yaml"), "--check", CHECKS, ...options] as const,
    refused: (output: string) =>
      JSON.parse(output.slice(output.indexOf("{\n"))).results.failed_checks.map(
        ({ resource }: { resource: string }) => resource.split(".").at(-1),
      ),
  };
}

function kyvernoPeer(skip: (reason: string) => void): Peer | undefined {
  const kyverno = findPart("kyverno");
  const policies = renderKyvernoPolicies("restricted");
  if (kyverno === undefined || policies === undefined) {
    skip("kyverno or helm is not built (npm run parts -- helm kyverno)");
    return undefined;
  }
  return {
    name: "kyverno",
    // A third of a second each: more would take longer than all other benches together.
    pods: 300,
    atLeast: 200,
    argv: (folder) => {
      const file = join(folder, "policies.yaml");
      writeFileSync(file, policies);
      return [kyverno, "apply", file, "--resource", join(folder, "pods.yaml")];
    },
    refused: (output) =>
      [...output.matchAll(/-> resource \S+\/Pod\/(\S+) failed/g)].map(([, name = ""]) => name),
  };
}

/** The peer is run once: it takes long enough to be told from noise. */
async function beside(peer: Peer, root: string): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), "airside-bench-policy-"));
  try {
    const pods = benchPods(peer.pods);
    writeFileSync(join(folder, "pods.ndjson"), pods.map(asResource).join("\n"));
    writeFileSync(join(folder, "pods.yaml"), pods.map(asDocument).join("\n"));
    const analyze = [...AIRSIDE, "analyze", "--rules", "pod-security-*"];
    const argv = [...analyze, "--format", "ndjson", join(folder, "pods.ndjson")];
    const own = { argv: [process.execPath, ...argv] as [string, ...string[]], cwd: root };
    const runs = [await refusing(own), await refusing(own), await refusing(own)];
    const [, ours] = runs.sort((one, other) => one.cpu - other.cpu);
    if (!ours) throw new Error("no run was counted");
    const theirs = await refusing({ argv: peer.argv(folder), cwd: folder });
    const verdicts = [
      `ours: ${counts(pods, namesIn(ours.output))}`,
      `${peer.name}: ${counts(pods, peer.refused(theirs.output))}`,
      ...(await asServed(pods)),
    ];
    return {
      name: `peer-policy-${peer.name}`,
      ours,
      peer: theirs,
      atLeast: { cpu: peer.atLeast },
      note: verdicts.join("; "),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function refusing(command: Parameters<typeof measure>[0]): Promise<Cost> {
  const cost = await measure(command);
  if (cost.exitCode !== 1) {
    throw new Error(`${command.argv.join(" ")} ended ${cost.exitCode}, not 1:\n${cost.output}`);
  }
  return cost;
}

const asResource = ({ name, manifest }: BenchPod) =>
  JSON.stringify({ type: "kubernetes:core/v1:Pod", name, props: manifest });

const asDocument = ({ manifest }: BenchPod) => `---\n${JSON.stringify(manifest)}`;

function namesIn(output: string): string[] {
  const lines = output.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line).resource);
}

/** How many of the unsafe pods were refused, and how many of the safe ones. */
function counts(pods: readonly BenchPod[], refused: Iterable<string>): string {
  const names = new Set(refused);
  const of = (safe: boolean) => pods.filter((pod) => pod.safe === safe);
  const among = (some: readonly BenchPod[]) =>
    `${some.filter(({ name }) => names.has(name)).length} of ${some.length}`;
  return `${among(of(false))} unsafe and ${among(of(true))} safe refused`;
}

/** What the API server itself says, and how long it takes for all of them; nothing where it is not built. */
async function asServed(pods: readonly BenchPod[]): Promise<string[]> {
  if (!hasApiServer()) return [];
  const server = await startApiServer();
  try {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    await server.request("POST", "/api/v1/namespaces", { metadata: { name: "shop", labels } });
    const started = performance.now();
    const refused: string[] = [];
    for (const { name, manifest } of pods) {
      const url = "/api/v1/namespaces/shop/pods?dryRun=All";
      const { status } = await server.request("POST", url, manifest);
      if (status === 403) refused.push(name);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    return [`API server: ${counts(pods, refused)} in ${seconds} s once it runs`];
  } finally {
    await server.stop();
  }
}
