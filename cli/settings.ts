import { parseSetting, SettingsError } from "../policy-packs/lib/settings";
import { CannotRun } from "./failure";

/** The settings of `--set key=value …` by key; the last of a key counts. */
export function givenSettings(assignments: readonly string[]): Record<string, unknown> {
  return orCannotRun(() => Object.fromEntries(assignments.map(parseSetting)));
}

/** Settings that cannot be used are their author's mistake, and stop the run. */
export function orCannotRun<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof SettingsError) throw new CannotRun(error.problems.join("\n"));
    throw error;
  }
}
