import type { ReportedFinding } from "../../policy-packs/lib/evaluate";
import { counted } from "./counted";
import { printable } from "./printable";
import type { Report, Subject, Write } from "./report";

/** Says how grave, which rule, where, what, and what to do. */
export function findingText(finding: ReportedFinding, remedy?: string): string {
  const lines = [ruleLine(finding), placeOf(finding), finding.message];
  if (remedy !== undefined) lines.push(`Fix: ${remedy}`);
  return indented(lines);
}

/** Findings of one rule and level together: the remedy once, and the places of so many. */
export function findingGroupText(
  findings: readonly ReportedFinding[],
  shown: number,
  remedy?: string,
): string {
  const [first] = findings;
  if (!first) return "";
  const lines = [ruleLine(first)];
  for (const finding of findings.slice(0, shown)) lines.push(placeOf(finding), finding.message);
  const more = findings.length - shown;
  if (more > 0) lines.push(`… and ${more} more`);
  if (remedy !== undefined) lines.push(`Fix: ${remedy}`);
  return indented(lines);
}

function ruleLine({ rule, level, severity, unknown }: ReportedFinding): string {
  const sign = level === "mandatory" ? "✗" : unknown ? "?" : "!";
  return `${sign} ${level} (${severity})  ${rule}`;
}

/** A URN is cut to what a reader looks for: type and name. */
function placeOf({ resource, path }: ReportedFinding): string {
  const [, , types, ...name] = resource.startsWith("urn:") ? resource.split("::") : [];
  const named = types ? `${types.split("$").at(-1)} ${name.join("::")}` : resource;
  return [named, path].filter(Boolean).join("  ");
}

function indented(lines: readonly string[]): string {
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
        `${counted(resources, "resource")} judged by ${counted(rules.length, "rule")}`,
        `${mandatory} mandatory`,
        `${advisory} advisory`,
        `${unknown} of them not known yet`,
        ...(errors > 0 ? [`${counted(errors, "line")} could not be read`] : []),
      ];
      write(`${parts.join(" · ")}\n`);
    },
  };
}
