import type { ReportedFinding } from "../../policy-packs/lib/evaluate";
import type { Rule, Severity } from "../../policy-packs/lib/rule";
import type { LineError, Report, Subject, Write } from "./report";

/** On the scale from 0 to 10 that code scanning sorts by. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

/** SARIF 2.1.0: one run, a result for each finding. */
export function sarifReport({ input, rules }: Subject, write: Write): Report {
  const errors: LineError[] = [];
  let separator = "\n";
  const uri = input === "-" ? "stdin" : encodeURI(input);
  return {
    begin() {
      const driver = { name: "airside", rules: rules.map(describeRule) };
      write('{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0",');
      write(`"runs":[{"tool":${JSON.stringify({ driver })},\n"results":[`);
    },
    finding(finding, line) {
      write(`${separator}${JSON.stringify(result(finding, line, uri))}`);
      separator = ",\n";
    },
    error: (error) => errors.push(error),
    end() {
      const notifications = errors.map(({ line, error }) => ({
        level: "error",
        message: { text: error },
        locations: [{ physicalLocation: place(line, uri) }],
      }));
      const invocation = {
        executionSuccessful: errors.length === 0,
        toolExecutionNotifications: notifications,
      };
      write(`\n],\n"invocations":${JSON.stringify([invocation])}}]}\n`);
    },
  };
}

function describeRule(rule: Rule) {
  return {
    id: rule.name,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.rationale },
    help: { text: rule.remedy },
    properties: {
      tags: ["security", ...rule.controls],
      "security-severity": SECURITY_SEVERITY[rule.severity],
    },
  };
}

function result(finding: ReportedFinding, line: number, uri: string) {
  const { rule, level, resource, path, message, exception } = finding;
  return {
    ruleId: rule,
    level: level === "mandatory" ? "error" : "warning",
    message: { text: message },
    locations: [
      {
        physicalLocation: place(line, uri),
        logicalLocations: [{ name: resource, fullyQualifiedName: `${resource} ${path}`.trim() }],
      },
    ],
    partialFingerprints: { "airsideFinding/v1": `${rule} ${resource} ${path}` },
    ...(exception === undefined
      ? {}
      : { suppressions: [{ kind: "external", justification: `exception ${exception}` }] }),
  };
}

function place(line: number, uri: string) {
  return { artifactLocation: { uri }, region: { startLine: line } };
}
