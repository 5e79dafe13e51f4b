import type { Report, Subject, Write } from "./report";

/** One finding, or one line that could not be read, a line. */
export function ndjsonReport(_subject: Subject, write: Write): Report {
  // Written apart from its end: to put the two together first costs a copy of each.
  const line = (value: unknown) => {
    write(JSON.stringify(value));
    write("\n");
  };
  return { begin() {}, finding: line, error: line, end() {} };
}
