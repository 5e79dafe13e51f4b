import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout: the folder above this one. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Written last by a build, removed first: without it there is no build. */
export const buildRecord = join(root, "dist/.build.json");

const FOLDERS = [
  "access",
  "cli",
  "components",
  "policy-packs",
  "sandbox",
  "setup",
  "stacks",
  "test/bench",
  "test/support",
];
const SETTINGS = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];
const KINDS = /\.(ts|json)$/;

/** What a build is made from, relative to the checkout and in a fixed order. */
export function sourceFiles(base = root) {
  const files = SETTINGS.filter((name) => statSync(join(base, name), { throwIfNoEntry: false }));
  const visit = (folder) => {
    for (const entry of entriesOf(join(base, folder))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (KINDS.test(entry.name)) files.push(path);
    }
  };
  FOLDERS.forEach(visit);
  return files.sort();
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

/** Changes with every write to a source, and costs no reading: path, size and time of change. */
export function stampOf(files, base = root) {
  const hash = createHash("sha256");
  for (const file of files) {
    const { size, mtimeNs } = statSync(join(base, file), { bigint: true });
    hash.update(`${file}\0${size}\0${mtimeNs}\n`);
  }
  return hash.digest("hex");
}

/** Changes only with what the sources say, so that a fresh checkout of the same commit agrees. */
export function digestOf(files, base = root) {
  const hash = createHash("sha256");
  for (const file of files) {
    const text = readFileSync(join(base, file));
    hash.update(`${file}\0${text.length}\0`).update(text);
  }
  return hash.digest("hex");
}

/** What the build in `dist/` was made from; nothing when there is none or it was cut short. */
export function readBuild(record = buildRecord) {
  try {
    const { stamp, digest, outputs } = JSON.parse(readFileSync(record, "utf8"));
    return { stamp, digest, outputs };
  } catch {
    return undefined;
  }
}

/** Whether `dist/` says what the sources say. A few milliseconds; contents are read only in doubt. */
export function isFresh(base = root) {
  const build = readBuild(join(base, "dist/.build.json"));
  if (!build) return false;
  const files = sourceFiles(base);
  return stampOf(files, base) === build.stamp || digestOf(files, base) === build.digest;
}
