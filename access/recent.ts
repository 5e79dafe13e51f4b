/** Remembers what was last made of texts: several rules ask the same of one document, one after another. */
export class Recent<Made> {
  readonly #byText = new Map<string, Made>();
  #last: { readonly text: string; readonly made: Made } | undefined;

  /**
   * @param most how many are remembered
   * @param longest longer texts, in characters, are not worth their room
   */
  constructor(
    private readonly most: number,
    private readonly longest: number,
  ) {}

  of(text: string, make: (text: string) => Made): Made {
    if (text.length > this.longest) return make(text);
    if (text === this.#last?.text) return this.#last.made;
    const known = this.#byText.get(text);
    const made = known ?? make(text);
    this.#last = { text, made };
    // Taken out and put in again, it is the last to be forgotten.
    this.#byText.delete(text);
    this.#byText.set(text, made);
    const [oldest] = this.#byText.keys();
    if (this.#byText.size > this.most && oldest !== undefined) this.#byText.delete(oldest);
    return made;
  }
}
