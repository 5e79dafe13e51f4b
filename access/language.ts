import type { Glob, Positions } from "./glob";

/** What one condition asks of one claim. Several tests of a claim must all hold. */
export interface Test {
  readonly claim: string;
  /** Where false, no pattern may match. */
  readonly positive: boolean;
  readonly globs: readonly Glob[];
  /** Whether a token without the claim passes. */
  readonly ifAbsent: boolean;
}

/** The test that holds exactly where this one does not. */
export function negation(test: Test): Test {
  return { ...test, positive: !test.positive, ifAbsent: !test.ifAbsent };
}

export function passes(test: Test, value: string | undefined): boolean {
  if (value === undefined) return test.ifAbsent;
  return test.globs.some((glob) => glob.matches(value)) === test.positive;
}

/** A state of the automaton: a number, so that a walk compares and keeps it cheaply. */
export type Place = number;

/** No continuation can be accepted from here. */
export const DEAD: Place = -1;

/** What a walk has to try: the characters that are told apart here and, where `others`, any one that is not. */
export interface Choices {
  readonly characters: readonly string[];
  readonly others: boolean;
}

interface State {
  /** One entry a pattern of every test. */
  readonly positions: readonly Positions[];
  readonly accepts: boolean;
  /** Worked out when a walk first has a choice here: most of a walk is spelled out. */
  next: Choices | undefined;
  readonly steps: Map<string, Place>;
}

/** The values that pass all tests of one claim, as an automaton that is built while it is walked. */
export class Language {
  private readonly globs: readonly Glob[];
  private readonly states: State[] = [];
  private readonly known = new Map<string | Positions, Place>();

  constructor(private readonly tests: readonly Test[]) {
    this.globs = tests.flatMap((test) => test.globs);
  }

  start(): Place {
    return this.place(this.globs.map((glob) => glob.start()));
  }

  step(place: Place, character: string): Place {
    const state = this.states[place];
    if (state === undefined) return DEAD;
    const cached = state.steps.get(character);
    if (cached !== undefined) return cached;
    const to = this.place(
      this.globs.map((glob, index) => {
        const positions = state.positions[index] ?? 0n;
        return positions === 0n ? positions : glob.step(positions, character);
      }),
    );
    state.steps.set(character, to);
    return to;
  }

  accepts(place: Place): boolean {
    return this.states[place]?.accepts ?? false;
  }

  next(place: Place): Choices {
    const state = this.states[place];
    if (state === undefined) return NO_CHOICE;
    state.next ??= nextOf(this.perTest(state.positions));
    return state.next;
  }

  private place(positions: readonly Positions[]): Place {
    // One pattern, as usual, needs no text made of its positions.
    const [only = 0n] = positions;
    const key = positions.length === 1 ? only : positions.join();
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const perTest = this.perTest(positions);
    const dead = perTest.some(([test, at]) => test.positive && at.every((p) => p === 0n));
    const place = dead ? DEAD : this.states.length;
    this.known.set(key, place);
    if (dead) return place;
    const accepts = perTest.every(
      ([test, at]) => test.globs.some((glob, i) => glob.accepts(at[i] ?? 0n)) === test.positive,
    );
    this.states.push({ positions, accepts, next: undefined, steps: new Map() });
    return place;
  }

  private perTest(positions: readonly Positions[]): (readonly [Test, readonly Positions[]])[] {
    let from = 0;
    return this.tests.map((test) => {
      const own = positions.slice(from, from + test.globs.length);
      from += test.globs.length;
      return [test, own] as const;
    });
  }
}

const NO_CHOICE: Choices = { characters: [], others: false };

function nextOf(perTest: readonly (readonly [Test, readonly Positions[]])[]): Choices {
  const characters = new Set<string>();
  for (const [{ globs, positive }, positions] of perTest) {
    const own = globs.flatMap((glob, index) => glob.literalsAt(positions[index] ?? 0n));
    const open = globs.some((glob, index) => glob.isOpenAt(positions[index] ?? 0n));
    if (positive && !open) return { characters: [...new Set(own)].sort(), others: false };
    for (const character of own) characters.add(character);
  }
  return { characters: [...characters].sort(), others: true };
}
