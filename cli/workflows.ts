import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";

import { CannotRun } from "./failure";

const FOLDER = ".github/workflows";

/** `airside workflows check`: what in a repository's workflows breaks lane separation. */
export function register(program: Command): void {
  program
    .command("workflows")
    .description("judge GitHub workflow files")
    .command("check")
    .description("flag what breaks lane separation")
    .argument("[path...]", `workflow files, or folders of them (default: ${FOLDER})`)
    .option("--json", "one finding a line, as JSON")
    .addHelpText("after", `\nExample:\n  airside workflows check ${FOLDER}`)
    .action(async (paths: string[], { json }: { json?: boolean }) => {
      const { checkWorkflow } = await import("./workflows/check.js");
      const files = (paths.length > 0 ? paths : [FOLDER]).flatMap(workflowFiles);
      const findings = files.flatMap((file) =>
        checkWorkflow(readFileSync(file, "utf8")).map((finding) => ({ file, ...finding })),
      );
      for (const finding of findings) {
        const { file, line, severity, rule, message } = finding;
        console.log(
          json ? JSON.stringify(finding) : `${file}:${line} ${severity} ${rule}: ${message}`,
        );
      }
      if (!json) console.log(`${files.length} workflows, ${findings.length} findings`);
      if (findings.length > 0) process.exitCode = 1;
    });
}

/** The files meant by a path; a path without any is the caller's mistake, never a clean bill. */
function workflowFiles(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat)
    throw new CannotRun(`${path} does not exist; name a workflow file or a folder of them`);
  if (stat.isFile()) return [path];
  const files = readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name));
  if (files.length === 0) throw new CannotRun(`${path} holds no .yml or .yaml file`);
  return files;
}
