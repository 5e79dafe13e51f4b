/**
 * JSON as IAM reads it: a key may stand twice in one object, and that is a fact worth seeing.
 * `JSON.parse` keeps only the last, so that a document would be judged by half of what it says.
 */

export type Entry = readonly [key: string, value: unknown];

/** An object read from text: all its entries, in order, doubles included. */
export class JsonObject {
  constructor(readonly entries: readonly Entry[]) {}
}

/** IAM documents are some six levels deep; what is deeper than this is no document. */
const DEEPEST = 64;

/** The entries of an object from either source, or undefined for anything else. */
export function entriesOf(value: unknown): readonly Entry[] | undefined {
  if (value instanceof JsonObject) return value.entries;
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  return Object.entries(value);
}

/** The value of the text, with `JsonObject` for objects that need it; undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  const plain = parsePlain(text);
  if (plain !== undefined) return plain;
  try {
    const reader = new Reader(text);
    const value = reader.value(0);
    return reader.atEnd() ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * The value of a text that says nothing that `JSON.parse` loses, which shows in its writing the same text again: most
 * documents are written by a program, without spaces. Undefined for others.
 */
function parsePlain(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return openings(text) <= DEEPEST && JSON.stringify(value) === text ? value : undefined;
}

/** So many objects and lists begin in the text, at most: it is no deeper. */
function openings(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OBJECT || code === LIST) count++;
  }
  return count;
}

const OBJECT = "{".charCodeAt(0);
const LIST = "[".charCodeAt(0);

const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const SPACE = /[ \t\r\n]*/y;

class Reader {
  private at = 0;
  constructor(private readonly text: string) {
    this.match(SPACE);
  }

  atEnd(): boolean {
    return this.at === this.text.length;
  }

  value(depth: number): unknown {
    if (depth > DEEPEST) throw new SyntaxError("too deep");
    if (this.take("{")) return new JsonObject(this.list("}", () => this.entry(depth + 1)));
    if (this.take("[")) return this.list("]", () => this.value(depth + 1));
    const scalar = this.match(STRING) ?? this.match(SCALAR);
    if (scalar === undefined) throw new SyntaxError("no value");
    this.match(SPACE);
    return JSON.parse(scalar);
  }

  private entry(depth: number): Entry {
    const key = this.match(STRING);
    if (key === undefined) throw new SyntaxError("no key");
    this.match(SPACE);
    if (!this.take(":")) throw new SyntaxError("no colon");
    return [JSON.parse(key), this.value(depth)];
  }

  private list<Item>(end: string, item: () => Item): Item[] {
    const items: Item[] = [];
    if (this.take(end)) return items;
    do items.push(item());
    while (this.take(","));
    if (!this.take(end)) throw new SyntaxError(`no ${end}`);
    return items;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    this.match(SPACE);
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}
