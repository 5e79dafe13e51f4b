import { isFresh } from "#setup/sources.mjs";

/**
 * Stops a program or a pack whose compiled code is older than its sources, before it does anything.
 * Does nothing when the sources themselves run, as in tests.
 */
export function stopIfStale(): void {
  if (__filename.endsWith(".ts") || isFresh()) return;
  const problem = new Error("the build in dist/ is older than the sources: run `npm run build`");
  // Pulumi's runner shows an error with this mark without a stack trace. The mark is set here, as
  // its RunError would, because loading the SDK takes a hundred times longer than this check.
  throw Object.assign(problem, { __pulumiRunError: true });
}
