import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chunksOf, readLines } from "./lines";
import { type InputItem, readLine } from "./open";

const BUFFERED = 1 << 16;

/**
 * Holds items back, such as children that came before their parent. What came as a line of text goes
 * to a private temporary file, so that memory does not grow with it.
 */
export class Spool {
  size = 0;
  readonly #objects: InputItem[] = [];
  #folder: string | undefined;
  #file = -1;
  #texts: string[] = [];
  #buffered = 0;

  add(item: InputItem & { readonly text?: string }): void {
    this.size += 1;
    if (item.text === undefined) this.#objects.push(item);
    else this.#write(`${item.line} ${item.text}\n`);
  }

  /** What was added, in order and some at a time; call once, and `remove` after. */
  async *items(): AsyncGenerator<Iterable<InputItem>> {
    yield this.#objects;
    if (this.#folder === undefined) {
      yield spooled(this.#texts);
      return;
    }
    this.#flush();
    const lines = readLines(chunksOf(join(this.#folder, "lines")));
    for await (const some of lines) yield spooled(some.map(({ text }) => text));
  }

  remove(): void {
    if (this.#file >= 0) closeSync(this.#file);
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#file = -1;
    this.#folder = undefined;
  }

  #write(text: string): void {
    this.#texts.push(text);
    this.#buffered += text.length;
    if (this.#buffered > BUFFERED) this.#flush();
  }

  #flush(): void {
    if (this.#folder === undefined) {
      this.#folder = mkdtempSync(join(tmpdir(), "airside-spool-"));
      this.#file = openSync(join(this.#folder, "lines"), "wx", 0o600);
    }
    writeSync(this.#file, this.#texts.join(""));
    this.#texts = [];
    this.#buffered = 0;
  }
}

function* spooled(texts: readonly string[]): Generator<InputItem> {
  for (const text of texts) {
    const space = text.indexOf(" ");
    yield readLine(text.slice(space + 1), Number(text.slice(0, space)));
  }
}
