/** A state of an automaton, by number. */
export type State = number;

/** The state from which nothing can match any more. */
export const LOST: State = 0;

/** What reads a text by a pattern, character by character. */
export interface Automaton {
  /** How many parts of a pattern a step may have to look at. */
  readonly width: number;
  start(): State;
  step(state: State, character: string): State;
  accepts(state: State): boolean;
  /** The characters that this state tells from all others. */
  literalsAt(state: State): readonly string[];
  /** Whether any other character may lead on as well. */
  isOpenAt(state: State): boolean;
}

/** One part of a pattern: a literal character, or `?` for any one character, or `*` for any run of them. */
export type Part = { readonly literal: string } | "?" | "*";

/** How the pattern compares characters; the same for all of one pattern. */
export type Fold = (character: string) => string;

/**
 * An automaton of a pattern without `?`. A run of literal characters that may begin anywhere, as behind a `*`, is
 * looked for as by Knuth, Morris and Pratt: the state is how much of it has just been read, and so there are no more
 * states than characters, whatever the pattern.
 */
export class RunAutomaton implements Automaton {
  readonly width = 1;
  /** Of each state, counted from 1: the character that leads on, and where to. */
  private readonly literals: (string | undefined)[] = [];
  private readonly onward: State[] = [];
  /** The longest shorter match that another character would continue; `LOST` where there is none. */
  private readonly shorter: State[] = [];
  /** Where any other character leads: to the start of the run; `LOST` before the first `*`. */
  private readonly others: State[] = [];

  constructor(
    parts: readonly Part[],
    private readonly fold: Fold,
    private readonly ignoreCase: boolean,
  ) {
    let run: string[] = [];
    let isOpen = false;
    for (const part of parts) {
      if (typeof part !== "string") run.push(fold(part.literal));
      else {
        this.add(run, isOpen, false);
        run = [];
        isOpen = true;
      }
    }
    this.add(run, isOpen, true);
  }

  start(): State {
    return 1;
  }

  step(state: State, character: string): State {
    const folded = this.fold(character);
    for (let at = state; at !== LOST; at = this.shorter[at - 1] ?? LOST) {
      if (this.literals[at - 1] === folded) return this.onward[at - 1] ?? LOST;
    }
    return this.others[state - 1] ?? LOST;
  }

  accepts(state: State): boolean {
    return state === this.literals.length;
  }

  literalsAt(state: State): readonly string[] {
    const found: string[] = [];
    for (let at = state; at !== LOST; at = this.shorter[at - 1] ?? LOST) {
      const literal = this.literals[at - 1];
      if (literal !== undefined) found.push(...bothCases(literal, this.ignoreCase));
    }
    return found;
  }

  isOpenAt(state: State): boolean {
    return (this.others[state - 1] ?? LOST) !== LOST;
  }

  /** Adds the states of one run. The end of all but the last is the start of the next. */
  private add(run: readonly string[], isOpen: boolean, isLast: boolean): void {
    const first = this.literals.length + 1;
    const borders: number[] = [-1];
    for (let read = 0; read < run.length + (isLast ? 1 : 0); read++) {
      this.literals.push(run[read]);
      this.onward.push(first + read + 1);
      this.others.push(isOpen ? first : LOST);
      const border = borders[read] ?? -1;
      const continuesAlike = border >= 0 && run[border] === run[read];
      const shorter = continuesAlike ? this.shorter[first + border - 1] : first + border;
      this.shorter.push(isOpen && border >= 0 ? (shorter ?? LOST) : LOST);
      let next = border;
      while (next >= 0 && run[next] !== run[read]) next = borders[next] ?? -1;
      borders.push(next + 1);
    }
  }
}

/**
 * An automaton of any pattern. What it may have read is a set of positions: those of n parts are n + 1, kept as the
 * bits of one bigint (shift-and). A step costs a few word operations however many `*` there are, and never backtracks;
 * the sets are numbered as they are met. What it learns while it is walked goes with it, for sets can be many.
 */
export class SetAutomaton implements Automaton {
  private readonly sets: bigint[] = [0n];
  private readonly numbers = new Map<bigint, State>([[0n, LOST]]);
  private readonly steps: Map<string, State>[] = [new Map()];

  constructor(
    private readonly masks: Masks,
    private readonly fold: Fold,
    private readonly ignoreCase: boolean,
  ) {}

  get width(): number {
    return this.masks.width;
  }

  start(): State {
    return this.numberOf(this.settle(1n));
  }

  step(state: State, character: string): State {
    const { literals, anyOne, runs } = this.masks;
    const folded = this.fold(character);
    // All characters that the pattern does not spell are one to it.
    const key = literals.has(folded) ? folded : "";
    const known = this.steps[state]?.get(key);
    if (known !== undefined) return known;
    const set = this.sets[state] ?? 0n;
    const reads = (literals.get(folded) ?? 0n) | anyOne;
    const to = this.numberOf(this.settle(((set & reads) << 1n) | (set & runs)));
    this.steps[state]?.set(key, to);
    return to;
  }

  accepts(state: State): boolean {
    return ((this.sets[state] ?? 0n) & this.masks.last) !== 0n;
  }

  literalsAt(state: State): readonly string[] {
    const set = this.sets[state] ?? 0n;
    return [...this.masks.literals]
      .filter(([, bits]) => (set & bits) !== 0n)
      .flatMap(([character]) => bothCases(character, this.ignoreCase));
  }

  isOpenAt(state: State): boolean {
    const { anyOne, runs } = this.masks;
    return ((this.sets[state] ?? 0n) & (anyOne | runs)) !== 0n;
  }

  /** A `*` may also match nothing; and whatever lies before the furthest `*` reached adds no string to it. */
  private settle(set: bigint): bigint {
    const { runs } = this.masks;
    const settled = set | ((set & runs) << 1n);
    const reached = settled & runs;
    if (reached === 0n) return settled;
    const furthest = highest(reached);
    return (settled >> furthest) << furthest;
  }

  private numberOf(set: bigint): State {
    let number = this.numbers.get(set);
    if (number === undefined) {
      number = this.sets.push(set) - 1;
      this.numbers.set(set, number);
      this.steps.push(new Map());
    }
    return number;
  }
}

/** The positions before each kind of part of a pattern. */
export interface Masks {
  readonly width: number;
  readonly literals: ReadonlyMap<string, bigint>;
  readonly anyOne: bigint;
  readonly runs: bigint;
  readonly last: bigint;
}

export function masksOf(parts: readonly Part[], fold: Fold): Masks {
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
  return { width: parts.length, literals, anyOne, runs, last: bit };
}

/** The place of the highest bit. */
function highest(bits: bigint): bigint {
  const hex = bits.toString(16);
  return BigInt(4 * hex.length + 27 - Math.clz32(Number.parseInt(hex.charAt(0), 16)));
}

function bothCases(character: string, both: boolean): string[] {
  return both ? [character, character.toUpperCase()] : [character];
}
