import type { Command } from "commander";

/** `airside doctor`: what this machine has of what Airside needs. */
export function register(program: Command): void {
  program
    .command("doctor")
    .summary("say what was found, where, in which version, and what a missing part costs")
    .option("--json", "as one JSON object")
    .addHelpText(
      "after",
      "\nExample:\n  airside doctor\n\n" +
        "Exit codes: 0 everything that is needed is there, 2 something is missing.",
    )
    .action(async ({ json }: { readonly json?: true }) => {
      const { examine, report } = await import("./doctor/examine.js");
      const parts = await examine();
      const healthy = parts.every(({ status }) => status !== "missing");
      process.stdout.write(json ? `${JSON.stringify({ healthy, parts })}\n` : report(parts));
      process.exitCode = healthy ? 0 : 2;
    });
}
