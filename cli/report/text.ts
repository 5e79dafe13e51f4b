import type { ReportedFinding } from "../../policy-packs/lib/evaluate";
import { printable } from "./printable";
import type { Report, Subject, Write } from "./report";

/** One finding in a few lines: how grave, which rule, where, what, and what to do. */
export function findingText(finding: ReportedFinding, remedy?: string): string {
  const { rule, level, severity, resource, path, message, unknown } = finding;
  const sign = level === "mandatory" ? "✗" : unknown ? "?" : "!";
  const place = [resource, path].filter(Boolean).join("  ");
  const lines = [`${sign} ${level} (${severity})  ${rule}`, place, message];
  if (remedy !== undefined) lines.push(`Fix: ${remedy}`);
  return `${lines.filter(Boolean).map(printable).join("\n").replaceAll("\n", "\n  ")}\n`;
}

/** Findings for a reader, each with its remedy, and the totals last. */
export function textReport({ rules }: Subject, write: Write): Report {
  const remedies = new Map(rules.map(({ name, remedy }) => [name, remedy]));
  return {
    begin() {},
    finding: (finding) => write(`${findingText(finding, remedies.get(finding.rule))}\n`),
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
