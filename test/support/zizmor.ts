import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where zizmor can be had: named in AIRSIDE_ZIZMOR, on PATH, or among the parts in the user's cache. */
export function findZizmor(): string | undefined {
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const named = process.env["AIRSIDE_ZIZMOR"];
  const folders = [
    ...(process.env["PATH"] ?? "").split(":"),
    join(cache, "airside", "python", "zizmor-1.32.0", "bin"),
  ];
  return [...(named ? [named] : []), ...folders.map((folder) => join(folder, "zizmor"))].find(
    (path) => existsSync(path),
  );
}
