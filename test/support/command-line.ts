import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../cli/command";

export interface Answered {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process and returns what it printed and answered. */
export async function airside(...args: string[]): Promise<Answered> {
  const printed = { stdout: "", stderr: "" };
  const original = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const stream of ["stdout", "stderr"] as const) {
    process[stream].write = ((text: string) => {
      printed[stream] += text;
      return true;
    }) as typeof process.stdout.write;
  }
  try {
    process.exitCode = 0;
    return { code: await run(args), ...printed };
  } finally {
    process.stdout.write = original.stdout;
    process.stderr.write = original.stderr;
    process.exitCode = undefined;
  }
}

/** Gives the work a file of that content, and takes it away after. */
export async function withFile<Result>(
  content: string,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "airside-test-"));
  try {
    const path = join(folder, "input");
    writeFileSync(path, content);
    return await work(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
