/** The exit code of whatever stops before it can answer. */
export const COULD_NOT_RUN = 2;

/** What stops a verb before it can answer: shown as one message without a stack, exit code 2. */
export class CannotRun extends Error {
  override readonly name = "CannotRun";
}

/** Stops with every problem at once; goes on when there is none. */
export function stopOn(problems: readonly string[]): void {
  if (problems.length > 0) throw new CannotRun(problems.join("\n"));
}

const READING: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "it may not be read",
  ENOTDIR: "a part of its path is a file",
  ENAMETOOLONG: "no file's name is that long",
  ERR_STRING_TOO_LONG: "it, or a line of it, is over 512 MB",
  ERR_FS_FILE_TOO_LARGE: "it, or a line of it, is over 512 MB",
};

/** What stops a verb that cannot read its input. An error that is not the system's is handed back as it is. */
export function cannotRead(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const name = path === "-" ? "the standard input" : path;
  return new CannotRun(`cannot read ${name}: ${READING[String(error.code)] ?? error.code}`);
}

/** @throws CannotRun where the path cannot be read. */
export function orCannotRead<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw cannotRead(path, error);
  }
}

const WRITING: Readonly<Record<string, string>> = {
  ENOSPC: "no space left",
  EDQUOT: "no space left of what this user may take",
  EFBIG: "no file may grow that large",
  ENOENT: "there is no folder for it",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a part of its path is a file",
  EISDIR: "it is a folder",
  EACCES: "it may not be written",
  EPERM: "it may not be written",
  EROFS: "nothing may be written there",
  ENAMETOOLONG: "no file's name is that long",
};

/** What stops a verb that cannot write. An error that is not the system's is handed back as it is. */
export function cannotWrite(name: string, error: Error): Error {
  if (!("code" in error)) return error;
  return new CannotRun(`cannot write ${name}: ${WRITING[String(error.code)] ?? error.code}`);
}

/** @throws CannotRun where the path cannot be written. */
export function orCannotWrite(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw cannotWrite(path, error as Error);
  }
}
