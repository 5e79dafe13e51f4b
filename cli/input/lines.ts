import { closeSync, openSync, readSync } from "node:fs";

/** A line of the input and its number, from 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

const NEWLINE = 10;

/** Read at once, in bytes. */
const CHUNK = 1 << 18;

/** A file's bytes, chunk by chunk; a chunk holds only until the next one is asked for. */
export async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const file = openSync(path, "r");
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) {
      yield chunk.subarray(0, size);
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Splits a byte stream into its lines, without the blank ones, and answers those of one chunk together. Holds one
 * chunk's lines at a time, so that an input of any size can be read.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[]> {
  let rest: Buffer[] = [];
  let number = 0;
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const text = joined(rest, chunk, start, end);
      if (rest.length > 0) rest = [];
      start = end + 1;
      number += 1;
      if (text.trim() !== "") lines.push({ text, number });
    }
    if (start < chunk.length) rest.push(Buffer.from(chunk.subarray(start)));
    if (lines.length > 0) yield lines;
  }
  const text = withoutMark(Buffer.concat(rest).toString("utf8"));
  if (text.trim() !== "") yield [{ text, number: number + 1 }];
}

function joined(rest: readonly Buffer[], chunk: Buffer, start: number, end: number): string {
  if (rest.length === 0) return withoutMark(chunk.toString("utf8", start, end));
  return withoutMark(Buffer.concat([...rest, chunk.subarray(0, end)]).toString("utf8"));
}

/** Some editors begin a file with a byte order mark, which is no JSON. */
export function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
