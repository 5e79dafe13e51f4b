/** Remembers what was last made of texts: several rules ask the same of one document, one after another. */
export class Recent<Made> {
  /** The texts of late, and those of the time before: when the first are many, the second are forgotten. */
  #now = new Map<string, Made>();
  #before = new Map<string, Made>();
  /** What was asked last is asked next, more often than not. */
  #text = "";
  #made: Made | undefined;

  /**
   * @param most at most twice as many are remembered
   * @param longest longer texts, in characters, are not worth their room
   */
  constructor(
    private readonly most: number,
    private readonly longest: number,
  ) {}

  of(text: string, make: (text: string) => Made): Made {
    if (text === this.#text && this.#made !== undefined) return this.#made;
    if (text.length > this.longest) return make(text);
    const made = this.#now.get(text) ?? this.#remembered(text, make);
    this.#text = text;
    this.#made = made;
    return made;
  }

  #remembered(text: string, make: (text: string) => Made): Made {
    const made = this.#before.get(text) ?? make(text);
    if (this.#now.size >= this.most) {
      this.#before = this.#now;
      this.#now = new Map();
    }
    this.#now.set(text, made);
    return made;
  }
}
