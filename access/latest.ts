/**
 * Remembers what was last found out about a few objects: rules ask the same of one document, one after another. A weak
 * map of all of them would cost the garbage collector more than it spares.
 */
export class Latest<Key extends object, Value> {
  readonly #keys: (Key | undefined)[];
  readonly #values: (Value | undefined)[];
  #next = 0;

  /** @param most so many are remembered */
  constructor(most: number) {
    this.#keys = Array<Key | undefined>(most).fill(undefined);
    this.#values = Array<Value | undefined>(most).fill(undefined);
  }

  get(key: Key): Value | undefined {
    const keys = this.#keys;
    for (let at = 0; at < keys.length; at++) {
      if (keys[at] === key) return this.#values[at];
    }
    return undefined;
  }

  /** Remembers the value, and answers it. */
  set(key: Key, value: Value): Value {
    const known = this.#keys.indexOf(key);
    const at = known < 0 ? this.#next : known;
    if (known < 0) this.#next = (at + 1) % this.#keys.length;
    this.#keys[at] = key;
    this.#values[at] = value;
    return value;
  }
}
