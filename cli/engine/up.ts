import { createInterface } from "node:readline/promises";
import { CannotRun } from "../failure";
import { mustBePlan } from "./plan-file";
import {
  type EngineOptions,
  openSession,
  planIn,
  previewWithPlan,
  printVerdict,
  runOperation,
  type Session,
} from "./run";
import { withScratch } from "./scratch";
import { digestOf, exitCodeOf } from "./verdict";

export interface UpOptions {
  /** The saved plan; without one, the stack is previewed first. */
  readonly plan?: string;
  readonly yes?: true;
}

/**
 * Runs `airside up`.
 *
 * @returns the exit code: 0 done, 1 refused by policy, by the plan or by who was asked, 2 could not run.
 */
export function up(options: EngineOptions, { plan, yes }: UpOptions): Promise<number> {
  if (plan !== undefined) mustBePlan(plan);
  if (plan === undefined && !yes && !process.stdin.isTTY) {
    throw new CannotRun("there is no terminal to ask on: give --plan FILE, or --yes");
  }
  return withScratch(async (folder) => {
    const session = await openSession(options, folder);
    if (plan !== undefined) return carryOut(session, plan);
    const verdict = await previewWithPlan(session);
    const isRefused = exitCodeOf(verdict) !== 0;
    if (isRefused || !options.json) await printVerdict(verdict, options);
    if (isRefused) return exitCodeOf(verdict);
    if (!yes && !(await agreed())) return 1;
    return carryOut(session, planIn(session));
  });
}

/** The engine previews once more under the plan, and refuses before anything changes where they differ. */
async function carryOut(session: Session, plan: string): Promise<number> {
  const verdict = await runOperation(session, "up", ["--yes", "--plan", plan]);
  await printVerdict({ ...verdict, plan: digestOf(plan) }, session.options);
  return exitCodeOf(verdict);
}

async function agreed(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question("Carry out this plan? Only yes does: ")).trim() === "yes";
  } finally {
    terminal.close();
  }
}
