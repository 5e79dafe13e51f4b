import { spawn } from "node:child_process";
import { constants } from "node:os";

import { getEngine } from "../../sandbox/engine/engine";
import { sandboxEnv, shellQuoted } from "../../sandbox/env";
import { CannotRun } from "../failure";

/** Prints what to set, as commands for a POSIX shell or as JSON. */
export async function printEnvironment(json: boolean): Promise<void> {
  const environment = await sandboxEnvironment();
  const lines = json
    ? [JSON.stringify(environment)]
    : Object.entries(environment).map(([name, value]) => `export ${name}=${shellQuoted(value)}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Runs a command on the sandbox and answers its exit code: 128 and the number for a signal. */
export async function execute([file = "", ...args]: readonly string[]): Promise<number> {
  const env = { ...process.env, ...(await sandboxEnvironment()) };
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: "inherit", env });
    // A terminal sends its interrupt to both; a second one would make the engine stop at once.
    const wait = () => {};
    const handOn = (signal: NodeJS.Signals) => child.kill(signal);
    process.on("SIGINT", wait).on("SIGTERM", handOn).on("SIGHUP", handOn);
    child.on("error", (error) => reject(new CannotRun(`${file} does not start: ${error.message}`)));
    child.on("close", (code, signal) => {
      process.off("SIGINT", wait).off("SIGTERM", handOn).off("SIGHUP", handOn);
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

async function sandboxEnvironment(): Promise<Record<string, string>> {
  return sandboxEnv(await getEngine((line) => process.stderr.write(`${line}\n`)));
}
