/** A resource rule that needs longer than this has run away; milliseconds. */
export const RULE_TIME = 2_000;
export const STACK_RULE_TIME = 20_000;

/** What is said of a rule that throws. The error's own text may quote the input, so only its kind is told. */
export function thrown(error: unknown): string {
  return `failed with ${error instanceof Error ? error.name : "an odd error"}`;
}

/** @param limit milliseconds */
export function tookLonger(limit: number): string {
  return `took longer than ${limit / 1000} s`;
}

/**
 * Whether this alone takes longer than a rule may, run once more: asked only where all rules together did, since a
 * look at the clock costs as much as many a rule.
 */
export function isSlow(run: () => unknown): boolean {
  const begin = performance.now();
  try {
    run();
  } catch {
    // It has been told.
  }
  return performance.now() - begin > RULE_TIME;
}
