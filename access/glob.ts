/**
 * Patterns of IAM values as automata. A pattern of n parts is a set of n + 1 positions, kept as the bits of
 * one bigint (shift-and): a step costs a few word operations however many `*` there are, and never backtracks.
 */

/** One part: a literal character, or `?` for any one character, or `*` for any run of them. */
type Part = { readonly literal: string } | "?" | "*";

/** The positions that a pattern may have reached. 0n: it can no longer match. */
export type Positions = bigint;

export class Glob {
  /** True where every part is a literal character. */
  readonly exact: boolean;
  private automaton: Automaton | undefined;
  private spelled: string | undefined;

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

  start(): Positions {
    return this.settle(1n);
  }

  step(positions: Positions, character: string): Positions {
    const { literals, anyOne, runs } = this.masks();
    const reads = (literals.get(this.fold(character)) ?? 0n) | anyOne;
    return this.settle(((positions & reads) << 1n) | (positions & runs));
  }

  accepts(positions: Positions): boolean {
    return (positions & this.masks().last) !== 0n;
  }

  /** The characters that this place tells from all others. */
  literalsAt(positions: Positions): string[] {
    const found: string[] = [];
    for (const [character, bits] of this.masks().literals) {
      if ((positions & bits) === 0n) continue;
      found.push(character);
      if (this.ignoreCase) found.push(character.toUpperCase());
    }
    return found;
  }

  /** Whether any other character may lead on as well. */
  isOpenAt(positions: Positions): boolean {
    const { anyOne, runs } = this.masks();
    return (positions & (anyOne | runs)) !== 0n;
  }

  /** The only characters that lead on from here, or undefined where any may. */
  next(positions: Positions): string[] | undefined {
    return this.isOpenAt(positions) ? undefined : this.literalsAt(positions);
  }

  matches(value: string): boolean {
    if (this.exact) return this.fold(value) === this.fold(this.text);
    let positions = this.start();
    for (const character of value) {
      positions = this.step(positions, character);
      if (positions === 0n) return false;
    }
    return this.accepts(positions);
  }

  private get parts(): readonly Part[] {
    return typeof this.source === "string" ? literals(this.source) : this.source;
  }

  /** Built when first walked: most patterns are exact and only ever compared. */
  private masks(): Automaton {
    this.automaton ??= automatonOf(this.parts, (text) => this.fold(text));
    return this.automaton;
  }

  private fold(text: string): string {
    return this.ignoreCase ? text.toLowerCase() : text;
  }

  /** A `*` may also match nothing; and whatever lies before the furthest `*` reached adds no string to it. */
  private settle(positions: Positions): Positions {
    const { runs } = this.masks();
    const settled = positions | ((positions & runs) << 1n);
    const reached = settled & runs;
    if (reached === 0n) return settled;
    const furthest = BigInt(reached.toString(2).length - 1);
    return (settled >> furthest) << furthest;
  }
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

/** The positions before each kind of part. */
interface Automaton {
  readonly literals: ReadonlyMap<string, bigint>;
  readonly anyOne: bigint;
  readonly runs: bigint;
  readonly last: bigint;
}

function automatonOf(parts: readonly Part[], fold: (text: string) => string): Automaton {
  const literals = new Map<string, bigint>();
  let anyOne = 0n;
  let runs = 0n;
  let bit = 1n;
  for (const part of parts) {
    if (part === "?") anyOne |= bit;
    else if (part === "*") runs |= bit;
    else literals.set(fold(part.literal), (literals.get(fold(part.literal)) ?? 0n) | bit);
    bit <<= 1n;
  }
  return { literals, anyOne, runs, last: bit };
}

/** A pattern that matches everything. */
export const ANYTHING = new Glob(["*"]);

/** A pattern that matches this text and nothing else. */
export function literal(text: string, ignoreCase = false): Glob {
  return new Glob(text, ignoreCase);
}

/** `*` and `?` as IAM reads them where they are patterns; runs of `*` count once. */
export function glob(text: string, ignoreCase = false): Glob {
  return new Glob(globParts(text), ignoreCase);
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
  if (pieces.every(({ wild }) => !wild)) {
    return literal(pieces.map(({ text }) => text).join(""), ignoreCase);
  }
  const parts = pieces.flatMap(({ text, wild }) => (wild ? globParts(text) : literals(text)));
  return new Glob(
    parts.filter((part, index) => part !== "*" || parts[index - 1] !== "*"),
    ignoreCase,
  );
}
