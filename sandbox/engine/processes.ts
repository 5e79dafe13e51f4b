import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** Every executable of that name on PATH, first one first. */
export function findOnPath(name: string, pathVariable = process.env["PATH"] ?? ""): string[] {
  const files = pathVariable
    .split(path.delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => path.join(folder, name));
  return [...new Set(files)].filter(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** What a program prints when it ends with 0 within the time; nothing otherwise. */
export function outputOf(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  timeoutMilliseconds = 20_000,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(file, [...args], { env, timeout: timeoutMilliseconds }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    );
  });
}
