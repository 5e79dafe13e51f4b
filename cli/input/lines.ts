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
 * Splits a byte stream into its lines, without the blank ones. Holds one chunk and one line at a
 * time, so that an input of any size can be read.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let rest: Buffer[] = [];
  let number = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const text = joined(rest, chunk, start, end);
      rest = [];
      start = end + 1;
      number += 1;
      if (text.trim() !== "") yield { text, number };
    }
    if (start < chunk.length) rest.push(Buffer.from(chunk.subarray(start)));
  }
  const text = withoutMark(Buffer.concat(rest).toString("utf8"));
  if (text.trim() !== "") yield { text, number: number + 1 };
}

function joined(rest: readonly Buffer[], chunk: Buffer, start: number, end: number): string {
  if (rest.length === 0) return withoutMark(chunk.toString("utf8", start, end));
  return withoutMark(Buffer.concat([...rest, chunk.subarray(0, end)]).toString("utf8"));
}

/** Some editors begin a file with a byte order mark, which is no JSON. */
function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
