#!/usr/bin/env -S node --max-semi-space-size=16
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheDir } from "../sandbox/engine/cache";
import { COULD_NOT_RUN, cannotWrite } from "./failure";

// Not the default place: a folder that others can write to would let them bring their own code.
enableCompileCache(process.env["NODE_COMPILE_CACHE"] ?? join(cacheDir(), "compile"));

// A reader that stops early, such as head, is no failure, and it has not read the verdict: the rest is
// written to nobody, and the run ends with the exit code that it comes to.
let isTold = false;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || isTold) return;
  isTold = true;
  process.stderr.write(`airside: ${cannotWrite("the standard output", error).message}\n`);
  // The run goes on, for it may be an update; whatever it comes to, nobody can rely on what was written.
  process.once("exit", () => {
    process.exitCode = COULD_NOT_RUN;
  });
});
// There is nowhere to tell of it, and the exit code of the run says more.
process.stderr.on("error", () => {});

// Loaded only now, so that the cache serves it.
void import("./command.js").then(async ({ run }) => {
  process.exitCode = await run(process.argv.slice(2));
});
