import type { LineError, Report, Subject, Write } from "./report";

/** One JSON document: `findings`, `errors` and `totals`. */
export function jsonReport(_subject: Subject, write: Write): Report {
  const errors: LineError[] = [];
  let separator = "\n";
  return {
    begin: () => write('{"findings":['),
    finding(finding) {
      write(`${separator}${JSON.stringify(finding)}`);
      separator = ",\n";
    },
    error: (error) => errors.push(error),
    end: (totals) =>
      write(`\n],\n"errors":${JSON.stringify(errors)},\n"totals":${JSON.stringify(totals)}}\n`),
  };
}
