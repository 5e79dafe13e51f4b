/** Bytes that are written together. */
const BUFFERED = 1 << 17;
/** Characters take no more bytes than this. */
const WIDEST = 3;

/** The standard output, in large pieces, and no faster than its reader takes them. */
class Output {
  #bytes = Buffer.allocUnsafe(BUFFERED);
  #length = 0;
  #full = false;
  #taken: Promise<void> = Promise.resolve();

  write(text: string): void {
    const most = WIDEST * text.length;
    if (this.#length + most > BUFFERED) this.#push();
    if (most > BUFFERED) this.#hand(text);
    else this.#length += this.#bytes.write(text, this.#length);
  }

  /** Whether the reader is behind, and `drained` would wait for it. */
  get isFull(): boolean {
    return this.#full;
  }

  /** Waits where the reader is behind. */
  async drained(): Promise<void> {
    if (!this.#full) return;
    await this.#taken;
    this.#full = false;
  }

  async flush(): Promise<void> {
    this.#push();
    await this.drained();
  }

  #push(): void {
    if (this.#length === 0) return;
    this.#hand(this.#bytes.subarray(0, this.#length));
    // What was handed over may still be on its way.
    this.#bytes = Buffer.allocUnsafe(BUFFERED);
    this.#length = 0;
  }

  #hand(piece: Buffer | string): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    // Called for a piece that cannot be written as well; "drain" would not come then.
    this.#full = !process.stdout.write(piece, () => resolve());
    this.#taken = promise;
  }
}

export const output = new Output();
