import type { ReportedFinding } from "../../policy-packs/lib/evaluate";
import type { Rule } from "../../policy-packs/lib/rule";

/** A line of the input that could not be read. */
export interface LineError {
  readonly id: string | null;
  readonly line: number;
  readonly error: string;
}

export interface Totals {
  /** Resources judged. */
  readonly resources: number;
  readonly mandatory: number;
  readonly advisory: number;
  /** Findings, counted above too, that say something is not known yet. */
  readonly unknown: number;
  /** Lines that could not be read. */
  readonly errors: number;
}

/** What a report is about. */
export interface Subject {
  /** The input's path, as given. */
  readonly input: string;
  readonly rules: readonly Rule[];
}

/** Writes one form of report as findings come in, so that none need be kept that the form does not. */
export interface Report {
  begin(): void;
  finding(finding: ReportedFinding, line: number): void;
  error(error: LineError): void;
  end(totals: Totals): void;
}

/** Where a report goes. */
export type Write = (text: string) => void;

export const FORMATS = ["text", "ndjson", "json", "sarif", "junit"] as const;
export type Format = (typeof FORMATS)[number];

type MakeReport = (subject: Subject, write: Write) => Report;

const MAKERS: Readonly<Record<Format, () => Promise<MakeReport>>> = {
  text: async () => (await import("./text.js")).textReport,
  ndjson: async () => (await import("./ndjson.js")).ndjsonReport,
  json: async () => (await import("./json.js")).jsonReport,
  sarif: async () => (await import("./sarif.js")).sarifReport,
  junit: async () => (await import("./junit.js")).junitReport,
};

export async function makeReport(format: Format, subject: Subject, write: Write): Promise<Report> {
  return (await MAKERS[format]())(subject, write);
}
