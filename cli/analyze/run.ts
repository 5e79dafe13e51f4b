import { readSettings } from "../../policy-packs/lib/settings";
import type { AnalyzeOptions } from "../analyze";
import { CannotRun } from "../failure";
import { openCases, readStack } from "../input/open";
import { output } from "../output";
import { loadRegister } from "../register";
import { makeReport, type Report, type Totals } from "../report/report";
import { givenSettings, orCannotRun } from "../settings";
import { judgeCase } from "./cases";
import { tuneCompiler } from "./compiler";
import { type Judgement, judgeStack } from "./judge";
import { chooseRules } from "./packs";

/**
 * Runs `airside analyze`.
 *
 * @returns the exit code: 0 nothing mandatory, 1 a mandatory finding, 2 nothing could be read.
 * @throws CannotRun for options that cannot be used.
 */
export async function analyze(file: string | undefined, options: AnalyzeOptions): Promise<number> {
  if ((file === undefined) === (options.cases === undefined)) {
    throw new CannotRun("give either a FILE (- is the standard input) or --cases FILE");
  }
  const given = givenSettings(options.set ?? []);
  const set = { now: new Date(), ...given, ...(options.now && { now: options.now }) };
  const settings = orCannotRun(() => readSettings(set));
  const rules = await chooseRules(options);
  const register = options.register === undefined ? undefined : loadRegister(options.register);
  if (options.cases !== undefined) {
    if (options.json || (options.format ?? "ndjson") !== "ndjson") {
      throw new CannotRun("--cases answers in NDJSON; leave --format out");
    }
    return analyzeCases(options.cases, { rules, register, set });
  }
  const format = options.json ? "json" : (options.format ?? "text");
  const report = await makeReport(format, { input: file!, rules }, (text) => output.write(text));
  tuneCompiler();
  return analyzeStack(file!, { rules, register, settings }, report);
}

async function analyzeStack(file: string, judgement: Judgement, report: Report): Promise<number> {
  const totals = { resources: 0, mandatory: 0, advisory: 0, unknown: 0, errors: 0 };
  // Not before there is something to report on: an input that cannot be read leaves no half a report.
  let hasBegun = false;
  const begin = () => {
    if (!hasBegun) report.begin();
    hasBegun = true;
  };
  await judgeStack(readStack(file), judgement, {
    resource() {
      begin();
      totals.resources += 1;
    },
    problem(line, error) {
      begin();
      totals.errors += 1;
      report.error({ id: null, line, error });
    },
    finding(finding, line) {
      begin();
      totals[finding.level] += 1;
      if (finding.unknown) totals.unknown += 1;
      report.finding(finding, line);
    },
    behind: () => (output.isFull ? output.drained() : undefined),
  });
  begin();
  report.end(totals);
  await output.flush();
  return exitCode(totals);
}

function exitCode({ mandatory, resources, errors }: Totals): number {
  if (mandatory > 0) return 1;
  return resources === 0 && errors > 0 ? 2 : 0;
}

async function analyzeCases(
  file: string,
  judgement: Parameters<typeof judgeCase>[1],
): Promise<number> {
  let read = false;
  for await (const lines of openCases(file)) {
    for (const line of lines) {
      const answer = judgeCase(line, judgement);
      read ||= "findings" in answer;
      output.write(`${JSON.stringify(answer)}\n`);
      await output.drained();
    }
  }
  await output.flush();
  return read ? 0 : 2;
}
