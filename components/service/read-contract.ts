import { type Dirent, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { z } from "zod";

import { issueText, valueAt } from "../lib/schema";
import { shown } from "../lib/shown";
import { type ServiceContract, serviceContract } from "./contract";
import { ContractSource } from "./contract-source";
import type { ParseCache } from "./parse-cache";

export interface ReadContract {
  readonly file: string;
  readonly contract: ServiceContract;
  /** `file:line:column` of a path in the document. */
  readonly where: (path: readonly PropertyKey[]) => string;
}

export type Read = ReadContract | { readonly problems: readonly string[] };

/** More than any contract, in bytes: such a file is something else, or meant to keep the loader busy. */
const LARGEST = 64 * 1024;

/** Thousands of problems in a file are one mistake, and nobody reads them all. */
const TOLD = 50;

/** One entry of the register's folder. A link could lead out of what the register's reviewers see. */
export function readContract(folder: string, entry: Dirent, cache: ParseCache): Read {
  const file = join(folder, entry.name);
  const refused = (must: string) => ({ problems: [`${file}: must be ${must}`] });
  if (!/\.ya?ml$/.test(entry.name)) return refused("a contract, NAME.yaml, or be moved away");
  if (!entry.isFile()) return refused("a file of its own, neither a link nor a folder");
  if (statSync(file).size > LARGEST) return refused(`at most ${LARGEST} bytes`);
  const text = decoded(readFileSync(file));
  return text === undefined ? refused("UTF-8") : parseContract(file, text, cache);
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parseContract(file: string, text: string, cache: ParseCache): Read {
  const source = new ContractSource(file, text);
  const given = cache.read(text, () => source.value());
  if (given === undefined) return { problems: first(file, source.syntaxProblems()) };
  const where = (path: readonly PropertyKey[]) => source.where(path);
  const read = serviceContract.safeParse(given);
  if (!read.success) {
    const found = read.error.issues.flatMap((issue) => told(issue, given));
    const problems = found.slice(0, TOLD + 1).map(({ path, text }) => `${where(path)}: ${text}`);
    return { problems: first(file, problems, found.length) };
  }
  const expected = basename(file).replace(/\.ya?ml$/, "");
  if (read.data.name !== expected) {
    const found = `${where(["name"])}: name: must be the file's name, ${shown(expected)}, got ${shown(read.data.name)}`;
    return { problems: [found] };
  }
  return { file, contract: read.data, where };
}

function first(file: string, problems: readonly string[], count = problems.length): string[] {
  const rest = count - TOLD;
  if (rest <= 0) return [...problems];
  return [...problems.slice(0, TOLD), `${file}: and ${rest} more problems in this file`];
}

/** What an issue says, and of which path. */
function told(issue: z.core.$ZodIssue, given: unknown) {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      text: `${named([...issue.path, key])}: is not part of a contract; remove it or correct its name`,
    }));
  }
  const text = issueText(issue, valueAt(given, issue.path));
  const field = named(issue.path);
  return [{ path: issue.path, text: field === "" ? text : `${field}: ${text}` }];
}

/** A path as people write it; a key that could be anything else on a terminal is quoted. */
const named = (path: readonly PropertyKey[]) =>
  path.map((key) => (/^[\w-]+$/.test(String(key)) ? String(key) : shown(String(key)))).join(".");
