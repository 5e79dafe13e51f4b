import { withoutCredentials } from "./credential-shapes";
import { typePattern } from "./dispatch";
import { type EngineNews, SETTINGS_POLICY } from "./engine-requests";
import { createEvaluation, type Evaluation } from "./evaluate";
import { readRegister, RegisterError } from "./register";
import type { ReportedFinding } from "./reporter";
import type { Resource, ResourceContext, ResourceRule, Rule } from "./rule";
import { readSettings, SettingsError } from "./settings";

type Config = Readonly<Record<string, unknown>>;
type Props = Resource["props"];

const STACK_TYPE = "pulumi:pulumi:Stack";

/** Judges what the engine shows of one stack after another, in the order in which the engine shows it. */
export class PackJudge implements EngineNews {
  #config: Config = {};
  #evaluation: Evaluation | undefined;
  #problems: readonly string[] = [];
  #levels: readonly string[] = [];
  /** Inputs as the engine showed them; at the end it shows outputs, which a preview does not know. */
  readonly #inputs = new Map<string, Resource>();
  readonly #secrets = new Map<string, readonly string[]>();
  /** Properties on their way through the SDK, by number. */
  readonly #held = new Map<number, Props>();
  #lastHeld = 0;

  constructor(readonly rules: readonly Rule[]) {}

  configured(levels: ReadonlyMap<string, string>, config: Config): void {
    this.#reset();
    this.#config = config;
    this.#levels = [
      ...levelProblem(SETTINGS_POLICY, "mandatory", levels.get(SETTINGS_POLICY)),
      ...this.rules.flatMap((rule) => ruleLevelProblem(rule, levels.get(rule.name))),
    ];
  }

  secrets(urn: string, paths: readonly string[]): void {
    this.#secrets.set(urn, paths);
  }

  hold(props: Props): number {
    this.#lastHeld += 1;
    this.#held.set(this.#lastHeld, props);
    return this.#lastHeld;
  }

  /** The properties held under that number, which are then held no longer. */
  taken(held: number): Props {
    const props = this.#held.get(held);
    if (props === undefined) throw new Error(`no properties are held under ${held}`);
    this.#held.delete(held);
    return props;
  }

  /** Findings of one resource; for as long as the configuration is not valid, that it is not. */
  judge(resource: Resource): ReportedFinding[] {
    const evaluation = this.#current();
    const out = this.#problemsOf(resource);
    if (!evaluation) return out;
    const known = this.#withSecrets(resource);
    evaluation.check(known, out);
    if (evaluation.isRead(resource.type)) this.#inputs.set(known.urn ?? known.name, known);
    return out;
  }

  /** Findings about the stack, whose resources come with their dependencies. The next resource begins another. */
  finish(resources: readonly Resource[]): ReportedFinding[] {
    const evaluation = this.#current();
    const out: ReportedFinding[] = [];
    for (const resource of evaluation ? resources : []) {
      const known = this.#withInputs(resource);
      // The stack's outputs are its properties, and are there only now.
      if (resource.type === STACK_TYPE) evaluation?.check(known, out);
      evaluation?.observe(known, out);
    }
    out.push(...(evaluation?.finish() ?? []));
    this.#reset();
    return out;
  }

  contextOf(resource: Resource): ResourceContext | undefined {
    return this.#current()?.contextOf(resource);
  }

  concerns({ appliesTo }: ResourceRule, type: string): boolean {
    return typePattern(appliesTo).test(type);
  }

  #reset(): void {
    this.#evaluation = undefined;
    this.#problems = [];
    this.#inputs.clear();
    this.#secrets.clear();
  }

  #current(): Evaluation | undefined {
    if (this.#evaluation || this.#problems.length > 0) return this.#evaluation;
    const { register, ...settings } = this.#config;
    try {
      this.#evaluation = createEvaluation(this.rules, readSettings(settings), {
        register: register === undefined ? undefined : readRegister(register),
        parentsFirst: true,
      });
    } catch (error) {
      if (!(error instanceof SettingsError || error instanceof RegisterError)) throw error;
      this.#problems = error.problems;
    }
    return this.#evaluation;
  }

  /** What is wrong with the configuration: on every resource while nothing is judged, the levels once. */
  #problemsOf({ urn, name }: Resource): ReportedFinding[] {
    const messages = [...this.#problems, ...this.#levels];
    this.#levels = [];
    return messages.map((message) => ({
      rule: SETTINGS_POLICY,
      level: "mandatory",
      severity: "high",
      resource: urn ?? name,
      path: "",
      message: withoutCredentials(message),
    }));
  }

  #withSecrets(resource: Resource): Resource {
    const secret = this.#secrets.get(resource.urn ?? resource.name);
    return secret ? { ...resource, secret } : resource;
  }

  /** The resource with the inputs it was analysed with and the dependencies that it is shown with now. */
  #withInputs(resource: Resource): Resource {
    const inputs = this.#inputs.get(resource.urn ?? resource.name);
    if (!inputs || resource.type === STACK_TYPE) return this.#withSecrets(resource);
    const { props, secret } = inputs;
    return secret ? { ...resource, props, secret } : { ...resource, props };
  }
}

function ruleLevelProblem(rule: Rule, configured: string | undefined): string[] {
  const isRepair = configured === "remediate" && rule.kind === "resource" && rule.remediate;
  const declared = rule.level === "mandatory" ? "mandatory" : "advisory";
  return isRepair ? [] : levelProblem(rule.name, declared, configured);
}

function levelProblem(name: string, declared: string, configured: string | undefined): string[] {
  if (configured === undefined || configured === declared) return [];
  return [
    `The engine was told the level "${configured}" for ${name}, which has no effect: a level follows from the ` +
      "setting environment, and only an exception in register/exceptions lowers it. Remove that level.",
  ];
}
