import type { Command } from "commander";

/** `airside sandbox`: the stand-ins for the clouds, and what exists in them. */
export function register(program: Command): void {
  const sandbox = program
    .command("sandbox")
    .enablePositionalOptions()
    .summary("work on the sandbox, the stand-in clouds on this machine")
    .description(
      "The sandbox is .sandbox/ in the checkout, or the folder in AIRSIDE_SANDBOX_DIR: Pulumi's\n" +
        "state, and one database of what exists in the stand-ins for AWS, Kubernetes, GitHub and Vault.",
    );
  sandbox
    .command("env")
    .summary("print the environment in which pulumi works on the sandbox")
    .option("--json", "as one JSON object instead of shell commands")
    .addHelpText(
      "after",
      '\nExample:\n  eval "$(npm run -s airside -- sandbox env)"; pulumi stack ls',
    )
    .action(async ({ json }: { readonly json?: true }) => {
      const { printEnvironment } = await import("./sandbox/environment.js");
      await printEnvironment(json === true);
    });
  sandbox
    .command("exec")
    .summary("run one command on the sandbox")
    .argument("<command...>", "the command and its arguments, after --")
    .passThroughOptions()
    .allowUnknownOption()
    .addHelpText("after", "\nExample:\n  airside sandbox exec -- pulumi preview --diff")
    .action(async (command: readonly string[]) => {
      const { execute } = await import("./sandbox/environment.js");
      process.exitCode = await execute(command);
    });
  sandbox
    .command("show")
    .summary("list what exists in the sandbox")
    .option("--json", "one row a line, as JSON")
    .addHelpText("after", "\nExample:\n  airside sandbox show")
    .action(async ({ json }: { readonly json?: true }) => {
      const { show } = await import("./sandbox/contents.js");
      show(json === true);
    });
  sandbox
    .command("reset")
    .summary("clear the world of the sandbox; the stacks' state stays unless --state is given")
    .option("--state", "clear the stacks' state as well")
    .addHelpText("after", "\nExample:\n  airside sandbox reset --state")
    .action(async ({ state }: { readonly state?: true }) => {
      const { reset } = await import("./sandbox/contents.js");
      reset(state === true);
    });
}
