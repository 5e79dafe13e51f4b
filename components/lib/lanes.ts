/**
 * A trust zone. `untrusted` runs what pull requests and forks bring, `build` what is merged, `release`
 * signs, `deploy` changes what is running.
 */
export type Lane = "untrusted" | "build" | "release" | "deploy";

export const LANES: readonly Lane[] = ["untrusted", "build", "release", "deploy"];
