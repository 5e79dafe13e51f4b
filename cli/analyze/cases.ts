import { evaluate, type ReportedFinding } from "../../policy-packs/lib/evaluate";
import type { Resource } from "../../policy-packs/lib/rule";
import { readSettings, SettingsError } from "../../policy-packs/lib/settings";
import type { Line } from "../input/lines";
import { mayHoldMarks } from "../input/marks";
import { unreadable } from "../input/open";
import { readResource } from "../input/resource";
import type { Judgement } from "./judge";

/** The answer to one case, or why there is none. */
export type CaseAnswer =
  | { readonly id: string | number; readonly findings: readonly ReportedFinding[] }
  | { readonly id: string | number | null; readonly line: number; readonly error: string };

/** By what cases are judged; each case's own settings go on top of `set`. */
export interface CaseJudgement extends Omit<Judgement, "settings"> {
  readonly set: Readonly<Record<string, unknown>>;
}

/** Judges one case, a stack of its own. */
export function judgeCase({ text, number }: Line, judgement: CaseJudgement): CaseAnswer {
  let id: string | number | null = null;
  try {
    const given: unknown = JSON.parse(text);
    if (!isRecord(given)) throw new BadCase(["a case must be an object with id and resources"]);
    id = idOf(given["id"]);
    const problems: string[] = id === null ? ["id must be a string or a number"] : [];
    const set = isRecord(given["set"] ?? {}) ? (given["set"] ?? {}) : undefined;
    if (set === undefined) problems.push("set must be an object of settings");
    const resources = readResources(given["resources"], mayHoldMarks(text), problems);
    if (id === null || problems.length > 0) throw new BadCase(problems);
    const settings = readSettings({ ...judgement.set, ...(set as Record<string, unknown>) });
    const findings = evaluate(judgement.rules, settings, resources, judgement.register);
    return { id, findings };
  } catch (error) {
    return { id, line: number, error: reason(error) };
  }
}

class BadCase extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join("; "));
  }
}

function reason(error: unknown): string {
  if (error instanceof BadCase) return error.message;
  if (error instanceof SettingsError) return `set: ${error.problems.join("; ")}`;
  if (error instanceof SyntaxError || error instanceof RangeError) return unreadable(error);
  throw error;
}

function readResources(given: unknown, marked: boolean, problems: string[]): Resource[] {
  if (!Array.isArray(given)) {
    problems.push("resources must be a list of resources");
    return [];
  }
  return given.flatMap((value, index) => {
    const read = readResource(value, marked, `resources[${index}].`);
    if (read.problems) problems.push(...read.problems);
    return read.resource ?? [];
  });
}

function idOf(id: unknown): string | number | null {
  return typeof id === "string" || typeof id === "number" ? id : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
