import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What one command cost, summed over every process that it started. */
export interface Cost {
  /** Seconds from start to exit. */
  readonly wall: number;
  /** Seconds of user and system time. */
  readonly cpu: number;
  /** Largest sum of proportional set sizes seen at once, in MB. */
  readonly memory: number;
  readonly exitCode: number;
  readonly output: string;
}

export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

const INTERVAL_MS = 40;
const TICKS_PER_SECOND = 100;

/** Runs a command and accounts for its whole process tree from `/proc`; Linux only. */
export async function measure({ argv, cwd, env = process.env }: Command): Promise<Cost> {
  const started = process.hrtime.bigint();
  // bash reports the time of all descendants that were waited for; sampling covers the rest.
  const script = '"$@"; code=$?; times >&3; exit $code';
  const child = spawn("bash", ["-c", script, "bench", ...argv], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  const times: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => output.push(chunk));
  child.stdio[3]?.on("data", (chunk: Buffer) => times.push(chunk));

  const ticksByProcess = new Map<number, number>();
  let memory = 0;
  const sampling = setInterval(() => {
    const tree = child.pid === undefined ? [] : descendants(child.pid);
    for (const pid of tree) ticksByProcess.set(pid, processTicks(pid) ?? 0);
    memory = Math.max(
      memory,
      tree.reduce((sum, pid) => sum + proportionalKilobytes(pid), 0) / 1024,
    );
  }, INTERVAL_MS);
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  }).finally(() => clearInterval(sampling));

  const sampled = [...ticksByProcess.values()].reduce((sum, ticks) => sum + ticks, 0);
  return {
    wall: Number(process.hrtime.bigint() - started) / 1e9,
    cpu: Math.max(sampled / TICKS_PER_SECOND, waitedSeconds(Buffer.concat(times).toString())),
    memory,
    exitCode,
    output: Buffer.concat(output).toString(),
  };
}

/** What one running process has cost so far: CPU seconds, and MB in memory now. */
export function processCost(pid: number): Pick<Cost, "cpu" | "memory"> {
  const cpu = (processTicks(pid) ?? 0) / TICKS_PER_SECOND;
  return { cpu, memory: proportionalKilobytes(pid) / 1024 };
}

/** `root` and every process below it. One whose parent has died is no longer found; its last sample stands. */
function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const fields = statFields(pid);
    if (fields) parents.set(pid, Number(fields[1]));
  }
  const found = new Set([root]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [pid, parent] of parents) {
      if (found.has(parent) && !found.has(pid)) grew = Boolean(found.add(pid));
    }
  }
  return [...found];
}

/** The fields of `/proc/<pid>/stat` after the command name; undefined once the process is gone. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

function processTicks(pid: number): number | undefined {
  const fields = statFields(pid);
  return fields && Number(fields[11]) + Number(fields[12]);
}

function proportionalKilobytes(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Reads the second line of bash's `times`: user and system time of its children, `0m1.250s 0m0.310s`. */
function waitedSeconds(times: string): number {
  const children = times.trim().split("\n").at(-1) ?? "";
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
}
