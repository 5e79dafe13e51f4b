import type { FactSource, ResourceRule, Rule, StackRule } from "./rule";

/** What concerns one type. */
export interface Concerned {
  readonly rules: readonly ResourceRule[];
  readonly sources: readonly FactSource<unknown>[];
  /** The stack rules that read each source. */
  readonly readers: ReadonlyMap<FactSource<unknown>, readonly StackRule[]>;
}

/** Finds the rules and fact sources of a type; each type is matched once, whatever the number of its resources. */
export class Dispatch {
  readonly stackRules: readonly StackRule[];
  readonly #rules: readonly Matched<ResourceRule>[];
  readonly #sources: readonly Matched<FactSource<unknown>>[];
  readonly #readers: ReadonlyMap<FactSource<unknown>, readonly StackRule[]>;
  readonly #byType = new Map<string, Concerned>();

  /** The one of these very rules: stacks and cases by the thousand are judged by the same ones. */
  static by(rules: readonly Rule[]): Dispatch {
    let dispatch = known.get(rules);
    if (dispatch === undefined) {
      dispatch = new Dispatch(rules);
      known.set(rules, dispatch);
    }
    return dispatch;
  }

  private constructor(rules: readonly Rule[]) {
    this.stackRules = rules.filter((rule) => rule.kind === "stack");
    this.#rules = rules.filter((rule) => rule.kind === "resource").map(matched);
    const sources = [...new Set(this.stackRules.flatMap(({ reads }) => reads))];
    this.#sources = sources.map(matched);
    this.#readers = new Map(
      sources.map((source) => [
        source,
        this.stackRules.filter(({ reads }) => reads.includes(source)),
      ]),
    );
  }

  of(type: string): Concerned {
    const found = this.#byType.get(type);
    if (found) return found;
    const pick = <T>(all: readonly Matched<T>[]) =>
      all.filter(({ matches }) => matches.test(type)).map(({ subject }) => subject);
    const concerned = {
      rules: pick(this.#rules),
      sources: pick(this.#sources),
      readers: this.#readers,
    };
    // A hostile input may bring a new type with every line; only so many are remembered.
    if (this.#byType.size < 10_000) this.#byType.set(type, concerned);
    return concerned;
  }
}

const known = new WeakMap<readonly Rule[], Dispatch>();

interface Matched<T> {
  readonly subject: T;
  readonly matches: RegExp;
}

function matched<T extends { readonly appliesTo: readonly string[] }>(subject: T): Matched<T> {
  return { subject, matches: typePattern(subject.appliesTo) };
}

const patterns = new WeakMap<readonly string[], RegExp>();

/** One expression for a list of type tokens, in which `*` stands for any run of characters; made once for each list. */
export function typePattern(appliesTo: readonly string[]): RegExp {
  const known = patterns.get(appliesTo);
  if (known) return known;
  const pattern = written(appliesTo);
  patterns.set(appliesTo, pattern);
  return pattern;
}

function written(appliesTo: readonly string[]): RegExp {
  const alternatives = appliesTo.map((token) =>
    token
      .split("*")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*"),
  );
  return new RegExp(`^(?:${alternatives.join("|")})$`, "s");
}
