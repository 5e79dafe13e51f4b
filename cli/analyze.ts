import { type Command, Option } from "commander";
import { FORMATS, type Format } from "./report/report";

export interface AnalyzeOptions {
  readonly cases?: string;
  readonly packs?: readonly string[];
  readonly rules?: readonly string[];
  readonly set?: readonly string[];
  readonly register?: string;
  readonly now?: string;
  readonly format?: Format;
  readonly json?: true;
}

const commas = (value: string) => value.split(",").map((part) => part.trim());
const collect = (value: string, all: readonly string[] = []) => [...all, value];

/** `airside analyze`: the rules over files, without an engine. */
export function register(program: Command): void {
  program
    .command("analyze")
    .summary("judge a state, an event log or a list of resources by the rules")
    .description(
      "Judges FILE (- is the standard input) by the rules of the policy packs.\n" +
        "FILE is a Pulumi state export, an engine event log, or resources, one JSON object a line.",
    )
    .argument("[FILE]", "what to judge, as one stack")
    .option("--cases <FILE>", "judge one case a line, each a stack of its own; answers NDJSON")
    .option(
      "--packs <names>",
      "packs to run, with commas; governance joins them (default: all)",
      commas,
    )
    .option("--rules <globs>", "exactly these rules, with commas, such as trust-*", commas)
    .option("--set <key=value>", "a setting of the packs; may be repeated", collect)
    .option("--register <DIR>", "the register of services and exceptions")
    .option("--now <ISO>", "the moment to judge by (default: the clock)")
    .addOption(new Option("--format <format>", "form of the report").choices(FORMATS))
    .option("--json", "the same as --format json")
    .addHelpText(
      "after",
      "\nExample:\n  pulumi stack export | airside analyze --set environment=production -\n\n" +
        "Exit codes: 0 nothing mandatory, 1 a mandatory finding (never with --cases), " +
        "2 nothing could be read.",
    )
    .action(async (file: string | undefined, options: AnalyzeOptions) => {
      const { analyze } = await import("./analyze/run.js");
      process.exitCode = await analyze(file, options);
    });
}
