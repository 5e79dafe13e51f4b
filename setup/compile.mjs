import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { dirname, join, relative } from "node:path";

import { Problem, timed } from "./problem.mjs";
import {
  buildRecord,
  digestOf,
  isFresh,
  readBuild,
  root,
  sourceFiles,
  stampOf,
} from "./sources.mjs";

const dist = join(root, "dist");

/** Whether `dist/` is whole and made from the sources as they are. */
export function isBuilt() {
  return (
    isFresh() && (readBuild()?.outputs ?? [""]).every((file) => fs.existsSync(join(dist, file)))
  );
}

/** Compiles, copies the data files that stand beside the code, and removes what has no source. */
export async function compile(node) {
  const files = sourceFiles();
  const [stamp, digest] = [stampOf(files), digestOf(files)];
  fs.rmSync(buildRecord, { force: true });
  await timed("compiling", async () => {
    const outputs = new Set([...emit(node), ...copyData(files)]);
    removeStale(dist, outputs);
    writeRecord({ stamp, digest, outputs: [...outputs].sort() });
  });
}

function emit(node) {
  const args = [
    "node_modules/typescript7/bin/tsc",
    "-p",
    "tsconfig.build.json",
    "--listEmittedFiles",
  ];
  const { status, stdout, stderr, error } = spawnSync(node, args, { cwd: root, encoding: "utf8" });
  if (error) throw new Problem(`the compiler does not start: ${error.message}`);
  const lines = `${stdout}${stderr}`.split("\n");
  const [, unwritten] = /TS5033: .*: (.*?)\.?\s*$/m.exec(stdout) ?? [];
  if (unwritten) throw new Problem(`cannot write ${dist}: ${unwritten}`);
  if (status !== 0) {
    const errors = lines.filter((line) => line.trim() && !line.startsWith("TSFILE:"));
    throw new Problem(`the sources do not compile:\n${errors.slice(0, 40).join("\n")}`);
  }
  return lines
    .filter((line) => line.startsWith("TSFILE:"))
    .map((line) => relative(dist, line.slice("TSFILE:".length).trim()));
}

function copyData(files) {
  // A package.json beside compiled code would be taken for that of its package.
  const data = files.filter((file) => /\/(?!package\.json$)[^/]+\.json$/.test(file));
  for (const file of data) {
    fs.mkdirSync(dirname(join(dist, file)), { recursive: true });
    fs.copyFileSync(join(root, file), join(dist, file));
  }
  return data;
}

function removeStale(folder, outputs) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeStale(path, outputs);
    else if (!outputs.has(relative(dist, path))) fs.rmSync(path);
  }
  if (folder !== dist && fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}

function writeRecord(record) {
  const part = `${buildRecord}.${process.pid}`;
  fs.writeFileSync(part, JSON.stringify(record));
  fs.renameSync(part, buildRecord);
}
