import { describe, expect, it } from "vitest";

import { foundation } from "../../stacks/foundation";
import { programOf } from "../../stacks/programs";

describe("programOf", () => {
  it("finds the program in the first part of the stack's name", async () => {
    expect(await programOf("foundation.prod")).toBe(foundation);
  });

  it.each(["prod", "foundation", "foundation.", "", "constructor.x"])(
    "names the choices for %j",
    async (stack) => {
      await expect(programOf(stack)).rejects.toThrow(
        `no program for the stack "${stack}"; name it <program>.<instance>, where <program> is one of foundation, runners`,
      );
    },
  );
});
