import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { EngineProblem } from "../sandbox/engine/cache";
import { checkout } from "../sandbox/env";
import * as access from "./access";
import * as analyze from "./analyze";
import * as doctor from "./doctor";
import { CannotRun, COULD_NOT_RUN } from "./failure";
import * as preview from "./preview";
import * as sandbox from "./sandbox";
import * as up from "./up";
import * as workflows from "./workflows";

const VERBS = [preview, up, analyze, access, workflows, sandbox, doctor];

/** The `airside` command, one file a verb. */
export function airside(): Command {
  const program = new Command("airside")
    .description("Infrastructure as code that refuses what would weaken it.")
    .option("--debug", "show where an error comes from")
    .exitOverride()
    .showHelpAfterError("Run the same command with --help to see what it takes.")
    .addHelpText(
      "after",
      "\nairside --version prints the version.\n\n" +
        "Exit codes: 0 fine, 1 a mandatory finding or a refused plan, 2 could not run;\n" +
        "the same where the output's reader, such as head, stops early.",
    );
  for (const { register } of VERBS) register(program);
  return program;
}

/** Runs one command line and answers its exit code. */
export async function run(args: readonly string[]): Promise<number> {
  // Before the verbs: as an option of the program it would be taken from what they hand on, such as
  // `airside sandbox exec node --version`.
  if (args[0] === "--version") {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  try {
    await airside().parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // Commander has printed its own message by then; --help is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : COULD_NOT_RUN;
    process.stderr.write(`airside: ${describe(error, args.includes("--debug"))}\n`);
    return COULD_NOT_RUN;
  }
}

function version(): string {
  return JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")).version;
}

function describe(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if (debug) return error.stack ?? error.message;
  if (error instanceof CannotRun || error instanceof EngineProblem) return error.message;
  return `${error.message}\nThis is a fault of airside itself; --debug shows where it comes from.`;
}
