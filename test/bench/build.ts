import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Comparison, compare } from "./compare";

/** A build of everything from nothing, into a folder that is thrown away. */
export async function build(root: string): Promise<Comparison> {
  const out = mkdtempSync(join(tmpdir(), "airside-bench-build-"));
  const emit = (compiler: string) => ({
    argv: [
      process.execPath,
      `node_modules/${compiler}/bin/tsc`,
      "-p",
      "tsconfig.build.json",
      "--outDir",
      out,
    ] as const,
    cwd: root,
  });
  try {
    return {
      name: "build",
      ...(await compare(emit("typescript7"), emit("typescript"))),
      atLeast: {},
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
