import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** Something its reader can put right: shown as it is, without a stack trace. */
export class EngineProblem extends Error {}

/** Airside's part of the user's cache directory (XDG base directory specification). */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const base = env["XDG_CACHE_HOME"];
  // The specification has relative values ignored.
  const usable = base !== undefined && path.isAbsolute(base);
  return path.join(usable ? base : path.join(os.homedir(), ".cache"), "airside");
}

/** A cache entry: a folder that is there whole or not at all. */
export interface Entry {
  /** Relative to the cache, such as `engine/3.259.0`. */
  readonly name: string;
  /** Files the entry must hold, relative to it. */
  readonly files: readonly string[];
}

const SEAL = "complete.json";

/** The folder of an entry that is complete; nothing otherwise. */
export function findEntry({ name, files }: Entry, root = cacheDir()): string | undefined {
  const folder = path.join(root, name);
  try {
    const sizes: unknown = JSON.parse(fs.readFileSync(path.join(folder, SEAL), "utf8"));
    return JSON.stringify(sizes) === JSON.stringify(sizesOf(folder, files)) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes an entry: `fill` writes into a folder beside it, which is renamed when it is complete.
 *
 * @throws EngineProblem when the cache cannot be written, naming the place and the reason.
 */
export async function makeEntry(
  entry: Entry,
  fill: (folder: string) => Promise<void>,
  root = cacheDir(),
): Promise<string> {
  const final = path.join(root, entry.name);
  const part = `${final}.part-${process.pid}`;
  try {
    removeAbandoned(final);
    fs.mkdirSync(part, { recursive: true });
    await fill(part);
    fs.writeFileSync(path.join(part, SEAL), JSON.stringify(sizesOf(part, entry.files)));
    replace(part, final, entry, root);
    return final;
  } catch (error) {
    throw unusable(error, root);
  } finally {
    fs.rmSync(part, { recursive: true, force: true });
  }
}

/** Another process may have finished first; then its entry stays and this one is dropped. */
function replace(part: string, final: string, entry: Entry, root: string) {
  if (findEntry(entry, root)) return;
  fs.rmSync(final, { recursive: true, force: true });
  try {
    fs.renameSync(part, final);
  } catch (error) {
    if (!findEntry(entry, root)) throw error;
  }
}

function sizesOf(folder: string, files: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    files.map((file) => [file, fs.statSync(path.join(folder, file)).size] as const),
  );
}

/** Removes what processes that are gone left half-written. */
function removeAbandoned(final: string) {
  const folder = path.dirname(final);
  if (!fs.existsSync(folder)) return;
  const start = `${path.basename(final)}.part-`;
  for (const name of fs.readdirSync(folder).filter((each) => each.startsWith(start))) {
    if (!isAlive(Number(name.slice(start.length)))) {
      fs.rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: "there is a file where a folder is needed; move it away",
  ENOTDIR: "there is a file where a folder is needed; move it away",
  EACCES: "it is not writable; give yourself the right to write there",
  EPERM: "it is not writable; give yourself the right to write there",
  EROFS: "it is on a read-only file system",
  ENOSPC: "the disk is full; free about 3 GB",
  EDQUOT: "the disk quota is used up; free about 3 GB",
  EFBIG: "a file-size limit is in force; lift it (ulimit -f unlimited)",
};

/** The one line for a cache that cannot be used; any other error stays what it is. */
export function unusable(error: unknown, root = cacheDir()): unknown {
  return unwritable(error, `the cache ${root}`, "XDG_CACHE_HOME");
}

/** The same for any folder: `variable` is the one that moves it elsewhere. */
export function unwritable(error: unknown, folder: string, variable: string): unknown {
  const reason = REASONS[codeOf(error) ?? ""];
  if (reason === undefined) return error;
  return new EngineProblem(
    `${folder} cannot be used: ${reason}, or point ${variable} to another folder`,
  );
}

function codeOf(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}
