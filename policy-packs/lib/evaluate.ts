import { Ancestry } from "./ancestry";
import { Dispatch } from "./dispatch";
import { placeOf } from "./exceptions";
import { dataClassOf, isComponent, laneOf } from "./lane";
import type { ExceptionRecord, Register } from "./register";
import { Reporter, subjectOf, type Reported, type ReportedFinding } from "./reporter";
import type { FactSource, Resource, ResourceContext, Rule, RuleMetadata } from "./rule";
import type { Settings } from "./settings";

export type { ReportedFinding } from "./reporter";

export interface EvaluationOptions {
  readonly register?: Register | undefined;
  /** True where a parent always comes before its children, as from the engine; else children wait for it. */
  readonly parentsFirst?: boolean;
}

/** A resource rule that needs longer than this has run away; milliseconds. */
const RULE_TIME = 2_000;
const STACK_RULE_TIME = 20_000;

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
  return new Evaluation(rules, settings, options);
}

/**
 * One stack's evaluation, resource by resource. Resource rules keep nothing of what they have judged; for stack
 * rules only their facts are kept.
 */
export class Evaluation {
  readonly #dispatch: Dispatch;
  readonly #reporter: Reporter;
  readonly #ancestry = new Ancestry();
  readonly #waiting = new Map<string, Resource[]>();
  readonly #facts = new Map<FactSource<unknown>, unknown[]>();
  /** Only resources that claim an exception or hold a secret: what a stack rule says of them needs it. */
  readonly #marked = new Map<string, Reported>();
  /** Any resource's, for the stack and project in it. */
  #urn: string | undefined;

  constructor(
    rules: readonly Rule[],
    readonly settings: Settings,
    readonly options: EvaluationOptions,
  ) {
    this.#dispatch = Dispatch.by(rules);
    this.#reporter = new Reporter(settings, options.register, rules);
  }

  /** Makes a component known ahead of its children, where the front has all resources at hand. */
  announce(resource: Resource): void {
    this.#ancestry.add(resource);
  }

  /** Whether the resource's parent is known by now, so that a front that can hold it back need not. */
  isSettled(resource: Resource): boolean {
    return this.#ancestry.isSettled(resource);
  }

  /** Whether a stack rule reads resources of that type, so that a front has to keep them for `observe`. */
  isRead(type: string): boolean {
    return this.#dispatch.of(type).sources.length > 0;
  }

  contextOf(resource: Resource): ResourceContext {
    const components = this.#ancestry.around(resource);
    return new Context(resource, components, this.settings, this.options.register);
  }

  /** Findings of the resource, and of those that have waited for it as their parent. */
  judge(resource: Resource): ReportedFinding[] {
    if (!this.options.parentsFirst && !this.#ancestry.isSettled(resource)) {
      const parent = resource.parent ?? "";
      const waiting = this.#waiting.get(parent);
      if (waiting) waiting.push(resource);
      else this.#waiting.set(parent, [resource]);
      return [];
    }
    const out: ReportedFinding[] = [];
    const ready = [resource];
    for (let next = ready.pop(); next; next = ready.pop()) {
      this.check(next, out);
      this.observe(next, out);
      if (this.#waiting.size > 0) ready.push(...this.#released(next));
    }
    return out;
  }

  /** Findings about the stack as a whole, and of what waited in vain for its parent. Call once, at the end. */
  finish(): ReportedFinding[] {
    const out: ReportedFinding[] = [];
    for (const orphan of [...this.#waiting.values()].flat()) {
      this.check(orphan, out);
      this.observe(orphan, out);
    }
    this.#waiting.clear();
    this.#checkStack(out);
    out.push(...this.#reporter.reportRegister((scope) => this.#isHere(scope)));
    return out;
  }

  /** Runs the resource rules on one resource, whose parent is known or never will be. */
  check(resource: Resource, out: ReportedFinding[]): void {
    const { rules } = this.#dispatch.of(resource.type);
    const context = this.contextOf(resource);
    this.#ancestry.add(resource);
    this.#urn ??= resource.urn;
    let subject: Reported | undefined;
    const asSubject = () => {
      subject ??= subjectOf(resource, context.components);
      return subject;
    };
    for (const rule of rules) {
      const run = () => rule.check(resource, context);
      for (const finding of this.#attempt([rule], RULE_TIME, asSubject, out, run) ?? []) {
        out.push(...this.#reporter.report(rule, finding, asSubject()));
      }
    }
  }

  /** Takes down what stack rules want to know of one resource. */
  observe(resource: Resource, out: ReportedFinding[]): void {
    const { sources, readers } = this.#dispatch.of(resource.type);
    if (sources.length === 0) return;
    const context = this.contextOf(resource);
    const subject = subjectOf(resource, context.components);
    if (subject.claims.length > 0 || subject.secrets.length > 0) {
      this.#marked.set(subject.id, subject);
    }
    for (const source of sources) {
      const concerned = readers.get(source) ?? [];
      const run = () => source.read(resource, context);
      const fact = this.#attempt(concerned, RULE_TIME, () => subject, out, run);
      if (fact === undefined) continue;
      const facts = this.#facts.get(source);
      if (facts) facts.push(fact);
      else this.#facts.set(source, [fact]);
    }
  }

  #checkStack(out: ReportedFinding[]): void {
    const facts = {
      of: <Fact>(source: FactSource<Fact>) => (this.#facts.get(source) ?? []) as readonly Fact[],
    };
    const context = { settings: this.settings, register: this.options.register };
    for (const rule of this.#dispatch.stackRules) {
      const run = () => rule.check(facts, context);
      const findings = this.#attempt([rule], STACK_RULE_TIME, () => subjectOf(""), out, run) ?? [];
      for (const finding of findings) {
        const subject = this.#marked.get(finding.resource) ?? subjectOf(finding.resource);
        out.push(...this.#reporter.report(rule, finding, subject));
      }
    }
  }

  /** Whether a scope lies in the stack that was judged, as far as its resources show. */
  #isHere({ project, stack, urn, component }: ExceptionRecord["scope"]): boolean {
    const here = placeOf(this.#urn);
    const wanted = {
      ...(urn !== undefined && placeOf(urn)),
      ...(project && { project }),
      ...(stack && { stack }),
    };
    return (
      (wanted.project === undefined || wanted.project === here.project) &&
      (wanted.stack === undefined || wanted.stack === here.stack) &&
      (component === undefined || this.#ancestry.hasComponent(component))
    );
  }

  #released({ name, urn }: Resource): Resource[] {
    const ids = urn === undefined ? [name] : [urn, name];
    return ids.flatMap((id) => {
      const released = this.#waiting.get(id) ?? [];
      this.#waiting.delete(id);
      return released;
    });
  }

  /** Runs a rule; one that throws or takes too long becomes a finding that names it. */
  #attempt<Answer>(
    concerned: readonly RuleMetadata[],
    limit: number,
    asSubject: () => Reported,
    out: ReportedFinding[],
    run: () => Answer,
  ): Answer | undefined {
    const begin = performance.now();
    let answer: Answer | undefined;
    let failure: string | undefined;
    try {
      answer = run();
      if (performance.now() - begin > limit) failure = `took longer than ${limit / 1000} s`;
    } catch (error) {
      // The error's own text may quote the input, so only its kind is told.
      failure = `failed with ${error instanceof Error ? error.name : "an odd error"}`;
    }
    if (failure !== undefined) {
      for (const rule of concerned) {
        out.push(this.#reporter.reportFailure(rule, failure, asSubject()));
      }
    }
    return answer;
  }
}

/** Lane and data class are worked out only when a rule asks. */
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
