import type { ReportedFinding } from "../../policy-packs/lib/evaluate";
import { printable } from "./printable";
import type { LineError, Report, Subject, Write } from "./report";

/**
 * JUnit XML: a test suite for each rule. A mandatory finding is a failure, an advisory one a test
 * that passes with its message as output; a rule without findings is one passing test.
 */
export function junitReport({ rules }: Subject, write: Write): Report {
  const findings = new Map<string, ReportedFinding[]>(rules.map(({ name }) => [name, []]));
  const errors: LineError[] = [];
  return {
    begin() {},
    finding(finding) {
      const same = findings.get(finding.rule);
      if (same) same.push(finding);
      else findings.set(finding.rule, [finding]);
    },
    error: (error) => errors.push(error),
    end({ mandatory }) {
      const suites = [...findings].map(([rule, found]) => suite(rule, found));
      const tests = [...findings.values()].reduce((sum, { length }) => sum + (length || 1), 0);
      const counts = `tests="${tests + errors.length}" failures="${mandatory}" errors="${errors.length}"`;
      write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="airside" ${counts}>\n`);
      write([...suites, ...inputSuite(errors)].join(""));
      write("</testsuites>\n");
    },
  };
}

function suite(rule: string, findings: readonly ReportedFinding[]): string {
  const failures = findings.filter(({ level }) => level === "mandatory").length;
  const cases =
    findings.length === 0
      ? [`    <testcase classname="${escaped(rule)}" name="holds"/>\n`]
      : findings.map((finding) => testCase(finding));
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`;
  return `  <testsuite name="${escaped(rule)}" ${counts}>\n${cases.join("")}  </testsuite>\n`;
}

function testCase({ rule, level, severity, resource, path, message }: ReportedFinding): string {
  const name = escaped([resource, path].filter(Boolean).join(" "));
  const body =
    level === "mandatory"
      ? `<failure type="${severity}" message="${escaped(message)}"/>`
      : `<system-out>${escaped(message)}</system-out>`;
  return `    <testcase classname="${escaped(rule)}" name="${name}">${body}</testcase>\n`;
}

function inputSuite(errors: readonly LineError[]): string[] {
  if (errors.length === 0) return [];
  const cases = errors.map(
    ({ line, error }) =>
      `    <testcase classname="input" name="line ${line}"><error message="${escaped(error)}"/></testcase>\n`,
  );
  const counts = `tests="${errors.length}" failures="0" errors="${errors.length}"`;
  return [`  <testsuite name="input" ${counts}>\n${cases.join("")}  </testsuite>\n`];
}

/** XML 1.0 cannot hold most control characters even in escaped form, so they are written out. */
function escaped(text: string): string {
  return printable(text)
    .replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g,
      "\ufffd",
    )
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
}
