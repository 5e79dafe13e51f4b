/** Finds things by any of their keys, in the order in which they were given. */
export class Lookup<Item> {
  readonly #places = new Map<string, number[]>();

  constructor(
    private readonly items: readonly Item[],
    keysOf: (item: Item) => readonly string[],
  ) {
    for (const [place, item] of items.entries()) {
      for (const key of new Set(keysOf(item))) {
        const known = this.#places.get(key);
        if (known) known.push(place);
        else this.#places.set(key, [place]);
      }
    }
  }

  /** Those that have one of the keys, each once. */
  of(keys: readonly string[]): Item[] {
    const places = new Set(keys.flatMap((key) => this.#places.get(key) ?? []));
    return [...places].sort((one, other) => one - other).map((place) => this.items[place]!);
  }
}
