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
  private masks: Masks | undefined;
  private runs: RunAutomaton | undefined;
  private pieces: readonly string[] | undefined;

  /**
   * @param text the one string of an exact pattern; for others a way to print it
   * @param exact true where every character is a literal one
   * @param mixed the parts of a pattern in which a wildcard also stands for itself
   */
  constructor(
    readonly text: string,
    readonly exact: boolean,
    readonly ignoreCase: boolean,
    private readonly mixed?: readonly Part[],
  ) {}

  /** The literal characters before the first `*` or `?`. */
  get prefix(): string {
    if (this.exact) return this.text;
    return this.mixed
      ? spelling(this.mixed.slice(0, this.mixed.findIndex(isWild)))
      : this.text.slice(0, this.text.search(WILDCARD));
  }

  /** The literal characters after the last `*` or `?`. */
  get suffix(): string {
    if (this.exact) return this.text;
    if (this.mixed) return spelling(this.mixed.slice(this.mixed.findLastIndex(isWild) + 1));
    return this.text.slice(1 + Math.max(this.text.lastIndexOf("*"), this.text.lastIndexOf("?")));
  }

  /** One spelling for each pattern: unlike in `text`, a literal wildcard is not taken for one that is none. */
  get key(): string {
    const kind = `${this.ignoreCase ? "i" : ""}${this.exact ? "=" : "~"}`;
    return this.mixed ? `${kind}${JSON.stringify(this.mixed)}` : kind + this.text;
  }

  /** The same pattern with one literal text in place of another; undefined where that is not as easy as it sounds. */
  renamed(from: string, to: string): Glob | undefined {
    if (this.mixed || this.ignoreCase) return undefined;
    if (!this.text.includes(from)) return this;
    return new Glob(this.text.replaceAll(from, to), this.exact, false);
  }

  /** Every literal character, for building an alphabet that tells this pattern's strings apart. */
  characters(): Iterable<string> {
    return this.parts.flatMap((part) => (isWild(part) ? [] : [part.literal]));
  }

  matches(value: string): boolean {
    if (this.exact) return this.fold(value) === this.fold(this.text);
    if (!this.ignoreCase && !this.mixed && IN_PIECES.test(this.text)) {
      this.pieces ??= this.text.split("*");
      return haveInOrder(this.pieces, value);
    }
    const automaton = this.automaton();
    let state = automaton.start();
    for (const character of value) {
      state = automaton.step(state, character);
      if (state === LOST) return false;
    }
    return automaton.accepts(state);
  }

  /** Built when first walked: most patterns are only ever compared. */
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
    return this.mixed ?? (this.exact ? literals(this.text) : globParts(this.text));
  }

  private fold(text: string): string {
    return this.ignoreCase ? text.toLowerCase() : text;
  }
}

const WILDCARD = /[*?]/;
/** No `?`, and no half of a character that a `*` could part from its other half. */
const IN_PIECES = /^[^?\ud800-\udfff]*$/;

/** Whether the text begins with the first piece, ends with the last, and has the others between, in order. */
function haveInOrder(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (let index = 1; index < pieces.length - 1; index++) {
    const piece = pieces[index] ?? "";
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
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

function isWild(part: Part): part is "*" | "?" {
  return typeof part === "string";
}

function spelling(parts: readonly Part[]): string {
  return parts.map((part) => (isWild(part) ? part : part.literal)).join("");
}

/** A pattern that matches everything. */
export const ANYTHING = new Glob("*", false, false);

/** A pattern that matches this text and nothing else. */
export function literal(text: string, ignoreCase = false): Glob {
  return new Glob(text, true, ignoreCase);
}

/** `*` and `?` as IAM reads them where they are patterns; runs of `*` count once. */
export function glob(text: string, ignoreCase = false): Glob {
  if (!WILDCARD.test(text)) return literal(text, ignoreCase);
  return new Glob(text.replace(/\*{2,}/g, "*"), false, ignoreCase);
}

function globParts(text: string): Part[] {
  return [...text].map((character) =>
    character === "*" || character === "?" ? character : { literal: character },
  );
}

/** Joins pieces of a value: patterns where `wild`, literal text elsewhere. */
export function joined(
  pieces: readonly { readonly text: string; readonly wild: boolean }[],
  ignoreCase: boolean,
): Glob {
  const text = pieces.length === 1 ? (pieces[0]?.text ?? "") : spelled(pieces);
  if (!WILDCARD.test(text)) return literal(text, ignoreCase);
  const has = (wild: boolean) => pieces.some((p) => p.wild === wild && WILDCARD.test(p.text));
  if (!has(true)) return literal(text, ignoreCase);
  if (!has(false)) return glob(text, ignoreCase);
  const parts = pieces
    .flatMap((piece) => (piece.wild ? globParts(piece.text) : literals(piece.text)))
    .filter((part, index, all) => part !== "*" || all[index - 1] !== "*");
  return new Glob(spelling(parts), false, ignoreCase, parts);
}

function spelled(pieces: readonly { readonly text: string }[]): string {
  return pieces.map(({ text }) => text).join("");
}
