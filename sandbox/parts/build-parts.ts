import { EngineProblem } from "../engine/cache";
import { NotToBeHad } from "../engine/means";
import { findPart, getPart, type PartName, PARTS } from "./parts";

const USAGE = `Usage: npm run parts [-- <name>…]

Builds the real programs that deeper tests judge by, into the user's cache directory. All of them, or those named:
${Object.values(PARTS)
  .map(({ name, title, cost }) => `  ${name.padEnd(16)}${title} (${cost} the first time)`)
  .join("\n")}
Needs Go. Nothing else of Airside needs them: without one, its tests are skipped and counted.

Example: npm run parts -- etcd kube-apiserver
`;

/**
 * Builds one part after the other; one that cannot be had does not keep the others from being built.
 *
 * @returns the exit code: 0 where all are there, 2 where one is not.
 */
export async function buildParts(names: readonly string[]): Promise<number> {
  if (names.includes("--help")) {
    process.stdout.write(USAGE);
    return 0;
  }
  const odd = names.filter((name) => !Object.hasOwn(PARTS, name));
  if (odd.length > 0) {
    const known = Object.keys(PARTS).join(", ");
    process.stderr.write(`airside: no part is called ${odd.join(", ")}; there are ${known}\n`);
    return 2;
  }
  const wanted = (names.length > 0 ? names : Object.keys(PARTS)) as PartName[];
  let code = 0;
  for (const name of wanted) if (!(await provide(name))) code = 2;
  return code;
}

async function provide(name: PartName): Promise<boolean> {
  const say = (line: string) => process.stderr.write(`parts: ${line}\n`);
  const present = findPart(name);
  try {
    const file = present ?? (await getPart(name, say));
    process.stdout.write(`${PARTS[name].title}: ${present ? "present" : "built"}, ${file}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof NotToBeHad || error instanceof EngineProblem)) throw error;
    process.stderr.write(`airside: ${PARTS[name].title}: ${error.message}\n`);
    return false;
  }
}
