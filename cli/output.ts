import { once } from "node:events";

/** Bytes that are written together. */
const BUFFERED = 1 << 17;
/** Characters take no more bytes than this. */
const WIDEST = 3;

/** The standard output, in large pieces, and no faster than its reader takes them. */
class Output {
  #bytes = Buffer.allocUnsafe(BUFFERED);
  #length = 0;
  #full = false;

  write(text: string): void {
    const most = WIDEST * text.length;
    if (this.#length + most > BUFFERED) this.#push();
    if (most > BUFFERED) this.#full = !process.stdout.write(text);
    else this.#length += this.#bytes.write(text, this.#length);
  }

  /** Whether the reader is behind, and `drained` would wait for it. */
  get isFull(): boolean {
    return this.#full;
  }

  /** Waits where the reader is behind. */
  async drained(): Promise<void> {
    if (!this.#full) return;
    await once(process.stdout, "drain");
    this.#full = false;
  }

  async flush(): Promise<void> {
    this.#push();
    await this.drained();
  }

  #push(): void {
    if (this.#length === 0) return;
    this.#full = !process.stdout.write(this.#bytes.subarray(0, this.#length));
    // What was handed over may still be on its way.
    this.#bytes = Buffer.allocUnsafe(BUFFERED);
    this.#length = 0;
  }
}

export const output = new Output();
