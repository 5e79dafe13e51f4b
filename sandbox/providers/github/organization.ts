import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { tablePath } from "../tables";
import { isObject } from "../values";
import type { World } from "../world";
import { REPOSITORY } from "./types";

/** What an account holds that no stack has made: its repositories, teams and installed apps, by GitHub's ids. */
export interface Account {
  readonly kind: "Organization" | "User";
  readonly repositories: Readonly<Record<string, number>>;
  readonly teams: readonly number[];
  readonly apps: readonly number[];
}

/** Where the accounts that the sandbox knows are written down. */
export const ACCOUNTS = "sandbox/providers/organizations.json";

let accounts: Readonly<Record<string, Account>> | undefined;

/** The account of that name; undefined where the sandbox knows nothing of it and so refuses nothing for it. */
export function accountOf(owner: string): Account | undefined {
  const file = join(dirname(dirname(tablePath("github"))), "organizations.json");
  accounts ??= existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const key = owner.toLowerCase();
  return accounts && Object.hasOwn(accounts, key) ? accounts[key] : undefined;
}

/** Every repository of a known account, by lower-case name: what was there, and what stacks have made since. */
export function repositoriesOf(account: Account, scope: string, world: World): Map<string, number> {
  const made = world.ofType("github", scope, REPOSITORY).flatMap(({ properties }) => {
    const { name, repoId } = isObject(properties) ? properties : {};
    return typeof name === "string" ? [[name, Number(repoId)] as const] : [];
  });
  const all = [...Object.entries(account.repositories), ...made];
  return new Map(all.map(([name, id]) => [name.toLowerCase(), id]));
}
