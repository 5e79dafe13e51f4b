import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { z } from "zod";

import { issueText, valueAt } from "../lib/schema";
import { shown } from "../lib/shown";
import { type ServiceContract, serviceContract } from "./contract";
import { ContractSource } from "./contract-source";
import { ParseCache } from "./parse-cache";

/** What a folder of contracts says, and every reason not to act on it, each with file and line. */
export interface LoadedServices {
  readonly services: readonly ServiceContract[];
  readonly problems: readonly string[];
}

interface Parsed {
  readonly file: string;
  readonly contract: ServiceContract;
  /** `file:line:column` of a path in the document. */
  readonly where: (path: readonly PropertyKey[]) => string;
}

/**
 * Reads `services/*.yaml` of a register. Whoever acts on the services first stops on the problems:
 * nothing may be made of half a register.
 *
 * @param cacheFile where parsed files are kept, `parseCacheFile()` as a rule @default none
 */
export function loadServices(register: string, cacheFile?: string): LoadedServices {
  const folder = join(register, "services");
  if (!existsSync(folder))
    return {
      services: [],
      problems: [`${folder} must exist; make it, or name the register's folder`],
    };
  const files = readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort();
  const cache = new ParseCache(cacheFile);
  const problems: string[] = [];
  const parsed = files.flatMap((file) => {
    const read = parseContract(join(folder, file), cache);
    if (!("problems" in read)) return [read];
    problems.push(...read.problems);
    return [];
  });
  problems.push(...collisions(parsed));
  cache.save();
  return { services: parsed.map(({ contract }) => contract), problems };
}

function parseContract(file: string, cache: ParseCache): Parsed | { readonly problems: string[] } {
  const text = readFileSync(file, "utf8");
  const source = new ContractSource(file, text);
  const given = cache.read(text, () => source.value());
  if (given === undefined) return { problems: source.syntaxProblems() };
  const where = (path: readonly PropertyKey[]) => source.where(path);
  const read = serviceContract.safeParse(given);
  if (!read.success) {
    return { problems: read.error.issues.flatMap((issue) => issueProblems(issue, given, where)) };
  }
  const expected = basename(file).replace(/\.ya?ml$/, "");
  if (read.data.name !== expected) {
    const found = `${where(["name"])}: name: must be the file's name, ${shown(expected)}, got ${shown(read.data.name)}`;
    return { problems: [found] };
  }
  return { file, contract: read.data, where };
}

function issueProblems(issue: z.core.$ZodIssue, given: unknown, where: Parsed["where"]): string[] {
  const field = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const one = [...issue.path.map(String), key].join(".");
      return `${where([...issue.path, key])}: ${one}: is not part of a contract; remove it or correct its name`;
    });
  }
  const text = issueText(issue, valueAt(given, issue.path));
  return [`${where(issue.path)}: ${field === "" ? text : `${field}: ${text}`}`];
}

/** A token must not open the roles of two services, so a repository belongs to one; and an owner has one id. */
function collisions(parsed: readonly Parsed[]): string[] {
  const seen = new Map<string, Parsed>();
  const owners = new Map<string, Parsed>();
  const problems: string[] = [];
  const claim = (key: string, path: string[], each: Parsed, value: unknown) => {
    const other = seen.get(key);
    if (other === undefined) seen.set(key, each);
    else {
      problems.push(
        `${each.where(path)}: ${path.join(".")}: ${shown(value)} is in ${other.file} as well; one repository, one service`,
      );
    }
  };
  for (const each of parsed) {
    const { owner, name, ownerId, id } = each.contract.repository;
    const first = owners.get(owner.toLowerCase()) ?? each;
    owners.set(owner.toLowerCase(), first);
    if (first.contract.repository.ownerId !== ownerId) {
      problems.push(
        `${each.where(["repository", "ownerId"])}: repository.ownerId: ${shown(ownerId)} is not the id that ` +
          `${first.file} gives the owner ${shown(owner)}; one of the two is wrong`,
      );
    }
    claim(`id ${id}`, ["repository", "id"], each, id);
    claim(`name ${owner}/${name}`.toLowerCase(), ["repository", "name"], each, name);
  }
  return problems;
}
