import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

import type { Comparison } from "./compare";
import type { LanesMeasured } from "./lanes-child";
import { measure } from "./measure";

const SERVICES = 10_000;
const LANES = 20;

/** A register of 10,000 services in 20 lanes: read cold, read again, and turned into every group's members. */
export async function lanes(root: string): Promise<Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), "airside-bench-lanes-"));
  try {
    writeRegister(root, join(folder, "services"));
    const config = JSON.stringify(twentyLanes(root));
    const child = join(root, "dist/test/bench/lanes-child.js");
    const argv = [process.execPath, child, folder, join(folder, "cache.json"), config] as const;
    const run = async (name: string, figure: "load" | "plan", most: number) => {
      const cost = await measure({ argv: [...argv], cwd: root });
      if (cost.exitCode !== 0) throw new Error(cost.output);
      const measured = JSON.parse(cost.output) as LanesMeasured;
      const note = `cpu of the ${figure} alone; ${measured.services} services, ${measured.lanes} lanes; ${measured.edited} edits change ${measured.changed.length} groups`;
      return {
        name,
        ours: { ...cost, cpu: measured[figure] },
        atLeast: {},
        atMost: { cpu: most },
        note,
      };
    };
    return [
      await run("register-10k-cold", "load", 12),
      await run("register-10k-warm", "load", 2),
      await run("lanes-10k", "plan", 2),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeRegister(root: string, folder: string): void {
  const contract = readFileSync(join(root, "register/services/payments.yaml"), "utf8");
  mkdirSync(folder);
  for (let n = 0; n < SERVICES; n++) {
    const text = contract
      .replaceAll("name: payments\n", `name: s${n}\n`)
      .replace("500043", `${600_000 + n}`);
    writeFileSync(join(folder, `s${n}.yaml`), text);
  }
}

/** The demo's four lanes, and variants of them. */
function twentyLanes(root: string): object {
  const file = join(root, "stacks/config/Pulumi.runners.demo.yaml");
  const demo = parse(readFileSync(file, "utf8")).config["airside:runners"];
  const zones = Object.keys(demo.lanes);
  const more = Array.from({ length: LANES - zones.length }, (_, n) => {
    const zone = zones[n % zones.length]!;
    return [`${zone}-v${n}`, demo.lanes[zone]] as const;
  });
  return { ...demo, lanes: { ...demo.lanes, ...Object.fromEntries(more) } };
}
