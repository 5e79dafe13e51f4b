import type { Command } from "commander";
import type { EngineOptions } from "./run";

const collect = (value: string, all: readonly string[] = []) => [...all, value];

/** The options that `preview` and `up` share; what they do not know is the engine's. */
export function addEngineOptions(command: Command): Command {
  return command
    .option("-s, --stack <name>", "the stack (default: the selected one)")
    .option("-C, --cwd <DIR>", "the project's folder (default: this one)")
    .option("--set <key=value>", "a setting of the policy pack; may be repeated", collect)
    .option(
      "--register <DIR>",
      "the register of services and exceptions (default: the project's own)",
    )
    .option("--json", "the verdict as one JSON document")
    .allowUnknownOption()
    .allowExcessArguments()
    .usage("[options] [the engine's options]");
}

/** What was given on the command line. */
export function engineOptions(command: Command): EngineOptions {
  return { ...command.optsWithGlobals<Omit<EngineOptions, "passed">>(), passed: command.args };
}
