import { type Automaton, LOST, type State } from "./automaton";
import type { Glob } from "./glob";

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

/** A state of all patterns of a language together, by number. */
export type Place = number;

/** One text for each language of a test. */
export function keyOf({ positive, globs }: Test): string {
  return `${positive ? "+" : "-"}${JSON.stringify(globs.map((glob) => glob.key))}`;
}

/** No continuation can be accepted from here. */
export const DEAD: Place = -1;

/** What a walk has to try: the characters that are told apart here and, where `others`, any one that is not. */
export interface Choices {
  readonly characters: readonly string[];
  readonly others: boolean;
  /** The same with a letter and a digit in place of the others. */
  readonly toTry: readonly string[];
}

interface PlaceState {
  /** One entry a pattern of every test. */
  readonly states: readonly State[];
  readonly accepts: boolean;
  /** Worked out when a walk first has a choice here: most of a walk is spelled out. */
  next: Choices | undefined;
  readonly steps: Map<string, Place>;
}

/** The patterns of one test among those of the language. */
interface Range {
  readonly positive: boolean;
  readonly from: number;
  readonly to: number;
}

/** The values that pass all tests of one claim, as an automaton that is built while it is walked. */
export class Language {
  /** What a step costs: one, and more where patterns are long. */
  readonly cost: number;
  private readonly automata: readonly Automaton[];
  private readonly ranges: readonly Range[];
  private readonly places: PlaceState[] = [];
  private readonly known = new Map<string | State, Place>();

  constructor(tests: readonly Test[]) {
    this.automata = tests.flatMap(({ globs }) => globs.map((glob) => glob.automaton()));
    const width = this.automata.reduce((sum, automaton) => sum + automaton.width, 0);
    this.cost = 1 + Math.floor(width / WIDTH);
    let from = 0;
    this.ranges = tests.map(({ positive, globs }) => {
      const to = from + globs.length;
      const range = { positive, from, to };
      from = to;
      return range;
    });
  }

  start(): Place {
    return this.place(this.automata.map((automaton) => automaton.start()));
  }

  step(place: Place, character: string): Place {
    const at = this.places[place];
    if (at === undefined) return DEAD;
    const cached = at.steps.get(character);
    if (cached !== undefined) return cached;
    const to = this.place(
      this.automata.map((automaton, index) => automaton.step(at.states[index] ?? LOST, character)),
    );
    at.steps.set(character, to);
    return to;
  }

  accepts(place: Place): boolean {
    return this.places[place]?.accepts ?? false;
  }

  next(place: Place): Choices {
    const at = this.places[place];
    if (at === undefined) return NO_CHOICE;
    at.next ??= this.choicesAt(at.states);
    return at.next;
  }

  private place(states: readonly State[]): Place {
    const key = stateKey(states);
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const dead = this.ranges.some(({ positive, from, to }) => positive && isLost(states, from, to));
    const place = dead ? DEAD : this.places.length;
    this.known.set(key, place);
    if (dead) return place;
    const accepts = this.ranges.every(
      ({ positive, from, to }) => this.anyAccepts(states, from, to) === positive,
    );
    this.places.push({ states, accepts, next: undefined, steps: new Map() });
    return place;
  }

  private anyAccepts(states: readonly State[], from: number, to: number): boolean {
    for (let index = from; index < to; index++) {
      if (this.automata[index]?.accepts(states[index] ?? LOST)) return true;
    }
    return false;
  }

  private choicesAt(states: readonly State[]): Choices {
    const characters = new Set<string>();
    for (const { positive, from, to } of this.ranges) {
      const automata = this.automata.slice(from, to);
      const at = states.slice(from, to);
      const own = automata.flatMap((each, index) => each.literalsAt(at[index] ?? LOST));
      const open = automata.some((each, index) => each.isOpenAt(at[index] ?? LOST));
      if (positive && !open) {
        const only = own.length < 2 ? own : [...new Set(own)].sort();
        return { characters: only, others: false, toTry: only };
      }
      for (const character of own) characters.add(character);
    }
    const sorted = [...characters].sort();
    return { characters: sorted, others: true, toTry: withOthers(new Set(sorted)) };
  }
}

/** So many parts of patterns are looked at for the cost of one. */
const WIDTH = 256;

/** States together as one number, or as text where there are too many. */
function stateKey(states: readonly State[]): number | string {
  let key = 0;
  for (const state of states) {
    if (states.length > 3 || state >= MOST_STATES) return states.join();
    key = key * MOST_STATES + state;
  }
  return key;
}

/** Three states below it fit into one exact number. */
const MOST_STATES = 65_536;

const NO_CHOICE: Choices = { characters: [], others: false, toTry: [] };

/** In the order in which a witness is to be spelled with them. */
const LETTERS = [..."xyzwvutsrqponmlkjihgfedcbaXYZWVUTSRQPONMLKJIHGFEDCBA"];
const DIGITS = [..."123456789"];

/** The characters after a letter and a digit that are not among them. */
export function withOthers(characters: ReadonlySet<string>): string[] {
  const others = [LETTERS, DIGITS].flatMap((kind) => kind.find((c) => !characters.has(c)) ?? []);
  return [...others, ...characters];
}

function isLost(states: readonly State[], from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (states[index] !== LOST) return false;
  return true;
}
