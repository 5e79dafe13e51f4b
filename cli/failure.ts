/** What stops a verb before it can answer: shown as one message without a stack, exit code 2. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

/** Stops with every problem at once; goes on when there is none. */
export function stopOn(problems: readonly string[]): void {
  if (problems.length > 0) throw new CannotRun(problems.join("\n"));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "it may not be read",
  ENAMETOOLONG: "no file's name is that long",
};

/** What stops a verb that cannot read its input. An error that is not the system's is handed back as it is. */
export function cannotRead(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const name = path === "-" ? "the standard input" : path;
  return new CannotRun(`cannot read ${name}: ${REASONS[String(error.code)] ?? error.code}`);
}
