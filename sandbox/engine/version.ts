/** The engine that Airside is built and tested with, and the oldest that it takes. */
export const ENGINE_VERSION = "3.259.0";

/** The oldest Go that builds it, as in the `go` line of go.mod. */
export const GO_VERSION = "1.26";

interface Version {
  readonly numbers: readonly number[];
  readonly prerelease: boolean;
}

/** Reads `v3.259.0`, `3.260.1-alpha.2+build` or `go1.26.8`; nothing for anything else. */
export function parseVersion(text: string): Version | undefined {
  const match = /^(?:v|go)?(\d+(?:\.\d+){1,2})(-[0-9A-Za-z.-]+|rc\d+|beta\d+)?(\+\S+)?$/.exec(
    text.trim(),
  );
  if (!match?.[1]) return undefined;
  return { numbers: match[1].split(".").map(Number), prerelease: match[2] !== undefined };
}

/** Whether `text` is a version of at least `least`. What cannot be read is not. */
export function atLeast(text: string, least: string): boolean {
  const [have, want] = [parseVersion(text), parseVersion(least)];
  if (!have || !want) return false;
  for (const at of [0, 1, 2]) {
    const difference = (have.numbers[at] ?? 0) - (want.numbers[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  // 3.259.0-alpha.1 comes before 3.259.0.
  return !have.prerelease || want.prerelease;
}
