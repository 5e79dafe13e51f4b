import type { Part } from "./glob";

/** A state of an automaton, by number. */
export type State = number;

/** The state from which nothing can match any more. */
export const LOST: State = 0;

/**
 * The part of a pattern from its first `*` or `?` on, as sets of positions: those of n parts are n + 1, kept as the
 * bits of one bigint (shift-and). A step costs a few word operations however many `*` there are, and never backtracks.
 */
export interface Masks {
  /** Of how many parts. */
  readonly length: number;
  readonly start: bigint;
  /** The positions before each literal character. */
  readonly literals: ReadonlyMap<string, bigint>;
  /** The positions from which any other character leads on too. */
  readonly open: bigint;
  step(positions: bigint, folded: string): bigint;
  accepts(positions: bigint): boolean;
}

export function masksOf(parts: readonly Part[], fold: (text: string) => string): Masks {
  const literals = new Map<string, bigint>();
  let anyOne = 0n;
  let runs = 0n;
  let last = 1n;
  for (const part of parts) {
    if (part === "?") anyOne |= last;
    else if (part === "*") runs |= last;
    else literals.set(fold(part.literal), (literals.get(fold(part.literal)) ?? 0n) | last);
    last <<= 1n;
  }
  // A `*` may also match nothing; and whatever lies before the furthest `*` reached adds no string to it.
  const settle = (positions: bigint) => {
    const settled = positions | ((positions & runs) << 1n);
    const reached = settled & runs;
    if (reached === 0n) return settled;
    const furthest = highest(reached);
    return (settled >> furthest) << furthest;
  };
  return {
    length: parts.length,
    start: settle(1n),
    literals,
    open: anyOne | runs,
    step(positions, folded) {
      const reads = (literals.get(folded) ?? 0n) | anyOne;
      return settle(((positions & reads) << 1n) | (positions & runs));
    },
    accepts: (positions) => (positions & last) !== 0n,
  };
}

/** The place of the highest bit. */
function highest(bits: bigint): bigint {
  const hex = bits.toString(16);
  return BigInt(4 * hex.length + 27 - Math.clz32(Number.parseInt(hex.charAt(0), 16)));
}

/**
 * Walks a pattern. The literal characters at its head are states of their own, which cost nothing; the sets of
 * positions behind them are numbered as they are met, each step from one to the next worked out once.
 */
export class Automaton {
  private readonly sets: bigint[] = [];
  private readonly numbers = new Map<bigint, State>();
  private readonly steps: Map<string, State>[] = [];

  constructor(
    private readonly head: readonly string[],
    private readonly masks: Masks,
    private readonly ignoreCase: boolean,
  ) {}

  /** How many parts a step from one set to another may have to look at. */
  get width(): number {
    return this.masks.length;
  }

  start(): State {
    return this.head.length === 0 ? this.numberOf(this.masks.start) : 1;
  }

  step(state: State, character: string): State {
    const folded = this.ignoreCase ? character.toLowerCase() : character;
    const place = state - this.head.length - 1;
    if (place < 0) {
      if (state === LOST || this.head[state - 1] !== folded) return LOST;
      return place < -1 ? state + 1 : this.numberOf(this.masks.start);
    }
    // All characters that the pattern does not spell are one to it.
    const key = this.masks.literals.has(folded) ? folded : "";
    const steps = this.steps[place];
    const known = steps?.get(key);
    if (known !== undefined) return known;
    const to = this.numberOf(this.masks.step(this.sets[place] ?? 0n, folded));
    steps?.set(key, to);
    return to;
  }

  accepts(state: State): boolean {
    const set = this.setOf(state);
    return set !== undefined && this.masks.accepts(set);
  }

  /** The characters that this state tells from all others. */
  literalsAt(state: State): string[] {
    const set = this.setOf(state);
    if (set === undefined) return this.inBothCases(this.head[state - 1]);
    const found: string[] = [];
    for (const [character, bits] of this.masks.literals) {
      if ((set & bits) !== 0n) found.push(...this.inBothCases(character));
    }
    return found;
  }

  /** Whether any other character may lead on as well. */
  isOpenAt(state: State): boolean {
    const set = this.setOf(state);
    return set !== undefined && (set & this.masks.open) !== 0n;
  }

  /** The only characters that lead on from here, or undefined where any may. */
  next(state: State): string[] | undefined {
    return this.isOpenAt(state) ? undefined : this.literalsAt(state);
  }

  /** The set of a state behind the head. */
  private setOf(state: State): bigint | undefined {
    return this.sets[state - this.head.length - 1];
  }

  private numberOf(set: bigint): State {
    if (set === 0n) return LOST;
    let number = this.numbers.get(set);
    if (number === undefined) {
      number = this.head.length + 1 + this.sets.length;
      this.numbers.set(set, number);
      this.sets.push(set);
      this.steps.push(new Map());
    }
    return number;
  }

  private inBothCases(character: string | undefined): string[] {
    if (character === undefined) return [];
    return this.ignoreCase ? [character, character.toUpperCase()] : [character];
  }
}
