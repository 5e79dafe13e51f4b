import { printable } from "./printable";
import type { Report, Subject, Write } from "./report";

/** Findings for a reader, each with its remedy, and the totals last. */
export function textReport({ rules }: Subject, write: Write): Report {
  const remedies = new Map(rules.map(({ name, remedy }) => [name, remedy]));
  return {
    begin() {},
    finding({ rule, level, severity, resource, path, message, unknown }) {
      const sign = level === "mandatory" ? "✗" : unknown ? "?" : "!";
      const place = [resource, path].filter(Boolean).join("  ");
      write(`${sign} ${level} (${severity})  ${rule}\n  ${printable(place)}\n`);
      write(`  ${printable(message)}\n`);
      if (remedies.has(rule)) write(`  Fix: ${remedies.get(rule)}\n`);
      write("\n");
    },
    error: ({ line, error }) => write(`✗ line ${line} cannot be read: ${printable(error)}\n\n`),
    end({ resources, mandatory, advisory, unknown, errors }) {
      const parts = [
        `${resources} resources judged by ${rules.length} rules`,
        `${mandatory} mandatory`,
        `${advisory} advisory`,
        `${unknown} of them not known yet`,
        ...(errors > 0 ? [`${errors} lines could not be read`] : []),
      ];
      write(`${parts.join(" · ")}\n`);
    },
  };
}
