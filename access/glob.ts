import { Automaton, type Masks, masksOf } from "./automaton";

/** One part of a pattern: a literal character, or `?` for any one character, or `*` for any run of them. */
export type Part = { readonly literal: string } | "?" | "*";

/** A pattern of IAM values. */
export class Glob {
  /** True where every part is a literal character. */
  readonly exact: boolean;
  private spelled: string | undefined;
  private split: Split | undefined;

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
    const end = this.parts.findIndex((part) => typeof part === "string");
    return end < 0 ? this.text : spelling(this.parts.slice(0, end));
  }

  /** The literal characters after the last `*` or `?`. */
  get suffix(): string {
    const last = this.parts.findLastIndex((part) => typeof part === "string");
    return last < 0 ? this.text : spelling(this.parts.slice(last + 1));
  }

  /** Every literal character, for building an alphabet that tells this pattern's strings apart. */
  characters(): Iterable<string> {
    return this.parts.flatMap((part) => (typeof part === "string" ? [] : [part.literal]));
  }

  matches(value: string): boolean {
    if (this.exact) return this.fold(value) === this.fold(this.text);
    const { head, masks } = this.halves();
    let read = 0;
    let positions = masks.start;
    for (const character of value) {
      const folded = this.fold(character);
      if (read < head.length) {
        if (head[read++] !== folded) return false;
      } else {
        positions = masks.step(positions, folded);
        if (positions === 0n) return false;
      }
    }
    return read === head.length && masks.accepts(positions);
  }

  /** A fresh automaton of the pattern. What it learns while it is walked goes with it. */
  automaton(): Automaton {
    const { head, masks } = this.halves();
    return new Automaton(head, masks, this.ignoreCase);
  }

  private get parts(): readonly Part[] {
    return typeof this.source === "string" ? literals(this.source) : this.source;
  }

  /** Built when first walked: most patterns are exact and only ever compared. */
  private halves(): Split {
    if (this.split) return this.split;
    const { parts } = this;
    const open = parts.findIndex((part) => typeof part === "string");
    const end = open < 0 ? parts.length : open;
    const fold = (text: string) => this.fold(text);
    const head = parts
      .slice(0, end)
      .map((part) => (typeof part === "string" ? part : fold(part.literal)));
    this.split = { head, masks: masksOf(parts.slice(end), fold) };
    return this.split;
  }

  private fold(text: string): string {
    return this.ignoreCase ? text.toLowerCase() : text;
  }
}

/** A pattern up to its first `*` or `?`, and from there on. */
interface Split {
  readonly head: readonly string[];
  readonly masks: Masks;
}

/** Without letter case, character by character as a pattern compares: a beginning stays a beginning. */
export function foldCase(text: string): string {
  const plain = /^[ -~]*$/.test(text);
  return plain ? text.toLowerCase() : [...text].map((each) => each.toLowerCase()).join("");
}

function literals(text: string): Part[] {
  return [...text].map((character) => ({ literal: character }));
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
