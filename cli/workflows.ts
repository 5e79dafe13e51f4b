import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";

import { CannotRun, orCannotRead } from "./failure";
import { output } from "./output";
import { counted } from "./report/counted";
import type { OutputOptions, RenderOptions } from "./workflows/render";

const FOLDER = ".github/workflows";

/** `airside workflows`: what breaks lane separation, and workflows that keep it. */
export function register(program: Command): void {
  const workflows = program
    .command("workflows")
    .summary("judge GitHub workflow files, and render those of a service")
    .description("Judges GitHub workflow files, and renders those of a service and of the gate.");
  check(workflows);
  render(workflows);
  gate(workflows);
}

function check(workflows: Command): void {
  workflows
    .command("check")
    .description("flag what breaks lane separation")
    .argument("[path...]", `workflow files, or folders of them (default: ${FOLDER})`)
    .option("--json", "one finding a line, as JSON")
    .addHelpText("after", `\nExample:\n  airside workflows check ${FOLDER}`)
    .action(async (paths: string[], { json }: { json?: boolean }) => {
      const { checkWorkflow } = await import("./workflows/check.js");
      const files = (paths.length > 0 ? paths : [FOLDER]).flatMap((path) =>
        orCannotRead(path, () => workflowFiles(path)),
      );
      const findings = files.flatMap((file) => {
        const text = orCannotRead(file, () => readFileSync(file, "utf8"));
        return checkWorkflow(text).map((finding) => ({ file, ...finding }));
      });
      for (const finding of findings) {
        const { file, line, severity, rule, message } = finding;
        const text = `${file}:${line} ${severity} ${rule}: ${message}`;
        output.write(`${json ? JSON.stringify(finding) : text}\n`);
      }
      const totals = [counted(files.length, "workflow"), counted(findings.length, "finding")];
      if (!json) output.write(`${totals.join(", ")}\n`);
      await output.flush();
      if (findings.length > 0) process.exitCode = 1;
    });
}

const STACK = [
  "--stack <name>",
  "the runners stack that has the lanes, such as runners.prod",
] as const;
const OUT = ["--out <DIR>", "write the files below this folder (default: print them)"] as const;

function render(workflows: Command): void {
  workflows
    .command("render")
    .summary("write a service's workflows from its contract")
    .description(
      "Renders the workflows of a service's repository: proposed code is tested in the untrusted lane, and\n" +
        "what is pushed is built, signed and deployed through the gate's workflows in theirs.",
    )
    .argument("<service>", "its name in the register")
    .requiredOption(...STACK)
    .option("--register <DIR>", "the register's folder", "register")
    .option(
      "--role <ENVIRONMENT=ARN>",
      "the role that an environment's job assumes; once for each environment",
      (each: string, before: readonly string[] = []) => [...before, each],
    )
    .option("--region <region>", "the AWS region to deploy to")
    .option(...OUT)
    .option("--json", "answer as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  airside workflows render payments --stack runners.demo --region eu-central-1 \\\n" +
        "    --role production=arn:aws:iam::111122223333:role/airside/payments-0a1b2c3 --out ../payments",
    )
    .action(async (service: string, options: RenderOptions) => {
      const { renderService } = await import("./workflows/render.js");
      renderService(service, options);
    });
}

function gate(workflows: Command): void {
  workflows
    .command("gate")
    .summary("write the reusable workflows that the lanes admit")
    .description(
      "Renders build.yml, release.yml and deploy.yml for the repository that keeps the gate. Commit them there,\n" +
        "then give that commit to the runners stack: the lanes admit no other.",
    )
    .requiredOption(...STACK)
    .option(...OUT)
    .option("--json", "answer as JSON")
    .addHelpText("after", "\nExample:\n  airside workflows gate --stack runners.demo --out ../gate")
    .action(async (options: OutputOptions) => {
      const { renderGateWorkflows } = await import("./workflows/render.js");
      renderGateWorkflows(options);
    });
}

/** The files meant by a path; a path without any is the caller's mistake, never a clean bill. */
function workflowFiles(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat)
    throw new CannotRun(`${path} does not exist; name a workflow file or a folder of them`);
  // What is no folder is read as a file: a pipe, such as a shell's <(…), is none of either.
  if (!stat.isDirectory()) return [path];
  const files = readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name));
  if (files.length === 0) throw new CannotRun(`${path} holds no .yml or .yaml file`);
  return files;
}
