import { once } from "node:events";

const BUFFERED = 1 << 16;

/** The standard output, in large pieces, and no faster than its reader takes them. */
class Output {
  #texts: string[] = [];
  #length = 0;
  #full = false;

  write(text: string): void {
    this.#texts.push(text);
    this.#length += text.length;
    if (this.#length > BUFFERED) this.#push();
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
    this.#full = !process.stdout.write(this.#texts.join(""));
    this.#texts = [];
    this.#length = 0;
  }
}

export const output = new Output();
