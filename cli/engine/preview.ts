import { mustBeWritable } from "./plan-file";
import { type EngineOptions, openSession, previewWithPlan, printVerdict } from "./run";
import { withScratch } from "./scratch";
import { exitCodeOf } from "./verdict";

/**
 * Runs `airside preview`.
 *
 * @param savePlan where to keep the plan
 * @returns the exit code: 0 fine, 1 refused, 2 could not run.
 */
export function preview(options: EngineOptions, savePlan: string | undefined): Promise<number> {
  if (savePlan !== undefined) mustBeWritable(savePlan);
  return withScratch(async (folder) => {
    const session = await openSession(options, folder);
    const verdict = await previewWithPlan(session, savePlan);
    await printVerdict(verdict, options);
    return exitCodeOf(verdict);
  });
}
