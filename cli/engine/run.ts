import { chmodSync, copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { chooseRules } from "../analyze/packs";
import { CannotRun, orCannotWrite, stopOn } from "../failure";
import { output } from "../output";
import { type EngineCommand, findEngineCommand } from "./command";
import { type PackOptions, packArguments } from "./configuration";
import { runUnlocked } from "./lock";
import { pendingProblem } from "./pending";
import { verdictText } from "./print";
import { withProgress } from "./progress";
import { digestOf, readVerdict, type Verdict } from "./verdict";

/** What `preview` and `up` have in common on the command line. */
export interface EngineOptions extends PackOptions {
  readonly stack?: string;
  readonly json?: true;
  readonly debug?: boolean;
  /** Arguments that are the engine's own. */
  readonly passed: readonly string[];
}

/** Flags of the engine that would undo what these verbs stand for, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  "--skip-preview": "the engine's own preview is what compares the program with the plan",
  "--show-secrets": "airside writes no secret in clear",
  "--event-log": "airside reads the events itself",
  "--policy-pack-config": "settings are given with --set and --register",
};

/** The engine and the stack that a run is about. */
export interface Session {
  readonly command: EngineCommand;
  readonly options: EngineOptions;
  /** A private folder, gone after the run. */
  readonly folder: string;
}

/** @throws CannotRun where the arguments, the engine or the stack's state stand in the way. */
export async function openSession(options: EngineOptions, folder: string): Promise<Session> {
  const flags = options.passed.map((argument) => argument.split("=")[0]!);
  stopOn(
    flags
      .filter((flag) => flag in REFUSED)
      .map((flag) => `${flag} cannot be used here: ${REFUSED[flag]}`),
  );
  const command = await findEngineCommand();
  const pending = await pendingProblem(command, targetOf(options));
  if (pending !== undefined) throw new CannotRun(pending);
  return { command, options, folder };
}

/** Runs one operation of the engine under the policy pack, and reads what came of it. */
export async function runOperation(
  { command, options, folder }: Session,
  operation: "preview" | "up",
  args: readonly string[],
): Promise<Verdict> {
  const eventLog = join(folder, `${operation}-events.json`);
  const all = [
    operation,
    "--non-interactive",
    ...["--color", "never", "--event-log", eventLog],
    ...packArguments(options, folder),
    ...targetOf(options),
    ...args,
    ...options.passed,
  ];
  const what = operation === "preview" ? "previewing" : "updating";
  // The engine hides the flag for its events behind this.
  const extraEnv = {
    PULUMI_DEBUG_COMMANDS: "true",
    ...(options.debug ? { AIRSIDE_DEBUG: "true" } : {}),
  };
  const ended = await withProgress(what, (say) => runUnlocked(command, all, extraEnv, say));
  return readVerdict(eventLog, ended, options.debug === true);
}

/** Previews and saves the plan in the folder; a plan that was refused is not kept. */
export async function previewWithPlan(session: Session, keepAs?: string): Promise<Verdict> {
  const plan = planIn(session);
  const verdict = await runOperation(session, "preview", ["--save-plan", plan]);
  if (verdict.verdict === "refused" || verdict.verdict === "failed" || !existsSync(plan))
    return verdict;
  if (keepAs !== undefined) {
    orCannotWrite(keepAs, () => {
      copyFileSync(plan, keepAs);
      chmodSync(keepAs, 0o600);
    });
  }
  return { ...verdict, plan: digestOf(plan) };
}

export function planIn({ folder }: Session): string {
  return join(folder, "plan.json");
}

export async function printVerdict(verdict: Verdict, options: EngineOptions): Promise<void> {
  if (options.json) output.write(`${JSON.stringify(verdict)}\n`);
  else output.write(verdictText(verdict, await chooseRules({})));
  await output.flush();
}

function targetOf({ stack, cwd }: EngineOptions): string[] {
  return [...(stack ? ["--stack", stack] : []), ...(cwd ? ["--cwd", cwd] : [])];
}
