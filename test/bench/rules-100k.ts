import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AIRSIDE } from "./airside";
import type { Comparison } from "./compare";
import { mixedResources } from "./manifests";
import { measure } from "./measure";

const COUNT = 100_000;

/** All rules that exist over 100,000 resources from NDJSON, whole process, parsing included. */
export function rules100k(root: string): Promise<Comparison> {
  return over100k(root, "rules-100k", [], { cpu: 8, memory: 600 });
}

/** The same with the identity pack alone. */
export function identity100k(root: string): Promise<Comparison> {
  return over100k(root, "identity-100k", ["--packs", "identity"], { cpu: 10, memory: 300 });
}

async function over100k(
  root: string,
  name: string,
  packs: readonly string[],
  atMost: NonNullable<Comparison["atMost"]>,
): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), "airside-bench-rules-"));
  try {
    const file = join(folder, "resources.ndjson");
    const stream = createWriteStream(file);
    for (const resource of mixedResources(COUNT)) {
      if (!stream.write(`${JSON.stringify(resource)}\n`)) await once(stream, "drain");
    }
    stream.end();
    await once(stream, "finish");
    const analyze = [...AIRSIDE, "analyze", ...packs, "--format", "ndjson", file];
    const ours = await measure({ argv: [process.execPath, ...analyze], cwd: root });
    if (ours.exitCode !== 1) throw new Error(`analyze ended ${ours.exitCode}: ${ours.output}`);
    const findings = ours.output.split("\n").filter((line) => line.startsWith("{")).length;
    const size = (statSync(file).size / COUNT / 1000).toFixed(2);
    return {
      name,
      ours,
      atLeast: {},
      atMost,
      note: `${COUNT} resources of ${size} KB on average, ${findings} findings`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
