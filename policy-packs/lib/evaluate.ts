import { Ancestry } from "./ancestry";
import { Dispatch } from "./dispatch";
import { placeOf } from "./exceptions";
import { claimedExceptions, dataClassOf, isComponent, laneOf } from "./lane";
import type { ExceptionRecord, Register } from "./register";
import { isSlow, RULE_TIME, STACK_RULE_TIME, thrown, tookLonger } from "./runaway";
import { Reporter, subjectOf, type Reported, type ReportedFinding } from "./reporter";
import type { FactSource, Finding, Resource, ResourceContext, Rule, StackFinding } from "./rule";
import type { Settings } from "./settings";

export type { ReportedFinding } from "./reporter";

export interface EvaluationOptions {
  readonly register?: Register | undefined;
  /** True where a parent always comes before its children, as from the engine; else children wait for it. */
  readonly parentsFirst?: boolean;
}

const NO_FINDINGS: readonly Finding[] = [];

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
    this.#judge(resource, out);
    if (this.#waiting.size > 0) {
      const ready = this.#released(resource);
      for (let next = ready.pop(); next; next = ready.pop()) {
        this.#judge(next, out);
        ready.push(...this.#released(next));
      }
    }
    return out;
  }

  /** Findings about the stack as a whole, and of what waited in vain for its parent. Call once, at the end. */
  finish(): ReportedFinding[] {
    const out: ReportedFinding[] = [];
    for (const orphan of [...this.#waiting.values()].flat()) this.#judge(orphan, out);
    this.#waiting.clear();
    this.#checkStack(out);
    out.push(...this.#reporter.reportRegister((scope) => this.#isHere(scope)));
    return out;
  }

  /** Runs the resource rules on one resource, whose parent is known or never will be. */
  check(resource: Resource, out: ReportedFinding[]): void {
    this.#check(resource, this.contextOf(resource), out);
  }

  /** Takes down what stack rules want to know of one resource. */
  observe(resource: Resource, out: ReportedFinding[]): void {
    this.#observe(resource, this.contextOf(resource), out);
  }

  #judge(resource: Resource, out: ReportedFinding[]): void {
    const context = this.contextOf(resource);
    this.#check(resource, context, out);
    this.#observe(resource, context, out);
  }

  #check(resource: Resource, context: ResourceContext, out: ReportedFinding[]): void {
    const { rules } = this.#dispatch.of(resource.type);
    this.#ancestry.add(resource);
    this.#urn ??= resource.urn;
    let subject: Reported | undefined;
    const begin = performance.now();
    for (const rule of rules) {
      let findings = NO_FINDINGS;
      let failure: string | undefined;
      try {
        findings = rule.check(resource, context);
      } catch (error) {
        failure = thrown(error);
      }
      if (findings.length === 0 && failure === undefined) continue;
      subject ??= subjectOf(resource, context.components);
      if (failure !== undefined) out.push(this.#reporter.reportFailure(rule, failure, subject));
      for (const finding of findings) this.#reporter.report(rule, finding, subject, out);
    }
    if (performance.now() - begin < RULE_TIME) return;
    for (const rule of rules) {
      if (!isSlow(() => rule.check(resource, context))) continue;
      this.#failed([rule], tookLonger(RULE_TIME), resource, context, out);
    }
  }

  #observe(resource: Resource, context: ResourceContext, out: ReportedFinding[]): void {
    const { sources, readers } = this.#dispatch.of(resource.type);
    if (sources.length === 0) return;
    this.#mark(resource, context);
    const begin = performance.now();
    for (const source of sources) {
      let fact: unknown;
      try {
        fact = source.read(resource, context);
      } catch (error) {
        this.#failed(readers.get(source) ?? [], thrown(error), resource, context, out);
      }
      if (fact === undefined) continue;
      const facts = this.#facts.get(source);
      if (facts) facts.push(fact);
      else this.#facts.set(source, [fact]);
    }
    if (performance.now() - begin < RULE_TIME) return;
    for (const source of sources) {
      if (!isSlow(() => source.read(resource, context))) continue;
      this.#failed(readers.get(source) ?? [], tookLonger(RULE_TIME), resource, context, out);
    }
  }

  #failed(
    rules: readonly Rule[],
    failure: string,
    resource: Resource,
    { components }: ResourceContext,
    out: ReportedFinding[],
  ): void {
    const subject = subjectOf(resource, components);
    for (const rule of rules) out.push(this.#reporter.reportFailure(rule, failure, subject));
  }

  #mark(resource: Resource, { components }: ResourceContext): void {
    const marked =
      (resource.secret?.length ?? 0) > 0 || claimedExceptions(resource, components).length > 0;
    if (!marked) return;
    const subject = subjectOf(resource, components);
    this.#marked.set(subject.id, subject);
  }

  #checkStack(out: ReportedFinding[]): void {
    const facts = {
      of: <Fact>(source: FactSource<Fact>) => (this.#facts.get(source) ?? []) as readonly Fact[],
    };
    const context = { settings: this.settings, register: this.options.register };
    for (const rule of this.#dispatch.stackRules) {
      let findings: readonly StackFinding[] = [];
      let failure: string | undefined;
      const begin = performance.now();
      try {
        findings = rule.check(facts, context);
      } catch (error) {
        failure = thrown(error);
      }
      if (performance.now() - begin > STACK_RULE_TIME) failure ??= tookLonger(STACK_RULE_TIME);
      if (failure !== undefined) {
        out.push(this.#reporter.reportFailure(rule, failure, subjectOf("")));
      }
      for (const finding of findings) {
        const subject = this.#marked.get(finding.resource) ?? subjectOf(finding.resource);
        this.#reporter.report(rule, finding, subject, out);
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
