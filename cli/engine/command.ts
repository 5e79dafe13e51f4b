import { spawn } from "node:child_process";
import { describePath, findEngine } from "../../sandbox/engine/engine";
import { ENGINE_VERSION } from "../../sandbox/engine/version";
import { engineEnv } from "../../sandbox/env";
import { staleProblem } from "../../setup/stale-build";
import { CannotRun } from "../failure";

/** The engine's command line, ready to run. */
export interface EngineCommand {
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
}

/** How one run of the engine ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws CannotRun where the build is stale, or no engine is to be found: what is there, what to do. */
export async function findEngineCommand(): Promise<EngineCommand> {
  // The program and the packs would stop as well, each at its own place in the engine's output.
  const stale = staleProblem();
  if (stale !== undefined) throw new CannotRun(stale);
  const engine = await findEngine();
  if (!engine) {
    throw new CannotRun(
      `no Pulumi engine: ${await describePath()}. Install Pulumi >= ${ENGINE_VERSION} ` +
        "(https://www.pulumi.com/docs/install/); airside doctor shows what else is missing",
    );
  }
  return { file: engine.file, env: { ...process.env, ...engineEnv(engine) } };
}

/**
 * Runs the engine to its end. The terminal's interrupt reaches it by itself; other requests to
 * stop are handed on, and either way it is the engine that decides when it is safe to stop.
 */
export function runEngine(
  { file, env }: EngineCommand,
  args: readonly string[],
  extraEnv: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: { ...env, ...extraEnv },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stdout: string[] = [];
    const stderr: string[] = [];
    child.stdout.setEncoding("utf8").on("data", (text: string) => stdout.push(text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => stderr.push(text));
    const wait = () => {};
    const handOn = (signal: NodeJS.Signals) => child.kill(signal);
    process.on("SIGINT", wait).on("SIGTERM", handOn).on("SIGHUP", handOn);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGINT", wait).off("SIGTERM", handOn).off("SIGHUP", handOn);
      resolve({ code: code ?? 1, stdout: stdout.join(""), stderr: stderr.join("") });
    });
  });
}
