/** What stops a verb before it can answer: shown as one message without a stack, exit code 2. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

/** Stops with every problem at once; goes on when there is none. */
export function stopOn(problems: readonly string[]): void {
  if (problems.length > 0) throw new CannotRun(problems.join("\n"));
}
