import * as fs from "node:fs";
import * as path from "node:path";

import { buildEngine } from "./build";
import { EngineProblem, findEntry, makeEntry, type Entry } from "./cache";
import { downloadEngine } from "./download";
import { NotToBeHad, type Say } from "./means";
import { findOnPath, isExecutable, outputOf } from "./processes";
import { atLeast, ENGINE_VERSION } from "./version";

/** The Pulumi CLI that Airside runs, and where it came from. */
export interface Engine {
  readonly file: string;
  readonly version: string;
  readonly origin: "PATH" | "cache";
  /** The Node language host that the CLI brings; nothing where Airside's own has to stand in. */
  readonly languageHost?: string;
}

const ENTRY: Entry = { name: `engine/${ENGINE_VERSION}`, files: ["bin/pulumi"] };

/** The engine on PATH if it is new enough, else the one in the cache; fetches nothing. */
export async function findEngine(): Promise<Engine | undefined> {
  const cached = cachedEngine();
  const [first] = findOnPath("pulumi");
  if (first === undefined) return cached;
  if (cached && fs.realpathSync(first) === fs.realpathSync(cached.file)) return cached;
  const version = await versionOf(first);
  if (version === undefined || !atLeast(version, ENGINE_VERSION)) return cached;
  return engineAt(first, version.replace(/^v/, ""), "PATH");
}

/**
 * The engine: found, else installed at exactly the pinned version, else built from its Go module.
 *
 * @throws EngineProblem when there is none to be had: what was tried, and what to install.
 */
export async function getEngine(say: Say): Promise<Engine> {
  const found = await findEngine();
  if (found) return found;
  const tried: string[] = [await describePath()];
  for (const fill of [downloadEngine, buildEngine]) {
    const problem = await make(fill, say);
    const engine = cachedEngine();
    if (problem === undefined && engine) return engine;
    tried.push(problem ?? "what was made is not complete");
  }
  throw new EngineProblem(
    `no Pulumi engine: ${tried.join("; ")}. ` +
      `Install Pulumi >= ${ENGINE_VERSION} (https://www.pulumi.com/docs/install/) and try again.`,
  );
}

/** What stands on PATH under the engine's name, in words. */
export async function describePath(): Promise<string> {
  const [first] = findOnPath("pulumi");
  if (first === undefined) return "there is no pulumi on PATH";
  const version = await versionOf(first);
  if (version === undefined) return `${first} does not tell its version`;
  return `${first} is ${version} and ${ENGINE_VERSION} or newer is needed`;
}

/** Answers why it could not be made; an unusable cache is a problem for every way and is thrown. */
async function make(
  fill: (folder: string, say: Say) => Promise<void>,
  say: Say,
): Promise<string | undefined> {
  try {
    await makeEntry(ENTRY, (folder) => fill(folder, say));
    return undefined;
  } catch (error) {
    if (error instanceof NotToBeHad) return error.message;
    throw error;
  }
}

function cachedEngine(): Engine | undefined {
  const folder = findEntry(ENTRY);
  const file = folder && path.join(folder, "bin/pulumi");
  return file && isExecutable(file) ? engineAt(file, ENGINE_VERSION, "cache") : undefined;
}

function engineAt(file: string, version: string, origin: Engine["origin"]): Engine {
  const beside = path.join(path.dirname(fs.realpathSync(file)), "pulumi-language-nodejs");
  return { file, version, origin, ...(isExecutable(beside) && { languageHost: beside }) };
}

function versionOf(file: string): Promise<string | undefined> {
  return outputOf(file, ["version"], { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" });
}
