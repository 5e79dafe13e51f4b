import type { Command } from "commander";

/** `airside access`: who may assume what, and why not. */
export function register(program: Command): void {
  const access = program
    .command("access")
    .summary("who may assume which role, and why not")
    .description(
      "Reads the trust policies of roles and answers who may assume them.\n" +
        "Tokens are decoded, never checked, stored or logged.",
    );
  whoCan(access);
  explain(access);
  diff(access);
  probe(access);
}

const SOURCES =
  "a file with a trust policy, a state export, an event log, or resources, one JSON object a line; " +
  "- for the standard input; or the name of a stack";

function whoCan(access: Command): void {
  access
    .command("who-can")
    .summary("list whom each role admits")
    .argument("<SOURCE>", SOURCES)
    .option("--json", "answer as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  airside access who-can foundation.prod\n" +
        "  pulumi stack export | airside access who-can -",
    )
    .action(async (file: string, options: { readonly json?: true }) => {
      const { whoCan: run } = await import("./access/who-can.js");
      process.exitCode = await run(file, options.json ?? false);
    });
}

function explain(access: Command): void {
  access
    .command("explain")
    .summary("say why a token opens a role or not, and what to change")
    .argument("<SOURCE>", SOURCES)
    .requiredOption(
      "--token <FILE>",
      "the claims as JSON, or the raw token; - is the standard input",
    )
    .option("--role <name>", "this role alone (default: the nearest of all)")
    .option("--json", "answer as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  airside access explain foundation.prod --token claims.json --role deploy\n\n" +
        "Exit codes: 0 the role opens, 1 it does not, 2 could not be read.",
    )
    .action(
      async (
        file: string,
        options: { readonly token: string; readonly role?: string; readonly json?: true },
      ) => {
        const { explainToken } = await import("./access/explain.js");
        process.exitCode = await explainToken(file, options);
      },
    );
}

function diff(access: Command): void {
  access
    .command("diff")
    .summary("say who gains or loses a role by a change")
    .argument("<BEFORE>", SOURCES)
    .argument("<AFTER>", SOURCES)
    .option("--json", "answer as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  airside access diff before.json after.json\n\n" +
        "Exit codes: 0 nobody gains access, 1 somebody does or it could not be proven, 2 could not be read.",
    )
    .action(async (before: string, after: string, options: { readonly json?: true }) => {
      const { diffRoles } = await import("./access/diff.js");
      process.exitCode = await diffRoles(before, after, options.json ?? false);
    });
}

function probe(access: Command): void {
  access
    .command("probe")
    .summary("say of many tokens whether they open a trust policy")
    .requiredOption("--cases <FILE>", "one case a line; - is the standard input")
    .addHelpText(
      "after",
      '\nA case: {"id":"a","trust":{…},"claims":{"sub":"repo:acme/api:ref:refs/heads/main","aud":"sts.amazonaws.com"}}\n' +
        'The answer: {"id":"a","opens":true,"why":"…"}\n\nExample:\n  airside access probe --cases probes.ndjson',
    )
    .action(async (options: { readonly cases: string }) => {
      const { probeCases } = await import("./access/probe.js");
      process.exitCode = await probeCases(options.cases);
    });
}
