import { spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { type Engine, findEngine } from "../../sandbox/engine/engine";
import { checkout, sandboxEnv } from "../../sandbox/env";

export const STACK = "foundation.demo";

/** How a command ended and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for a search that does not care which. */
  readonly printed: string;
}

/** A command that runs; `ended` never rejects. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
}

const engine = findEngine();

/** Skips a test, by name and with the reason, where the real engine is not to be had. */
export async function needEngine(context: TestContext): Promise<void> {
  if (!(await engine)) context.skip("no Pulumi engine here; npm run demo fetches or builds one");
}

export async function hasEngine(): Promise<boolean> {
  return (await engine) !== undefined;
}

/**
 * A project and a sandbox of its own, in a temporary folder: the checkout's compiled code, a copy of the
 * demo's configuration, its own world and state.
 */
export class Project {
  private constructor(
    readonly folder: string,
    readonly env: Record<string, string>,
    readonly stack: string,
  ) {}

  /** @param stack the stack whose configuration of the demo it has */
  static async create(stack = STACK): Promise<Project> {
    const found = await engine;
    if (!found) throw new Error("no engine: the test should have been skipped");
    const folder = mkdtempSync(join(tmpdir(), "airside-engine-"));
    mkdirSync(join(folder, "config"));
    for (const name of ["dist", "node_modules"])
      symlinkSync(join(checkout, name), join(folder, name));
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      "name: airside\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nstackConfigDir: config\n",
    );
    const file = `Pulumi.${stack}.yaml`;
    cpSync(join(checkout, "stacks/config", file), join(folder, "config", file));
    cpSync(join(checkout, "register"), join(folder, "register"), { recursive: true });
    const project = new Project(folder, environment(found, join(folder, "sandbox")), stack);
    project.useProgram("dist/stacks/index.js");
    return project;
  }

  get sandbox(): string {
    return join(this.folder, "sandbox");
  }

  /** Makes a compiled file the project's program. */
  useProgram(main: string): void {
    const manifest = { name: "airside-test", version: "0.0.0", main };
    writeFileSync(join(this.folder, "package.json"), JSON.stringify(manifest));
  }

  /** Writes a program of plain JavaScript and makes it the project's. */
  writeProgram(source: string): void {
    writeFileSync(join(this.folder, "program.js"), source);
    this.useProgram("program.js");
  }

  get config(): string {
    return readFileSync(this.configFile, "utf8");
  }

  set config(text: string) {
    writeFileSync(this.configFile, text);
  }

  private get configFile(): string {
    return join(this.folder, "config", `Pulumi.${this.stack}.yaml`);
  }

  start(file: string, args: readonly string[], env: Record<string, string> = {}): Running {
    const child = spawn(file, args, {
      cwd: this.folder,
      env: { ...process.env, ...this.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
    // Not "close": what a killed engine leaves behind may hold the pipes for a while.
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code, signal) =>
        setImmediate(() =>
          resolve({ code, signal, ...printed, printed: printed.stdout + printed.stderr }),
        ),
      );
    });
    return { pid: child.pid!, ended };
  }

  /** Runs the engine as a person would. */
  pulumi(...args: string[]): Promise<Ended> {
    return this.start("pulumi", [...args, "--non-interactive", "--color", "never"]).ended;
  }

  /** Runs the compiled `airside` command. */
  airside(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    return this.start(process.execPath, [join(checkout, "dist/cli/main.js"), ...args], env).ended;
  }

  /** The state as the engine exports it. */
  async state(): Promise<Deployment> {
    const { stdout } = await this.pulumi("stack", "export", "--stack", this.stack);
    return (JSON.parse(stdout) as { deployment: Deployment }).deployment;
  }

  /** Processes that were started on this sandbox and still run. */
  processes(): string[] {
    return readdirSync("/proc")
      .filter((pid) => /^\d+$/.test(pid))
      .filter((pid) =>
        readable(`/proc/${pid}/environ`).includes(`AIRSIDE_SANDBOX_DIR=${this.sandbox}\0`),
      )
      .map((pid) => `${pid} ${readable(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`)
      .filter((line) => line.split(" ").length > 2);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

export interface Deployment {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly {
    readonly type: string;
    readonly resource: StateResource;
  }[];
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly custom?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

function environment(found: Engine, sandbox: string): Record<string, string> {
  return sandboxEnv(found, sandbox);
}

/** A process may be gone by the time it is looked at. */
function readable(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
