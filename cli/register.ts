import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { ParseCache, parseCacheFile } from "../components/service/parse-cache";
import { type Register, RegisterError, readRegister } from "../policy-packs/lib/register";
import { CannotRun, stopOn } from "./failure";

/**
 * Reads a register folder: `services/<name>.yaml`, `exceptions/<id>.yaml` and `approvers.yaml`.
 *
 * @param cacheFile where parsed files are kept
 * @throws CannotRun with every file that cannot be read.
 */
export function loadRegister(folder: string, cacheFile = parseCacheFile()): Register {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new CannotRun(`--register ${folder}: no such folder`);
  }
  const cache = new ParseCache(cacheFile);
  const problems: string[] = [];
  const approvers = join(folder, "approvers.yaml");
  const raw = {
    services: records(join(folder, "services"), "name", problems, cache),
    exceptions: records(join(folder, "exceptions"), "id", problems, cache),
    approvers: existsSync(approvers) ? (document(approvers, problems, cache) ?? []) : [],
  };
  stopOn(problems);
  cache.save();
  try {
    return readRegister(raw);
  } catch (error) {
    if (error instanceof RegisterError) throw new CannotRun(error.message);
    throw error;
  }
}

/** The records of one folder, in the order of their names; `key` must be the file's name. */
function records(folder: string, key: string, problems: string[], cache: ParseCache): unknown[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
  return files.sort().map((file) => {
    const path = join(folder, file);
    const record = document(path, problems, cache);
    const name = basename(file).replace(/\.ya?ml$/, "");
    if (typeof record !== "object" || record === null || Array.isArray(record)) {
      if (record !== undefined) problems.push(`${path} must hold one record, an object`);
      return record;
    }
    const given = (record as Record<string, unknown>)[key];
    if (given !== undefined && given !== name) {
      problems.push(`${path}: ${key} must be the file's name, "${name}"`);
    }
    return { ...record, [key]: name };
  });
}

function document(path: string, problems: string[], cache: ParseCache): unknown {
  try {
    const text = readFileSync(path, "utf8");
    return cache.read(text, () => parse(text) ?? null);
  } catch (error) {
    problems.push(`${path} cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}
