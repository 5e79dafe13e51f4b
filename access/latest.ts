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

  of(key: Key, make: (key: Key) => Value): Value {
    const keys = this.#keys;
    for (let at = 0; at < keys.length; at++) {
      if (keys[at] === key) return this.#values[at] as Value;
    }
    const made = make(key);
    keys[this.#next] = key;
    this.#values[this.#next] = made;
    this.#next = (this.#next + 1) % keys.length;
    return made;
  }
}
