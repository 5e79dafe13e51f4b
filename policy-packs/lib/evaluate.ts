import { criticalValueKnown } from "../governance/rules/critical-value-known";
import { exceptionHygiene } from "../governance/rules/exception-hygiene";
import { exceptionInForce } from "../governance/rules/exception-in-force";
import { exceptionRecordValid } from "../governance/rules/exception-record-valid";
import { ruleEvaluated } from "../governance/rules/rule-evaluated";
import { Ancestry } from "./ancestry";
import { Dispatch } from "./dispatch";
import { Exceptions, type Subject } from "./exceptions";
import { claimedExceptions, dataClassOf, isComponent, laneOf } from "./lane";
import { redact, secretTexts } from "./redact";
import type { Register } from "./register";
import type {
  FactSource,
  Finding,
  Resource,
  ResourceContext,
  Rule,
  RuleMetadata,
  Severity,
  StackFinding,
} from "./rule";
import type { Settings } from "./settings";

/** A finding as every front prints it (contracts.md, Finding). */
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

export interface EvaluationOptions {
  readonly register?: Register | undefined;
  /** True where a parent always comes before its children, as from the engine; else children wait for it. */
  readonly parentsFirst?: boolean;
}

/** One stack's evaluation. Resource rules keep nothing of what they have judged; stack rules keep their facts. */
export interface Evaluation {
  /** Makes a component known ahead of its children, where the front has all resources at hand. */
  announce(resource: Resource): void;
  /** Whether the resource's parent is known by now, so that it can be judged at once. */
  isSettled(resource: Resource): boolean;
  /** Findings of the resource, and of those that have waited for it as their parent. */
  judge(resource: Resource): ReportedFinding[];
  /** Findings about the stack as a whole. Call once, after the last resource. */
  finish(): ReportedFinding[];
}

/** Judges a whole stack at once, in whatever order its resources come. */
export function evaluate(
  rules: readonly Rule[],
  settings: Settings,
  resources: readonly Resource[],
  register?: Register,
): ReportedFinding[] {
  const evaluation = createEvaluation(rules, settings, { register });
  for (const resource of resources) if (isComponent(resource)) evaluation.announce(resource);
  const findings = resources.flatMap((resource) => evaluation.judge(resource));
  return [...findings, ...evaluation.finish()];
}

export function createEvaluation(
  rules: readonly Rule[],
  settings: Settings,
  options: EvaluationOptions = {},
): Evaluation {
  return new StackEvaluation(rules, settings, options);
}

/** A resource rule that needs longer than this has run away; milliseconds. */
const RULE_TIME = 2_000;
const STACK_RULE_TIME = 20_000;

interface Marked extends Subject {
  readonly claims: readonly string[];
  readonly secrets: readonly string[];
}

class StackEvaluation implements Evaluation {
  readonly #dispatch: Dispatch;
  readonly #ancestry = new Ancestry();
  readonly #waiting = new Map<string, Resource[]>();
  readonly #facts = new Map<FactSource<unknown>, unknown[]>();
  /** Only resources that claim an exception or hold a secret: what a stack rule says of them needs it. */
  readonly #marked = new Map<string, Marked>();
  readonly #exceptions: Exceptions;
  readonly #said = new Set<string>();
  readonly #names: ReadonlySet<string>;

  constructor(
    rules: readonly Rule[],
    readonly settings: Settings,
    readonly options: EvaluationOptions,
  ) {
    this.#dispatch = new Dispatch(rules);
    this.#exceptions = new Exceptions(options.register, rules, settings.now);
    this.#names = new Set(rules.map(({ name }) => name));
  }

  announce(resource: Resource): void {
    this.#ancestry.add(resource);
  }

  isSettled(resource: Resource): boolean {
    return this.#ancestry.isSettled(resource);
  }

  judge(resource: Resource): ReportedFinding[] {
    if (!this.options.parentsFirst && !this.#ancestry.isSettled(resource)) {
      const parent = resource.parent!;
      const waiting = this.#waiting.get(parent);
      if (waiting) waiting.push(resource);
      else this.#waiting.set(parent, [resource]);
      return [];
    }
    const out: ReportedFinding[] = [];
    const ready = [resource];
    for (let next = ready.pop(); next; next = ready.pop()) {
      this.#judgeSettled(next, out);
      if (this.#waiting.size > 0) ready.push(...this.#released(next));
    }
    return out;
  }

  finish(): ReportedFinding[] {
    const out: ReportedFinding[] = [];
    for (const orphans of this.#waiting.values()) {
      for (const orphan of orphans) this.#judgeSettled(orphan, out);
    }
    this.#waiting.clear();
    this.#judgeStack(out);
    this.#judgeExceptions(out);
    return out;
  }

  #released({ name, urn }: Resource): Resource[] {
    const ids = urn === undefined ? [name] : [urn, name];
    return ids.flatMap((id) => {
      const released = this.#waiting.get(id) ?? [];
      this.#waiting.delete(id);
      return released;
    });
  }

  #judgeSettled(resource: Resource, out: ReportedFinding[]): void {
    const components = this.#ancestry.around(resource);
    this.#ancestry.add(resource);
    const { rules, sources } = this.#dispatch.of(resource.type);
    if (rules.length === 0 && sources.length === 0) return;
    const context = new Context(resource, components, this.settings, this.options.register);
    let subject: Marked | undefined;
    const asSubject = () => {
      subject ??= marked(resource, components);
      return subject;
    };
    for (const rule of rules) {
      const findings = this.#timed(rule, RULE_TIME, asSubject, out, () =>
        rule.check(resource, context),
      );
      for (const finding of findings ?? []) this.#report(rule, finding, asSubject(), out);
    }
    if (sources.length === 0) return;
    for (const source of sources) this.#readFact(source, resource, context, asSubject, out);
    const kept = asSubject();
    if (kept.claims.length > 0 || kept.secrets.length > 0) this.#marked.set(kept.id, kept);
  }

  #readFact(
    source: FactSource<unknown>,
    resource: Resource,
    context: ResourceContext,
    asSubject: () => Marked,
    out: ReportedFinding[],
  ): void {
    const readers = this.#dispatch.stackRules.filter(({ reads }) => reads.includes(source));
    const fact = this.#timed(readers, RULE_TIME, asSubject, out, () =>
      source.read(resource, context),
    );
    if (fact === undefined) return;
    const facts = this.#facts.get(source);
    if (facts) facts.push(fact);
    else this.#facts.set(source, [fact]);
  }

  #judgeStack(out: ReportedFinding[]): void {
    const facts = {
      of: <Fact>(source: FactSource<Fact>) => (this.#facts.get(source) ?? []) as readonly Fact[],
    };
    const context = { settings: this.settings, register: this.options.register };
    const wholeStack = () => bare("");
    for (const rule of this.#dispatch.stackRules) {
      const findings = this.#timed(rule, STACK_RULE_TIME, wholeStack, out, () =>
        rule.check(facts, context),
      );
      for (const finding of findings ?? [])
        this.#report(rule, finding, this.#subjectOf(finding), out);
    }
  }

  #subjectOf({ resource }: StackFinding): Marked {
    return this.#marked.get(resource) ?? bare(resource);
  }

  /** Runs a rule; one that throws or takes too long becomes a finding that names it, at its own level. */
  #timed<Answer>(
    concerned: RuleMetadata | readonly RuleMetadata[],
    limit: number,
    asSubject: () => Marked,
    out: ReportedFinding[],
    run: () => Answer,
  ): Answer | undefined {
    let failure: string | undefined;
    let answer: Answer | undefined;
    const begin = performance.now();
    try {
      answer = run();
      if (performance.now() - begin > limit) failure = `took longer than ${limit / 1000} s`;
    } catch (error) {
      // The error's own text may quote the input, so only its kind is told.
      failure = `failed with ${error instanceof Error ? error.name : "an odd error"}`;
    }
    if (failure === undefined) return answer;
    for (const rule of [concerned].flat() as readonly RuleMetadata[]) {
      const { id } = asSubject();
      const about = id === "" ? "the stack" : `"${id}"`;
      const message = `The rule ${rule.name} ${failure} on ${about}, so it has judged nothing there.`;
      out.push(reported(ruleEvaluated, this.#level(rule), id, { path: "", message }, []));
    }
    return answer;
  }

  #report(rule: RuleMetadata, finding: Finding, subject: Marked, out: ReportedFinding[]): void {
    if (finding.missingSetting !== undefined) {
      const key = `${rule.name} ${finding.missingSetting}`;
      if (this.#said.has(key)) return;
      this.#said.add(key);
      const level = this.settings.environment === "production" ? "mandatory" : "advisory";
      this.#except(rule, level, finding, subject, out);
    } else if (!finding.unknown) {
      this.#except(rule, finding.level ?? this.#level(rule), finding, subject, out);
    } else if (rule.severity === "critical") {
      const message = `${rule.name} cannot judge this yet: ${finding.message}`;
      const unknown = { path: finding.path, message, unknown: true } as const;
      this.#except(criticalValueKnown, this.#level(criticalValueKnown), unknown, subject, out);
    } else {
      this.#except(rule, "advisory", finding, subject, out);
    }
  }

  /** Reports a finding at its level, or lowered by the first exception that covers it. */
  #except(
    rule: RuleMetadata,
    level: ReportedFinding["level"],
    finding: Finding,
    subject: Marked,
    out: ReportedFinding[],
  ): void {
    const refusals: string[] = [];
    for (const id of subject.claims) {
      const ruling = this.#exceptions.rule(id, rule.name, finding.path, subject);
      if (ruling?.inForce) {
        const { record, daysLeft } = ruling;
        const note = ` Excepted by ${id} (owner ${record.owner}, ${daysLeft} days left).`;
        const message = finding.message + note;
        const lowered = reported(
          rule,
          "advisory",
          subject.id,
          { ...finding, message },
          subject.secrets,
        );
        out.push({ ...lowered, exception: id });
        return;
      }
      if (ruling) refusals.push(`The exception ${id} does not excuse this: ${ruling.reason}.`);
    }
    const message = [finding.message, ...refusals].join(" ");
    out.push(reported(rule, level, subject.id, { ...finding, message }, subject.secrets));
    if (level === "advisory") return;
    for (const refusal of refusals) {
      const refused = { path: finding.path, message: `${rule.name}: ${refusal}` };
      out.push(reported(exceptionInForce, "mandatory", subject.id, refused, subject.secrets));
    }
  }

  /** What the register itself is to be told. Exceptions are used by the time this runs. */
  #judgeExceptions(out: ReportedFinding[]): void {
    const say = (rule: RuleMetadata, id: string, path: string, message: string) => {
      if (!this.#names.has(rule.name)) return;
      const finding = { path, message };
      out.push(reported(rule, this.#level(rule), `register/exceptions/${id}.yaml`, finding, []));
    };
    for (const { id, field, message } of this.#exceptions.problems) {
      say(exceptionRecordValid, id, field, `The exception ${id} excuses nothing: ${message}.`);
    }
    for (const { record, daysLeft } of this.#exceptions.used()) {
      if (daysLeft > 14) continue;
      const message = `The exception ${record.id} of ${record.owner} ends in ${daysLeft} days, on ${record.expiresOn}.`;
      say(exceptionHygiene, record.id, "expiresOn", message);
    }
    for (const { id, owner } of this.#exceptions.unused()) {
      say(
        exceptionHygiene,
        id,
        "",
        `The exception ${id} of ${owner} excuses nothing in this stack.`,
      );
    }
  }

  #level({ level }: RuleMetadata): ReportedFinding["level"] {
    if (level !== "mandatory-in-production") return level;
    return this.settings.environment === "production" ? "mandatory" : "advisory";
  }
}

/** Lane and data class are worked out when a rule first asks. */
class Context implements ResourceContext {
  #lane: string | undefined;

  constructor(
    readonly resource: Resource,
    readonly components: readonly Resource[],
    readonly settings: Settings,
    readonly register: Register | undefined,
  ) {}

  get lane(): string {
    this.#lane ??= laneOf(this.resource, this.components);
    return this.#lane;
  }

  get dataClass(): string | undefined {
    return dataClassOf(this.resource, this.components);
  }
}

function marked(resource: Resource, components: readonly Resource[]): Marked {
  const claims = claimedExceptions(resource, components);
  const subject = { id: resource.urn ?? resource.name, components, claims };
  const withUrn = resource.urn === undefined ? subject : { ...subject, urn: resource.urn };
  return { ...withUrn, secrets: secretTexts(resource) };
}

function bare(id: string): Marked {
  const subject = { id, components: [], claims: [], secrets: [] };
  return id.startsWith("urn:") ? { ...subject, urn: id } : subject;
}

function reported(
  { name, severity }: RuleMetadata,
  level: ReportedFinding["level"],
  resource: string,
  { path, message, unknown }: Finding,
  secrets: readonly string[],
): ReportedFinding {
  const clean = {
    rule: name,
    level,
    severity,
    resource: redact(resource, []),
    path: redact(path, secrets),
    message: redact(message, secrets),
  };
  return unknown ? { ...clean, unknown } : clean;
}
