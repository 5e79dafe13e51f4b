import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { redactSealed, Seal } from "./seal";
import type { Properties } from "./values";

/** What a cloud would know a resource by. */
export interface RowKey {
  readonly provider: string;
  /** Account and region, cluster, owner, or Vault address. */
  readonly scope: string;
  readonly type: string;
  readonly id: string;
}

/** One thing that exists in the sandbox. */
export interface Row extends RowKey {
  /** What no other thing may share, such as a role's name in lower case; null where nothing is. */
  readonly unique: string | null;
  /** Who made it: a note for people and for recovery, never part of the key. */
  readonly urn: string;
  readonly properties: Properties;
  /** The names of the properties that were given rather than computed. */
  readonly given: readonly string[];
}

interface StoredRow extends RowKey {
  readonly unique_key: string | null;
  readonly urn: string;
  readonly properties: string;
  readonly given: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS resource (
    provider TEXT NOT NULL, scope TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
    unique_key TEXT UNIQUE, urn TEXT NOT NULL, properties TEXT NOT NULL, given TEXT NOT NULL,
    PRIMARY KEY (provider, scope, type, id)
  ) WITHOUT ROWID`;
const KEY = "provider = ? AND scope = ? AND type = ? AND id = ?";
const BUSY_MILLISECONDS = 15_000;

/** Everything that exists in one sandbox directory: one SQLite file that all providers share. */
export class World {
  private readonly database: DatabaseSync;
  private readonly seal: Seal;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.seal = Seal.in(directory);
    this.database = new DatabaseSync(worldFile(directory));
    // The timeout comes first: switching to WAL and making the table already wait for others.
    this.database.exec(`PRAGMA busy_timeout = ${BUSY_MILLISECONDS}`);
    this.database.exec("PRAGMA journal_mode = WAL");
    this.database.exec("PRAGMA synchronous = NORMAL");
    this.write(() => this.database.exec(SCHEMA));
  }

  /** Runs one call's changes: all of them, or none where it throws. */
  write<T>(changes: () => T): T {
    this.database.exec("BEGIN IMMEDIATE");
    try {
      const result = changes();
      this.database.exec("COMMIT");
      return result;
    } catch (error) {
      this.database.exec("ROLLBACK");
      throw error;
    }
  }

  find({ provider, scope, type, id }: RowKey): Row | undefined {
    return this.rows(KEY, provider, scope, type, id)[0];
  }

  findUnique(unique: string): Row | undefined {
    return this.rows("unique_key = ?", unique)[0];
  }

  /** Every row of a type in a scope, in the order of their ids. */
  ofType(provider: string, scope: string, type: string): Row[] {
    return this.rows("provider = ? AND scope = ? AND type = ? ORDER BY id", provider, scope, type);
  }

  put({ provider, scope, type, id, unique, urn, properties, given }: Row): void {
    const sealed = JSON.stringify(this.seal.close(properties));
    this.database
      .prepare("INSERT OR REPLACE INTO resource VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .run(provider, scope, type, id, unique, urn, sealed, JSON.stringify(given));
  }

  remove({ provider, scope, type, id }: RowKey): boolean {
    const statement = this.database.prepare(`DELETE FROM resource WHERE ${KEY}`);
    return statement.run(provider, scope, type, id).changes > 0;
  }

  close(): void {
    this.database.close();
  }

  private rows(where: string, ...values: string[]): Row[] {
    const stored = this.database.prepare(`SELECT * FROM resource WHERE ${where}`).all(...values);
    return (stored as unknown as StoredRow[]).map((row) => readRow(row, (v) => this.seal.open(v)));
  }
}

function readRow(
  { unique_key, given, properties, ...row }: StoredRow,
  open: (v: unknown) => unknown,
) {
  return {
    ...row,
    unique: unique_key,
    given: JSON.parse(given) as string[],
    properties: open(JSON.parse(properties)) as Properties,
  };
}

function worldFile(directory: string): string {
  return join(directory, "world.db");
}

/** What exists in a sandbox directory, for a person to read: secrets are shown as `[secret]`. */
export function listWorld(directory: string): Row[] {
  if (!existsSync(worldFile(directory))) return [];
  const database = new DatabaseSync(worldFile(directory));
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MILLISECONDS}`);
    // Between the making of the file and of its table the world is there, and empty.
    database.exec(SCHEMA);
    const order = "ORDER BY provider, scope, type, id";
    const stored = database.prepare(`SELECT * FROM resource ${order}`).all();
    return (stored as unknown as StoredRow[]).map((row) => readRow(row, redactSealed));
  } finally {
    database.close();
  }
}

/** Clears the world and its key; stacks that had made something will find it gone. */
export function resetWorld(directory: string): void {
  for (const name of ["world.db", "world.db-wal", "world.db-shm", "world.key"]) {
    rmSync(join(directory, name), { force: true });
  }
}

/** Changes one thing behind Pulumi's back, as a person in a cloud's console would. */
export function editWorld(directory: string, key: RowKey, changes: Properties): void {
  const world = new World(directory);
  try {
    world.write(() => {
      const row = world.find(key);
      if (row === undefined) throw new Error(`the sandbox holds no ${key.type} "${key.id}"`);
      world.put({ ...row, properties: { ...row.properties, ...changes } });
    });
  } finally {
    world.close();
  }
}
