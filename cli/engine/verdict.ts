import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { ReportedFinding } from "../../policy-packs/lib/evaluate";
import { readViolation } from "../../policy-packs/lib/violation";
import { nameInUrn } from "../input/state";
import type { Ended } from "./command";
import { memberNotes, type Step } from "./group-members";
import { isWorthTelling, plainMessage, printedErrors } from "./messages";

/** One resource that the run changes or has changed. */
export interface Change {
  readonly op: string;
  readonly urn: string;
  /** What it does to others, in words. */
  readonly notes?: readonly string[];
}

/** What came of one run of the engine. */
export interface Verdict {
  /** `refused` by policy or by the plan; `failed` where something could not run. */
  readonly verdict: "clean" | "findings" | "refused" | "failed";
  readonly stack: string | undefined;
  /** True for a run that changed nothing, and could not have. */
  readonly preview: boolean;
  /** Resources by operation, the unchanged ones as `same`. */
  readonly operations: Readonly<Record<string, number>>;
  readonly changes: readonly Change[];
  readonly findings: readonly ReportedFinding[];
  /** Findings that say something is not known before the update. */
  readonly unknown: readonly ReportedFinding[];
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
  /** SHA-256 of the saved plan. */
  readonly plan?: string;
}

/** The events that matter here, of those in the engine's event log. */
interface EngineEvent {
  readonly policyEvent?: PolicyEvent;
  readonly diagnosticEvent?: Diagnostic;
  readonly resourcePreEvent?: { readonly planning?: boolean; readonly metadata: Step };
  readonly resOutputsEvent?: { readonly metadata: Step };
  readonly summaryEvent?: {
    readonly isPreview: boolean;
    readonly resourceChanges: Readonly<Record<string, number>> | null;
  };
}

interface Diagnostic {
  readonly severity: string;
  readonly message: string;
  readonly urn?: string;
}

interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  readonly enforcementLevel: string;
  readonly severity?: string;
}

const PLAN_REFUSAL = /not allowed by the plan|violates plan|expected resource operations for/;

/** Reads what the engine logged and how it ended. */
export function readVerdict(eventLog: string, ended: Ended, debug: boolean): Verdict {
  const events = readEvents(eventLog);
  const summary = events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent;
  const preview = summary?.isPreview ?? true;
  const changes = changesOf(events, preview);
  const all = findingsOf(events);
  const said = (severity: string) => [
    ...new Set(
      events
        .filter(({ diagnosticEvent }) => diagnosticEvent?.severity === severity)
        .map(({ diagnosticEvent }) => diagnosed(diagnosticEvent!, debug)),
    ),
  ];
  const logged = withoutEchoes(said("error"), ended.code === 0 || isRefused(all));
  const isSilent = logged.length === 0 && ended.code !== 0 && !isRefused(all);
  const errors = isSilent ? printedErrors(ended.stderr, debug) : logged;
  const [first] = changes;
  return {
    verdict: judged(ended.code, all, errors),
    stack: first?.urn.split(":")[2],
    preview,
    operations: summary?.resourceChanges ?? {},
    changes: changes.filter(({ op }) => op !== "same"),
    findings: all.filter(({ unknown }) => !unknown),
    unknown: all.filter(({ unknown }) => unknown),
    warnings: said("warning").filter(isWorthTelling),
    errors,
  };
}

/** The exit code that a verdict stands for. */
export function exitCodeOf({ verdict, findings, unknown }: Verdict): number {
  if (verdict === "failed") return 2;
  return verdict === "refused" || isRefused([...findings, ...unknown]) ? 1 : 0;
}

export function digestOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function isRefused(findings: readonly ReportedFinding[]): boolean {
  return findings.some(({ level }) => level === "mandatory");
}

function judged(
  code: number,
  findings: readonly ReportedFinding[],
  errors: readonly string[],
): Verdict["verdict"] {
  if (errors.some((error) => PLAN_REFUSAL.test(error))) return "refused";
  if (isRefused(findings)) return "refused";
  if (code !== 0) return "failed";
  return findings.length > 0 ? "findings" : "clean";
}

/** The engine may have been stopped in the middle of its last line. */
function readEvents(eventLog: string): EngineEvent[] {
  if (!existsSync(eventLog)) return [];
  return readFileSync(eventLog, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return line === "" ? [] : [JSON.parse(line) as EngineEvent];
      } catch {
        return [];
      }
    });
}

/**
 * What only says that something else failed, or was called off for it; and of a plugin that it did not
 * confirm its end in time, as on a busy machine, with nothing of its own to say.
 */
const ECHO =
  /: context canceled$|grpc: the client connection is closing$|^(preview|update) failed$|exited prematurely[\s\S]*streams of the plugin:\s*$/;

/**
 * What the plan holds and the run did not come to. Alone it is the plan's refusal; beside another error it
 * is what that one kept from being done: the engine says it of everything that it had not reached.
 */
const NOT_REACHED = /(^|: )expected resource operations for .+ but none were seen$/;

function withoutEchoes(errors: readonly string[], isExplained: boolean): readonly string[] {
  const causes = errors.filter((error) => !ECHO.test(error));
  const first = causes.filter((error) => !NOT_REACHED.test(error));
  if (first.length > 0 || isExplained) return first;
  return causes.length > 0 ? causes : errors;
}

/** A diagnostic's message, after the resource it is about unless that is the stack itself. */
function diagnosed({ message, urn }: Diagnostic, debug: boolean): string {
  const about = urn && !urn.includes("::pulumi:pulumi:Stack::") ? `${nameInUrn(urn)}: ` : "";
  return about + plainMessage(message, debug);
}

/** Steps of the last phase: an update's own where there was one, else those of its preview. */
function changesOf(events: readonly EngineEvent[], preview: boolean): Change[] {
  const done = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
  return events.flatMap(({ resourcePreEvent: step }) => {
    if (!step || (step.planning ?? false) !== preview) return [];
    const { op, urn } = step.metadata;
    const notes = memberNotes(step.metadata, done);
    return [{ op, urn, ...(notes.length > 0 ? { notes } : {}) }];
  });
}

/** Each once: an update judges what its preview has judged before. */
function findingsOf(events: readonly EngineEvent[]): ReportedFinding[] {
  const found = new Map<string, ReportedFinding>();
  for (const { policyEvent } of events) {
    if (!policyEvent) continue;
    const finding = findingOf(policyEvent);
    found.set(
      JSON.stringify([finding.rule, finding.resource, finding.path, finding.message]),
      finding,
    );
  }
  return [...found.values()];
}

function findingOf(event: PolicyEvent): ReportedFinding {
  return {
    rule: event.policyName,
    level: event.enforcementLevel === "mandatory" ? "mandatory" : "advisory",
    severity: (event.severity ?? "medium") as ReportedFinding["severity"],
    resource: event.resourceUrn ?? "",
    ...readViolation(plainMessage(event.message, true)),
  };
}
