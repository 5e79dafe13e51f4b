import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Below this many files, parsing costs less than the cache. */
const WORTHWHILE = 200;

/**
 * What YAML files said, by their content's digest: thousands of unchanged contracts are not parsed again.
 * It holds plain data that is checked every time it is read, so that an old or foreign entry decides nothing.
 */
export class ParseCache {
  readonly #known: ReadonlyMap<string, unknown>;
  readonly #used = new Map<string, unknown>();
  #grown = false;

  /** @param file where it is kept; undefined keeps nothing */
  constructor(readonly file: string | undefined) {
    this.#known = file === undefined ? new Map() : readEntries(file);
  }

  /** The parsed content, from the cache or from `parse`; what `parse` answers with undefined is not kept. */
  read(text: string, parse: () => unknown): unknown {
    const digest = createHash("sha256").update(text).digest("hex");
    const known = this.#known.get(digest);
    const value = known === undefined ? parse() : known;
    if (value === undefined) return undefined;
    this.#grown ||= known === undefined;
    this.#used.set(digest, value);
    return value;
  }

  /** Keeps what was read this time, whole or not at all. A cache that cannot be written is none. */
  save(): void {
    if (this.file === undefined || !this.#grown || this.#used.size < WORTHWHILE) return;
    const half = `${this.file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
      writeFileSync(half, JSON.stringify([...this.#used]), { mode: 0o600 });
      renameSync(half, this.file);
    } catch {
      // The next run parses again.
    }
  }
}

/** Where the cache of a person's machine is kept. */
export function parseCacheFile(): string {
  const home = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return join(home, "airside", "contracts.json");
}

function readEntries(file: string): ReadonlyMap<string, unknown> {
  try {
    return new Map(JSON.parse(readFileSync(file, "utf8")) as [string, unknown][]);
  } catch {
    return new Map();
  }
}
