import { setFlagsFromString } from "node:v8";

/**
 * Has the compiler wait until a function is much used before it optimises it in full, and inline less. Hundreds of
 * short functions judge a stack: for a hundred thousand resources this spares a tenth of all work, none of it waited
 * for. Only where the flags are known to exist: they are V8's own, and no part of Node's interface.
 */
export function tuneCompiler(): void {
  if (!process.version.startsWith("v24.")) return;
  setFlagsFromString("--max-inlined-bytecode-size-cumulative=300");
  setFlagsFromString("--invocation-count-for-turbofan=20000");
}
