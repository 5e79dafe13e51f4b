import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { CannotRun, orCannotRead, orCannotWrite } from "../failure";

/** @throws CannotRun where a plan could not be kept there: before the preview, whose verdict would be lost. */
export function mustBeWritable(path: string): void {
  orCannotWrite(path, () => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory())
      throw new CannotRun(`--save-plan must be a file, got the folder ${path}`);
    // The slash, because a file is no place for another.
    accessSync(stat ? path : `${dirname(path)}/`, constants.W_OK);
  });
}

/** @throws CannotRun where the file is no plan of the engine, which would not say which file it is about. */
export function mustBePlan(path: string): void {
  const text = orCannotRead(path, () => readFileSync(path, "utf8"));
  if (!isPlan(text)) {
    throw new CannotRun(`--plan must be a plan of airside preview --save-plan; ${path} is none`);
  }
}

function isPlan(text: string): boolean {
  try {
    const plan: unknown = JSON.parse(text);
    return typeof plan === "object" && plan !== null && "manifest" in plan;
  } catch {
    return false;
  }
}
