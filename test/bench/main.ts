import { checkout } from "../../sandbox/env";
import { build } from "./build";
import { coldOne } from "./cold-one";
import type { Comparison } from "./compare";
import { lanes } from "./lanes";
import { noOpPreview } from "./no-op-preview";
import { packFat } from "./pack-fat";
import { packStart } from "./pack-start";
import { peerPolicy } from "./peer-policy";
import { identity100k, rules100k } from "./rules-100k";
import { withSandbox } from "./sandbox";
import { shortfalls, table } from "./table";
import { findCheckov, trust } from "./trust";
import { typecheckRepo } from "./typecheck-repo";

/** By name, so that `npm run bench -- trust` runs one alone. */
const BENCHES: Readonly<Record<string, () => Promise<Comparison[]>>> = {
  "cold-one": async () => [await withSandbox(coldOne)],
  "no-op-preview": async () => [await withSandbox(noOpPreview)],
  "pack-start": async () => [await packStart(checkout)],
  "typecheck-repo": async () => [await typecheckRepo(checkout)],
  build: async () => [await build(checkout)],
  "pack-fat": () => packFat(checkout),
  lanes: () => lanes(checkout),
  "rules-100k": async () => [await rules100k(checkout)],
  "peer-policy": () =>
    peerPolicy(checkout, findCheckov(), (reason) => skipped("peer-policy", reason)),
  "identity-100k": async () => [await identity100k(checkout)],
  trust: async () => {
    const checkov = findCheckov();
    if (!checkov) return skipped("trust", "checkov is not installed (pip install checkov==3.3.30)");
    return [await trust(checkout, checkov, 1000, 5), await trust(checkout, checkov, 20_000, 10)];
  },
};

function skipped(name: string, reason: string): [] {
  console.error(`SKIPPED ${name}: ${reason}`);
  return [];
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0) {
    console.error(`no bench ${unknown.join(", ")}; there are ${Object.keys(BENCHES).join(", ")}`);
    return 2;
  }
  const comparisons: Comparison[] = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.error(`bench: ${name} …`);
    comparisons.push(...(await bench()));
  }
  console.log(table(comparisons));
  const missed = comparisons.flatMap(shortfalls);
  for (const line of missed) console.log(`MISSED ${line}`);
  return missed.length > 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 2;
  },
);
