/**
 * A trust zone. `untrusted` runs what pull requests and forks bring, `build` what is merged, `release`
 * signs, `deploy` changes what is running.
 */
export type Lane = "untrusted" | "build" | "release" | "deploy";

export const LANES: readonly Lane[] = ["untrusted", "build", "release", "deploy"];

/** Where IAM keeps the roles by which a lane's jobs reach the lane's own store, and no other lane's. */
export const laneRolePath = (lane: Lane) => `/airside/lanes/${lane}/`;

/** Why a path is not the lane's; nothing where it is, or is no lane's at all. */
export function lanePathProblems(field: string, path: string, lane: Lane): string[] {
  const other = LANES.find((each) => each !== lane && path.startsWith(laneRolePath(each)));
  return other === undefined
    ? []
    : [`${field} must not be the lane ${other}'s, whose store it opens, in the lane ${lane}`];
}
