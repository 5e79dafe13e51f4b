import {
  type Automaton,
  LOST,
  type Masks,
  masksOf,
  type Part,
  RunAutomaton,
  SetAutomaton,
} from "./automaton";

/** A pattern of IAM values. */
export class Glob {
  /** True where every part is a literal character. */
  readonly exact: boolean;
  private spelled: string | undefined;
  private unique: string | undefined;
  private begins: string | undefined;
  private ends: string | undefined;
  private masks: Masks | undefined;
  private runs: RunAutomaton | undefined;

  /** From parts, or from the one string that it matches. */
  constructor(
    private readonly source: string | readonly Part[],
    readonly ignoreCase: boolean = false,
  ) {
    this.exact = typeof source === "string" || source.every((part) => part !== "*" && part !== "?");
  }

  /** The one string of an exact pattern; for others a way to print it. */
  get text(): string {
    this.spelled ??= typeof this.source === "string" ? this.source : spelling(this.source);
    return this.spelled;
  }

  /** The literal characters before the first `*` or `?`. */
  get prefix(): string {
    if (this.exact) return this.text;
    this.begins ??= spelling(this.parts.slice(0, wildcards(this.parts)[0] ?? this.parts.length));
    return this.begins;
  }

  /** The literal characters after the last `*` or `?`. */
  get suffix(): string {
    if (this.exact) return this.text;
    this.ends ??= spelling(this.parts.slice((wildcards(this.parts).at(-1) ?? -1) + 1));
    return this.ends;
  }

  /** One spelling for each pattern: unlike in `text`, a literal wildcard is not taken for one that is none. */
  get key(): string {
    this.unique ??= `${this.ignoreCase ? "i" : ""}${this.exact ? "=" : "~"}${this.spelledApart()}`;
    return this.unique;
  }

  /** The same pattern with one literal text in place of another. */
  renamed(from: string, to: string): Glob {
    if (!this.text.includes(from)) return this;
    if (typeof this.source === "string") {
      return new Glob(this.source.replaceAll(from, to), this.ignoreCase);
    }
    const parts: Part[] = [];
    let run = "";
    const end = () => {
      parts.push(...literals(run.replaceAll(from, to)));
      run = "";
    };
    for (const part of this.source) {
      if (typeof part === "object") {
        run += part.literal;
        continue;
      }
      end();
      parts.push(part);
    }
    end();
    return new Glob(parts, this.ignoreCase);
  }

  /** Every literal character, for building an alphabet that tells this pattern's strings apart. */
  characters(): Iterable<string> {
    return this.parts.flatMap((part) => (typeof part === "string" ? [] : [part.literal]));
  }

  matches(value: string): boolean {
    if (this.exact) return this.fold(value) === this.fold(this.text);
    const automaton = this.automaton();
    let state = automaton.start();
    for (const character of value) {
      state = automaton.step(state, character);
      if (state === LOST) return false;
    }
    return automaton.accepts(state);
  }

  /** Built when first walked: most patterns are exact and only ever compared. */
  automaton(): Automaton {
    if (this.runs) return this.runs;
    const { parts, ignoreCase } = this;
    const fold = ignoreCase ? lowerCase : asItIs;
    if (parts.includes("?")) {
      this.masks ??= masksOf(parts, fold);
      return new SetAutomaton(this.masks, fold, ignoreCase);
    }
    this.runs = new RunAutomaton(parts, fold, ignoreCase);
    return this.runs;
  }

  private get parts(): readonly Part[] {
    return typeof this.source === "string" ? literals(this.source) : this.source;
  }

  private spelledApart(): string {
    if (typeof this.source === "string" || this.exact) return this.text;
    const apart = (part: Part) =>
      typeof part === "string" ? part : part.literal.replace(/[*?\\]/, "\\$&");
    return this.source.map(apart).join("");
  }

  private fold(text: string): string {
    return this.ignoreCase ? text.toLowerCase() : text;
  }
}

const asItIs = (text: string) => text;
const lowerCase = (text: string) => text.toLowerCase();

/** Without letter case, character by character as a pattern compares: a beginning stays a beginning. */
export function foldCase(text: string): string {
  const plain = /^[ -~]*$/.test(text);
  return plain ? text.toLowerCase() : [...text].map((each) => each.toLowerCase()).join("");
}

function literals(text: string): Part[] {
  return [...text].map((character) => ({ literal: character }));
}

/** Where the `*` and `?` are. */
function wildcards(parts: readonly Part[]): number[] {
  return parts.flatMap((part, index) => (typeof part === "string" ? [index] : []));
}

function spelling(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === "string" ? part : part.literal)).join("");
}

/** A pattern that matches everything. */
export const ANYTHING = new Glob(["*"]);

/** A pattern that matches this text and nothing else. */
export function literal(text: string, ignoreCase = false): Glob {
  return new Glob(text, ignoreCase);
}

/** `*` and `?` as IAM reads them where they are patterns; runs of `*` count once. */
export function glob(text: string, ignoreCase = false): Glob {
  return new Glob(/[*?]/.test(text) ? globParts(text) : text, ignoreCase);
}

export function globParts(text: string): Part[] {
  const parts: Part[] = [];
  for (const character of text) {
    if (character === "*" && parts.at(-1) === "*") continue;
    parts.push(character === "*" || character === "?" ? character : { literal: character });
  }
  return parts;
}

/** Joins pieces of a value: patterns where `wild`, literal text elsewhere. */
export function joined(
  pieces: readonly { readonly text: string; readonly wild: boolean }[],
  ignoreCase: boolean,
): Glob {
  if (pieces.every(({ wild, text }) => !wild || !/[*?]/.test(text))) {
    return literal(pieces.map(({ text }) => text).join(""), ignoreCase);
  }
  const parts = pieces.flatMap(({ text, wild }) => (wild ? globParts(text) : literals(text)));
  return new Glob(
    parts.filter((part, index) => part !== "*" || parts[index - 1] !== "*"),
    ignoreCase,
  );
}
