import { isFresh } from "#setup/sources.mjs";

/**
 * What is wrong when the compiled code is older than its sources; nothing when it is not, or when the
 * sources themselves run, as in tests.
 */
export function staleProblem(): string | undefined {
  if (__filename.endsWith(".ts") || isFresh()) return undefined;
  return "the build in dist/ is older than the sources: run `npm run build`";
}

/** Stops a program or a pack of an older build before it does anything. */
export function stopIfStale(): void {
  const problem = staleProblem();
  if (problem === undefined) return;
  // Pulumi's runner shows an error with this mark without a stack trace. The mark is set here, as
  // its RunError would, because loading the SDK takes a hundred times longer than this check.
  throw Object.assign(new Error(problem), { __pulumiRunError: true });
}
