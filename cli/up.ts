import type { Command } from "commander";
import { addEngineOptions, engineOptions } from "./engine/options";

/** `airside up`: carries out a plan that was previewed and judged, and no other. */
export function register(program: Command): void {
  const up = program
    .command("up")
    .summary("carry out a plan that was previewed and judged")
    .description(
      "Updates the stack with the engine under the airside policy pack, by the plan of a preview.\n" +
        "Without --plan it previews first, shows the verdict and asks.\n" +
        "The engine's other options can be given as well and are passed on.",
    )
    .option("--plan <FILE>", "the plan of airside preview --save-plan")
    .option("-y, --yes", "do not ask");
  addEngineOptions(up)
    .addHelpText("after", "\nExample:\n  airside up --stack foundation.prod --plan plan.json")
    .action(async (options: { plan?: string; yes?: true }, command: Command) => {
      const { up } = await import("./engine/up.js");
      process.exitCode = await up(engineOptions(command), options);
    });
}
