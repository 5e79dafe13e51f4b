#!/usr/bin/env -S node --max-semi-space-size=16
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheDir } from "../sandbox/engine/cache";

// Not the default place: a folder that others can write to would let them bring their own code.
enableCompileCache(process.env["NODE_COMPILE_CACHE"] ?? join(cacheDir(), "compile"));

// A reader that stops early, such as head, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

// Loaded only now, so that the cache serves it.
void import("./command.js").then(async ({ run }) => {
  process.exitCode = await run(process.argv.slice(2));
});
