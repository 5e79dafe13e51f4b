import type { Report, Subject, Write } from "./report";

/** One finding, or one line that could not be read, a line. */
export function ndjsonReport(_subject: Subject, write: Write): Report {
  return {
    begin() {},
    finding: (finding) => write(`${JSON.stringify(finding)}\n`),
    error: (error) => write(`${JSON.stringify(error)}\n`),
    end() {},
  };
}
