import { keyOf, Language, type Test } from "./language";

/** How many characters one search may try before it answers that it does not know; usual ones need a thousand. */
const PER_SEARCH = 5_000;
/** How many all searches about one document may try: some tens of milliseconds. */
const PER_DOCUMENT = 8_000;

/** Steps that searches about several documents share. */
export interface Allowance {
  steps: number;
}

/** What is left of a document's allowance. Counted in steps, not in time, so that the answer is always the same. */
export class Budget {
  private searched = 0;
  private languages: Map<string, Language> | undefined;

  /** @param shared an allowance of many documents, on top of their own */
  constructor(
    private readonly shared: Allowance = { steps: Number.POSITIVE_INFINITY },
    private left: number = PER_DOCUMENT,
  ) {}

  /** Steps of the search under way. */
  get spent(): number {
    return this.searched;
  }

  /** Begins a search, with an allowance of its own. */
  begin(): void {
    this.searched = 0;
  }

  /** The language of one claim's tests: a document's searches ask for the same ones again and again. */
  language(tests: readonly Test[]): Language {
    const key = tests.map(keyOf).join();
    this.languages ??= new Map();
    let language = this.languages.get(key);
    if (language === undefined) {
      language = new Language(tests);
      this.languages.set(key, language);
    }
    return language;
  }

  /** @param steps more than one where a step is over long patterns */
  spend(steps: number): void {
    // Whoever needs none is answered even where nothing is left, be the answer remembered or found.
    if (steps === 0) return;
    this.searched += steps;
    this.left -= steps;
    this.shared.steps -= steps;
    if (this.left < 0 || this.shared.steps < 0 || this.searched > PER_SEARCH) {
      throw new OutOfBudget();
    }
  }
}

/** Thrown where the allowance is used up; whoever asked answers "not proven". */
export class OutOfBudget extends Error {}
