import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { shown } from "../lib/shown";
import type { ServiceContract } from "./contract";
import { ParseCache } from "./parse-cache";
import { type ReadContract, readContract } from "./read-contract";

/** What a folder of contracts says, and every reason not to act on it, each with file and line. */
export interface LoadedServices {
  readonly services: readonly ServiceContract[];
  readonly problems: readonly string[];
}

/**
 * Reads `services/*.yaml` of a register. Whoever acts on the services first stops on the problems:
 * nothing may be made of half a register. Hidden files and notes (`*.md`) are left alone, and nothing else is.
 *
 * @param cacheFile where parsed files are kept, `parseCacheFile()` as a rule @default none
 */
export function loadServices(register: string, cacheFile?: string): LoadedServices {
  const folder = join(register, "services");
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    return {
      services: [],
      problems: [`${folder} must exist; make it, or name the register's folder`],
    };
  const cache = new ParseCache(cacheFile);
  const problems: string[] = [];
  const read = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !/^\.|\.md$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const one = readContract(folder, entry, cache);
      if (!("problems" in one)) return [one];
      problems.push(...one.problems);
      return [];
    });
  problems.push(...collisions(read));
  cache.save();
  return { services: read.map(({ contract }) => contract), problems };
}

/** A token must not open the roles of two services, so a repository belongs to one; and an owner has one id. */
function collisions(read: readonly ReadContract[]): string[] {
  const seen = new Map<string, ReadContract>();
  const owners = new Map<string, ReadContract>();
  const problems: string[] = [];
  const claim = (key: string, path: string[], each: ReadContract, value: unknown) => {
    const other = seen.get(key);
    if (other === undefined) seen.set(key, each);
    else {
      const rule = path.length > 1 ? "one repository, one service" : "one name, one service";
      problems.push(
        `${each.where(path)}: ${path.join(".")}: ${shown(value)} is in ${other.file} as well; ${rule}`,
      );
    }
  };
  for (const each of read) {
    const { owner, name, ownerId, id } = each.contract.repository;
    const first = owners.get(owner.toLowerCase()) ?? each;
    owners.set(owner.toLowerCase(), first);
    if (first.contract.repository.ownerId !== ownerId) {
      problems.push(
        `${each.where(["repository", "ownerId"])}: repository.ownerId: ${shown(ownerId)} is not the id that ` +
          `${first.file} gives the owner ${shown(owner)}; one of the two is wrong`,
      );
    }
    claim(`service ${each.contract.name}`, ["name"], each, each.contract.name);
    claim(`id ${id}`, ["repository", "id"], each, id);
    claim(`name ${owner}/${name}`.toLowerCase(), ["repository", "name"], each, name);
  }
  return problems;
}
