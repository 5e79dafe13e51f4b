import type { Register } from "./register";
import type { Settings } from "./settings";

export type Severity = "critical" | "high" | "medium" | "low";

/** `mandatory-in-production` is advisory until the setting `environment` is `production`. */
export type RuleLevel = "mandatory" | "mandatory-in-production" | "advisory";

/** What every rule says of itself; the catalogue and the packs' metadata are made from it. */
export interface RuleMetadata {
  /** The file's name: unique over all packs, and the requirement in words. */
  readonly name: string;
  /** A full sentence with "must". */
  readonly title: string;
  readonly severity: Severity;
  readonly level: RuleLevel;
  /** The risk, in one sentence. */
  readonly rationale: string;
  /** The fix, in this platform's components. */
  readonly remedy: string;
  /** Written out, such as `CIS AWS 7.0 4.6`. */
  readonly controls: readonly string[];
  /** The longest an exception may last, in days; false where none may be granted. */
  readonly exceptableDays: number | false;
}

/** A resource as every front hands it to a rule: plain data, with `UNKNOWN` where a value is not known yet. */
export interface Resource {
  /** The Pulumi type token, such as `aws:iam/role:Role`. It decides; `props.kind` does not. */
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly urn?: string;
  /** Name or URN of another resource of the same stack. */
  readonly parent?: string;
  readonly lane?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  /** URNs (or names) that each property's value came from. Absent where the front cannot show it. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  readonly dependencies?: readonly string[];
  /** Paths of values that are secret. Evaluation redacts them; a rule need not look. */
  readonly secret?: readonly string[];
}

/** One thing that does not hold. The message names the resource, the value found, and what to write instead. */
export interface Finding {
  /** Path of the offending leaf, such as `assumeRolePolicy.Statement[0].Condition`. */
  readonly path: string;
  readonly message: string;
  /** True where the verdict hangs on a value that is not known yet. */
  readonly unknown?: true;
  /** The setting without which the rule cannot judge (`missingSetting` makes such a finding). Said once a stack. */
  readonly missingSetting?: keyof Settings;
  /** Makes this one finding mandatory where the rule is less. */
  readonly level?: "mandatory";
}

/** A stack rule's finding says which resource it is about: its URN where there is one, else its name. */
export interface StackFinding extends Finding {
  readonly resource: string;
}

/** What a rule may read besides the resource itself. */
export interface ResourceContext {
  readonly settings: Settings;
  /** The enclosing `airside:` components, nearest first; their props are their inputs. */
  readonly components: readonly Resource[];
  /** Of the enclosing component, else of tag or label, else `deploy`. */
  readonly lane: string;
  /** `airside:data-class` likewise; undefined where nothing says. */
  readonly dataClass: string | undefined;
  /** What the company has on record: services, exceptions, approvers. Undefined where the front was given none. */
  readonly register: Register | undefined;
}

/** A requirement on one resource. Pure and total: it answers for any JSON, and never throws. */
export interface ResourceRule extends RuleMetadata {
  readonly kind: "resource";
  /** Type tokens; `*` stands for any run of characters, as in `kubernetes:*:Pod`. */
  readonly appliesTo: readonly string[];
  check(resource: Resource, context: ResourceContext): Finding[];
  /**
   * Repairs a finding in place and only there: it assigns single properties, and never spreads or
   * rebuilds an object, so that secret marks and unknown siblings survive. Absent where there is no safe repair.
   */
  remediate?(props: Record<string, unknown>, resource: Resource, context: ResourceContext): void;
}

/**
 * What a stack rule keeps of one resource: small plain data. Evaluation reads each source once a
 * resource, however many rules share it, and keeps nothing else of the stack.
 */
export interface FactSource<Fact> {
  readonly appliesTo: readonly string[];
  /** The fact, or undefined where the resource has none to give. */
  read(resource: Resource, context: ResourceContext): Fact | undefined;
}

/** The facts of a whole stack, by source, in the order of the resources. */
export interface StackFacts {
  of<Fact>(source: FactSource<Fact>): readonly Fact[];
}

export interface StackContext {
  readonly settings: Settings;
  readonly register: Register | undefined;
}

/** A requirement on resources together. It sees only the facts of the sources that it names. */
export interface StackRule extends RuleMetadata {
  readonly kind: "stack";
  readonly reads: readonly FactSource<unknown>[];
  check(facts: StackFacts, context: StackContext): StackFinding[];
}

/** A requirement on the judging itself (a rule that threw, an exception that is over): evaluation answers for it. */
export interface EvaluationRule extends RuleMetadata {
  readonly kind: "evaluation";
}

export type Rule = ResourceRule | StackRule | EvaluationRule;
