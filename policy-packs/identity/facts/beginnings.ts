interface Entry<Item> {
  readonly beginning: string;
  readonly kind: string;
  readonly item: Item;
}

/**
 * Finds, of many things that each admit texts with some fixed beginnings, those that may admit a text in common: the
 * beginning of one begins with that of the other.
 */
export class ByBeginning<Item> {
  readonly #entries: readonly Entry<Item>[];
  /** For each entry the next one of another kind: fleets are long runs of one kind, which meets nobody within itself. */
  readonly #nextKind: Int32Array;
  /** The different beginnings in order, where the entries of each start, and the longest other that each begins with. */
  readonly #beginnings: string[] = [];
  readonly #starts: number[] = [];
  readonly #within: number[] = [];

  constructor(
    items: readonly Item[],
    beginningsOf: (item: Item) => readonly string[],
    kindOf: (item: Item) => string = () => "",
  ) {
    this.#entries = items
      .flatMap((item) =>
        beginningsOf(item).map((beginning) => ({ beginning, kind: kindOf(item), item })),
      )
      .sort((a, b) => inOrder(a.beginning, b.beginning) || inOrder(a.kind, b.kind));
    this.#nextKind = new Int32Array(this.#entries.length);
    for (let at = this.#entries.length - 1; at >= 0; at--) {
      const same = this.#entries[at]?.kind === this.#entries[at + 1]?.kind;
      this.#nextKind[at] = same ? (this.#nextKind[at + 1] ?? 0) : at + 1;
    }
    for (const [at, { beginning }] of this.#entries.entries()) this.#open(beginning, at);
  }

  /** Things, of other kinds than `except`, that may meet one with these beginnings. One may come several times. */
  *near(beginnings: readonly string[], except?: string): Generator<Item> {
    for (const beginning of beginnings) {
      const from = this.#firstFrom((other) => other >= beginning);
      const to = this.#firstFrom((other) => other >= beginning && !other.startsWith(beginning));
      yield* this.#between(from, to, except);
      for (let at = from - 1; at >= 0; at = this.#within[at] ?? -1) {
        if (beginning.startsWith(this.#beginnings[at] ?? ""))
          yield* this.#between(at, at + 1, except);
      }
    }
  }

  #open(beginning: string, at: number): void {
    let before = this.#beginnings.length - 1;
    if (this.#beginnings[before] === beginning) return;
    while (before >= 0 && !beginning.startsWith(this.#beginnings[before] ?? "")) {
      before = this.#within[before] ?? -1;
    }
    this.#beginnings.push(beginning);
    this.#starts.push(at);
    this.#within.push(before);
  }

  *#between(from: number, to: number, except: string | undefined): Generator<Item> {
    const end = this.#starts[to] ?? this.#entries.length;
    for (let at = this.#starts[from] ?? end; at < end; ) {
      const { kind, item } = this.#entries[at]!;
      if (kind !== except) yield item;
      at = kind === except ? (this.#nextKind[at] ?? end) : at + 1;
    }
  }

  /** The place of the first beginning of which it holds; it holds of all that follow. */
  #firstFrom(holds: (beginning: string) => boolean): number {
    let low = 0;
    let high = this.#beginnings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.#beginnings[middle] ?? "")) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
