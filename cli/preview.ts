import type { Command } from "commander";
import { addEngineOptions, engineOptions } from "./engine/options";

/** `airside preview`: what an update would do, judged by the policy pack. */
export function register(program: Command): void {
  const preview = program
    .command("preview")
    .summary("show what an update would do, and judge it")
    .description(
      "Previews the stack with the engine under the airside policy pack and prints a short verdict.\n" +
        "The engine's other options can be given as well and are passed on.",
    )
    .option("--save-plan <FILE>", "keep the plan for airside up --plan");
  addEngineOptions(preview)
    .addHelpText(
      "after",
      "\nExample:\n  airside preview --stack foundation.prod --save-plan plan.json",
    )
    .action(async (options: { savePlan?: string }, command: Command) => {
      const { preview } = await import("./engine/preview.js");
      process.exitCode = await preview(engineOptions(command), options.savePlan);
    });
}
