import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const VERSION = "1.32.0";

/** Why a test that judges by it is skipped, and how it comes to run. */
export const NEEDS_ZIZMOR =
  `zizmor is not installed: python3 -m venv ~/.cache/airside/python/zizmor-${VERSION}, ` +
  `then its bin/pip install zizmor==${VERSION}`;

/** Where zizmor can be had: named in AIRSIDE_ZIZMOR, on PATH, or among the parts in the user's cache. */
export function findZizmor(): string | undefined {
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const named = process.env["AIRSIDE_ZIZMOR"];
  const folders = [
    ...(process.env["PATH"] ?? "").split(":"),
    join(cache, "airside", "python", `zizmor-${VERSION}`, "bin"),
  ];
  return [...(named ? [named] : []), ...folders.map((folder) => join(folder, "zizmor"))].find(
    (path) => existsSync(path),
  );
}
