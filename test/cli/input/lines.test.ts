import { describe, expect, it } from "vitest";
import { readLines } from "../../../cli/input/lines";

async function linesOf(...chunks: string[]): Promise<string[]> {
  async function* bytes() {
    for (const chunk of chunks) yield Buffer.from(chunk, "latin1");
  }
  const lines: string[] = [];
  for await (const some of readLines(bytes())) {
    for (const { number, text } of some) lines.push(`${number} ${text}`);
  }
  return lines;
}

describe("readLines", () => {
  it("numbers the lines, without the blank ones", async () => {
    expect(await linesOf("a\n\n  \nb\r\nc")).toEqual(["1 a", "4 b\r", "5 c"]);
  });

  it("joins what falls on a chunk's edge, inside a character too", async () => {
    expect(await linesOf("a", "b\nc\xc3", "\xa9d", "\n")).toEqual(["1 ab", "2 céd"]);
  });

  it("drops a byte order mark", async () => {
    expect(await linesOf("\xef\xbb\xbf{}\n")).toEqual(["1 {}"]);
  });
});
