import { criticalValueKnown } from "../governance/rules/critical-value-known";
import { exceptionHygiene } from "../governance/rules/exception-hygiene";
import { exceptionInForce } from "../governance/rules/exception-in-force";
import { exceptionRecordValid } from "../governance/rules/exception-record-valid";
import { ruleEvaluated } from "../governance/rules/rule-evaluated";
import { Exceptions, type Subject } from "./exceptions";
import { claimedExceptions } from "./lane";
import { redact, secretTexts } from "./redact";
import type { ExceptionRecord, Register } from "./register";
import type { Finding, Resource, RuleMetadata, Severity } from "./rule";
import type { Settings } from "./settings";

/** A finding as every front prints it. */
export interface ReportedFinding {
  readonly rule: string;
  /** What it means now: with `environment`, unknowns and exceptions taken in. */
  readonly level: "mandatory" | "advisory";
  readonly severity: Severity;
  /** URN where the resource has one, else its name. */
  readonly resource: string;
  readonly path: string;
  readonly message: string;
  readonly unknown?: true;
  /** Id of the exception that lowered it. */
  readonly exception?: string;
}

/** A resource as the reporter needs it: what may excuse its findings, and what they must not quote. */
export interface Reported extends Subject {
  /** The id as it may be printed. */
  readonly shown: string;
  readonly claims: readonly string[];
  readonly secrets: readonly string[];
  /** Where the resource holds them. */
  readonly secretPaths: readonly string[];
}

type Level = ReportedFinding["level"];
const WARNING_DAYS = 14;

/** Turns what rules say into what is printed: level, exceptions and redaction, in one place for every rule. */
export class Reporter {
  readonly #exceptions: Exceptions;
  readonly #missing = new Set<string>();
  #refusing = { id: "", said: new Set<string>() };
  readonly #names: ReadonlySet<string>;

  constructor(
    readonly settings: Settings,
    register: Register | undefined,
    rules: readonly RuleMetadata[],
  ) {
    this.#exceptions = new Exceptions(register, rules, settings.now);
    this.#names = new Set(rules.map(({ name }) => name));
  }

  /** Adds what one answer of a rule comes to: nothing, the finding, or that and what is said beside it. */
  report(rule: RuleMetadata, finding: Finding, subject: Reported, out: ReportedFinding[]): void {
    if (finding.missingSetting !== undefined) {
      const key = `${rule.name} ${finding.missingSetting}`;
      if (this.#missing.has(key)) return;
      this.#missing.add(key);
      this.#excepted(rule, this.#level("mandatory-in-production"), finding, subject, out);
    } else if (!finding.unknown) {
      this.#excepted(rule, finding.level ?? this.#level(rule.level), finding, subject, out);
    } else if (rule.severity !== "critical") {
      this.#excepted(rule, "advisory", finding, subject, out);
    } else {
      const message = `${rule.name} cannot judge this yet: ${finding.message}`;
      const unknown = { path: finding.path, message, unknown: true } as const;
      const level = this.#level(criticalValueKnown.level);
      this.#excepted(criticalValueKnown, level, unknown, subject, out);
    }
  }

  /** The finding that stands for a rule that did not come to an answer, at that rule's level. */
  reportFailure(rule: RuleMetadata, failure: string, subject: Reported): ReportedFinding {
    const about = subject.id === "" ? "the stack" : `"${subject.id}"`;
    const message = `The rule ${rule.name} ${failure} on ${about}, so its silence there means nothing.`;
    const level = this.#level(rule.level);
    return reported(ruleEvaluated, level, subject, { path: "", message });
  }

  /** What the register itself is to be told, once every finding has been reported. */
  reportRegister(isHere: (scope: ExceptionRecord["scope"]) => boolean): ReportedFinding[] {
    const out: ReportedFinding[] = [];
    const say = (rule: RuleMetadata, id: string, path: string, message: string) => {
      const record = subjectOf(`register/exceptions/${id}.yaml`);
      if (this.#names.has(rule.name)) {
        out.push(reported(rule, this.#level(rule.level), record, { path, message }));
      }
    };
    for (const { id, field, message } of this.#exceptions.problems) {
      say(exceptionRecordValid, id, field, `The exception ${id} excuses nothing: ${message}.`);
    }
    for (const { record, daysLeft } of this.#exceptions.used()) {
      const message = `The exception ${record.id} of ${record.owner} ends in ${daysLeft} days, on ${record.expiresOn}.`;
      if (daysLeft <= WARNING_DAYS) say(exceptionHygiene, record.id, "expiresOn", message);
    }
    for (const { id, owner } of this.#exceptions.unused(isHere)) {
      say(exceptionHygiene, id, "", `The exception ${id} of ${owner} excuses nothing here.`);
    }
    return out;
  }

  /** The finding at its level, or lowered by the first exception that covers it. */
  #excepted(
    rule: RuleMetadata,
    level: Level,
    finding: Finding,
    subject: Reported,
    out: ReportedFinding[],
  ): void {
    const refusals: string[] = [];
    for (const id of subject.claims) {
      const ruling = this.#exceptions.rule(id, rule.name, finding.path, subject);
      if (ruling?.inForce) {
        const { record, daysLeft } = ruling;
        const note = `Excepted by ${id} (owner ${record.owner}, ${daysLeft} days left).`;
        const message = `${finding.message} ${note}`;
        const lowered = reported(rule, "advisory", subject, { ...finding, message });
        out.push({ ...lowered, exception: id });
        return;
      }
      if (ruling) refusals.push(`The exception ${id} does not excuse this: ${ruling.reason}.`);
    }
    if (refusals.length === 0) {
      out.push(reported(rule, level, subject, finding));
      return;
    }
    const message = [finding.message, ...refusals].join(" ");
    out.push(reported(rule, level, subject, { ...finding, message }));
    if (level !== "advisory") out.push(...this.#refused(rule, finding, refusals, subject));
  }

  /** That an exception is not in force is said once a resource, beside the first finding it was to excuse. */
  #refused(
    rule: RuleMetadata,
    { path }: Finding,
    refusals: readonly string[],
    subject: Reported,
  ): ReportedFinding[] {
    if (this.#refusing.id !== subject.id) this.#refusing = { id: subject.id, said: new Set() };
    const { said } = this.#refusing;
    return refusals
      .filter((refusal) => !said.has(refusal) && said.add(refusal))
      .map((refusal) => {
        const message = `${rule.name}: ${refusal}`;
        return reported(exceptionInForce, "mandatory", subject, { path, message });
      });
  }

  #level(level: RuleMetadata["level"]): Level {
    if (level !== "mandatory-in-production") return level;
    return this.settings.environment === "production" ? "mandatory" : "advisory";
  }
}

/** A resource for the reporter; without one, what is only known by name. */
export function subjectOf(
  resource: Resource | string,
  components: readonly Resource[] = [],
): Reported {
  if (typeof resource === "string") {
    const shown = redact(resource, []);
    const subject = { id: resource, shown, components, claims: [], secrets: [], secretPaths: [] };
    return resource.startsWith("urn:") ? { ...subject, urn: resource } : subject;
  }
  const { urn, name } = resource;
  const claims = claimedExceptions(resource, components);
  const id = urn ?? name;
  const secretPaths = resource.secret ?? [];
  const secrets = secretTexts(resource);
  const subject = { id, shown: redact(id, []), components, claims, secrets, secretPaths };
  return urn === undefined ? subject : { ...subject, urn };
}

function reported(
  { name, severity }: RuleMetadata,
  level: Level,
  { shown, secrets, secretPaths }: Reported,
  { path, message, unknown }: Finding,
): ReportedFinding {
  const clean = {
    rule: name,
    level,
    severity,
    resource: shown,
    // A path into a secret document names parts of it: it ends where the secret begins.
    path: secretPaths.find((secret) => isWithin(path, secret)) ?? redact(path, secrets),
    message: redact(message, secrets),
  };
  return unknown ? { ...clean, unknown } : clean;
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
