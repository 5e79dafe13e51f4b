import { describe, expect, it } from "vitest";

import { CannotRun, cannotRead } from "../../../cli/failure";
import type { Line } from "../../../cli/input/lines";
import { readStack } from "../../../cli/input/open";

describe("an input that is longer than any string", () => {
  const problem = (name: string) =>
    new CannotRun(`cannot read ${name}: it, or a line of it, is over 512 MB`);

  it("is refused by its name where it is read at once, or has a line as long", () => {
    for (const code of ["ERR_STRING_TOO_LONG", "ERR_FS_FILE_TOO_LARGE"]) {
      const error = Object.assign(new Error("0x1fffffe8 characters"), { code });
      expect(cannotRead("big.yml", error)).toEqual(problem("big.yml"));
    }
  });

  it.each([
    ["state.json", "state.json"],
    ["-", "the standard input"],
  ])("is refused where it is a document of many lines: %s", async (path, name) => {
    // Repeated, which takes no memory before somebody reads it.
    const half = " ".repeat(2 ** 28);
    async function* lines(): AsyncGenerator<readonly Line[]> {
      yield ["{", '"deployment":', half, half].map((text, index) => ({ text, number: index + 1 }));
    }
    await expect(readStack(path, lines()).next()).rejects.toEqual(problem(name));
  });
});
