import { exceptionProblems, dayNumber, type RecordProblem } from "./exception-record";
import type { ExceptionRecord, Register } from "./register";
import type { Resource, RuleMetadata } from "./rule";

/** What a finding is about, as far as an exception's scope can ask. */
export interface Subject {
  /** URN where there is one, else the name. */
  readonly id: string;
  readonly urn?: string;
  readonly components: readonly Resource[];
}

/** How an exception that a resource claims bears on one finding. */
export type Ruling =
  | { readonly inForce: true; readonly record: ExceptionRecord; readonly daysLeft: number }
  | { readonly inForce: false; readonly id: string; readonly reason: string };

/** The register's exceptions at one moment: which are sound, which cover a finding, which were used. */
export class Exceptions {
  /** What is wrong with the records themselves. */
  readonly problems: readonly RecordProblem[];
  readonly #records = new Map<string, ExceptionRecord>();
  readonly #faulty: ReadonlyMap<string, RecordProblem>;
  readonly #used = new Set<string>();
  readonly #today: number;

  /** @param rules the rules of this evaluation; a record may name rules of other packs too. */
  constructor(register: Register | undefined, rules: readonly RuleMetadata[], now: Date) {
    this.problems = exceptionProblems(register, rules);
    this.#faulty = new Map(this.problems.map((problem) => [problem.id, problem]));
    this.#today = dayNumber(now.toISOString().slice(0, 10));
    for (const record of register?.exceptions ?? []) {
      // A record without a usable id cannot be claimed; its problems are told under its place in the list.
      if (typeof record.id === "string" && record.id.trim() !== "") {
        this.#records.set(record.id, record);
      }
    }
  }

  /** The ruling on a claimed exception; undefined where the record does not speak of that rule. */
  rule(id: string, rule: string, path: string, subject: Subject): Ruling | undefined {
    const record = this.#records.get(id);
    const refused = (reason: string): Ruling => ({ inForce: false, id, reason });
    if (!record) return refused("the register holds no such record");
    const fault = this.#faulty.get(id);
    if (fault) return refused(`its record is not valid at ${fault.field}`);
    if (!record.rules.includes(rule)) return undefined;
    const mismatch = scopeMismatch(record, subject);
    if (mismatch !== undefined) return refused(`its scope is another ${mismatch}`);
    if (![record.finding].flat().includes(path)) return refused("it excuses another finding");
    const left = dayNumber(record.expiresOn) - this.#today;
    if (left < 0) return refused(`it expired on ${record.expiresOn}`);
    if (dayNumber(record.approvedOn) > this.#today) {
      return refused(`it is approved from ${record.approvedOn} only`);
    }
    this.#used.add(id);
    return { inForce: true, record, daysLeft: left };
  }

  /** Sound records that excused something, with the days left to them. */
  used(): { readonly record: ExceptionRecord; readonly daysLeft: number }[] {
    return this.#sound(true).map((record) => ({
      record,
      daysLeft: dayNumber(record.expiresOn) - this.#today,
    }));
  }

  /** Sound records that excused nothing, though their scope lies in what was judged. */
  unused(isHere: (scope: ExceptionRecord["scope"]) => boolean): ExceptionRecord[] {
    return this.#sound(false).filter(({ scope }) => isHere(scope));
  }

  #sound(used: boolean): ExceptionRecord[] {
    return [...this.#records.values()].filter(
      ({ id }) => this.#used.has(id) === used && !this.#faulty.has(id),
    );
  }
}

/** Stack and project as a URN has them. */
export function placeOf(urn: string | undefined): { stack?: string; project?: string } {
  const [, stack, project] = /^urn:pulumi:(.+?)::(.+?)::/.exec(urn ?? "") ?? [];
  return stack === undefined || project === undefined ? {} : { stack, project };
}

/** The part of the scope that does not match. What the input does not show does not match. */
function scopeMismatch({ scope }: ExceptionRecord, subject: Subject): string | undefined {
  const { stack, project } = placeOf(subject.urn);
  if (scope.project !== undefined && scope.project !== project) return "project";
  if (scope.stack !== undefined && scope.stack !== stack) return "stack";
  if (scope.urn !== undefined && scope.urn !== subject.id) return "resource";
  if (scope.component === undefined) return undefined;
  const within = subject.components.some(
    ({ name, urn }) => name === scope.component || urn === scope.component,
  );
  return within ? undefined : "component";
}
