import * as fs from "node:fs";
import * as path from "node:path";

import { isFresh } from "#setup/sources.mjs";
import { cacheDir } from "../../sandbox/engine/cache";
import { describePath, findEngine } from "../../sandbox/engine/engine";
import { findOnPath, outputOf } from "../../sandbox/engine/processes";
import { atLeast, ENGINE_VERSION, GO_VERSION } from "../../sandbox/engine/version";
import { checkout, sandboxDir } from "../../sandbox/env";
import { findPart, PARTS } from "../../sandbox/parts/parts";

/** One thing that Airside uses, and whether it is here. */
export interface Part {
  readonly name: string;
  /** `optional`: not here, and something small is lost. `missing`: not here, and work stops. */
  readonly status: "found" | "optional" | "missing";
  readonly version?: string;
  readonly where?: string;
  /** What its absence costs, and the remedy. */
  readonly cost?: string;
}

/** Looks at everything and changes nothing. */
export async function examine(): Promise<Part[]> {
  return Promise.all([
    node(),
    tool("npm", ["--version"], "packages cannot be installed; it comes with Node"),
    tool("git", ["--version"], "updates do not record the commit they ran from; install git"),
    build(),
    ...(await engine()),
    folder("cache", cacheDir(), "XDG_CACHE_HOME"),
    folder("sandbox", sandboxDir(), "AIRSIDE_SANDBOX_DIR"),
    ...Object.values(PARTS).map(realPart),
  ]);
}

function node(): Part {
  const here = { name: "Node", version: process.versions.node, where: process.execPath };
  if (atLeast(process.version, "24.0.0")) return { ...here, status: "found" };
  return { ...here, status: "missing", cost: "Airside runs on Node >= 24: put it first on PATH" };
}

async function tool(name: string, args: readonly string[], cost: string): Promise<Part> {
  const [where] = findOnPath(name);
  if (where === undefined) return { name, status: "optional", cost };
  const said = await outputOf(where, args);
  return {
    name,
    status: "found",
    where,
    ...(said && { version: said.replace(/^git version /, "") }),
  };
}

function build(): Part {
  const part = { name: "build", where: path.join(checkout, "dist") };
  if (isFresh()) return { ...part, status: "found" };
  return { ...part, status: "missing", cost: "it is older than the sources: run `npm run build`" };
}

async function engine(): Promise<Part[]> {
  const found = await findEngine();
  const go = await goPart(found !== undefined);
  if (found === undefined) {
    const cost =
      `${await describePath()}; preview, up and the demo fetch ${ENGINE_VERSION} when they start: ` +
      "from the network, else by a Go build of about five minutes and 3 GB";
    return [{ name: "Pulumi engine", status: "missing", cost }, go];
  }
  const { file, version, languageHost } = found;
  const own = path.join(checkout, "dist/sandbox/engine/language-host.js");
  return [
    { name: "Pulumi engine", status: "found", version, where: file },
    { name: "Node language host", status: "found", where: languageHost ?? own },
    go,
  ];
}

async function goPart(engineFound: boolean): Promise<Part> {
  const cost = engineFound
    ? "nothing while the engine is there"
    : `without a network the engine cannot be built: install Go >= ${GO_VERSION}`;
  const [where] = findOnPath("go");
  const version = where && (await outputOf(where, ["env", "GOVERSION"]))?.replace(/^go/, "");
  if (!where || !version) return { name: "Go", status: "optional", cost };
  const enough = atLeast(version, GO_VERSION);
  return {
    name: "Go",
    version,
    where,
    ...(enough ? { status: "found" } : { status: "optional", cost }),
  };
}

function folder(name: string, where: string, variable: string): Part {
  let nearest = where;
  while (!fs.existsSync(nearest)) nearest = path.dirname(nearest);
  try {
    fs.accessSync(nearest, fs.constants.W_OK);
    if (fs.statSync(nearest).isDirectory()) return { name, status: "found", where };
  } catch {
    // Told below, like a file in the folder's place.
  }
  const cost = `${nearest} is not a folder that can be written; point ${variable} elsewhere`;
  return { name, status: "missing", where, cost };
}

function realPart({ name, version, cost }: (typeof PARTS)[keyof typeof PARTS]): Part {
  const where = findPart(name);
  if (where !== undefined) return { name, status: "found", version, where };
  const lost = `tests that judge by it are skipped; \`npm run parts -- ${name}\` builds it: ${cost}`;
  return { name, status: "optional", cost: lost };
}

const SIGNS = { found: "ok", optional: "--", missing: "!!" } as const;

/** One line a part; below a part that is not here, what that costs. */
export function report(parts: readonly Part[]): string {
  const width = Math.max(...parts.map(({ name }) => name.length));
  const lines = parts.flatMap(({ name, status, version, where, cost }) => {
    const facts = [version, where].filter((fact) => fact !== undefined).join("  ");
    const head = `${SIGNS[status]}  ${name.padEnd(width)}  ${facts || "not found"}`;
    return cost === undefined ? [head] : [head, `    ${" ".repeat(width)}  ${cost}`];
  });
  return `${lines.join("\n")}\n`;
}
