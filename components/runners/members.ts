import type { Lane } from "../lib/lanes";
import type { LaneMembers } from "./lane";

/** The part of a service's contract that says where its jobs run. */
export interface LaneUser {
  readonly lanes: readonly Lane[];
  readonly repository: { readonly owner: string; readonly name: string; readonly id: number };
}

/** The members of a lane: every repository whose contract lists it. One pass, whatever the register's size. */
export function membersOf<L extends Lane>(lane: L, services: readonly LaneUser[]): LaneMembers<L> {
  const repositories = services
    .filter(({ lanes }) => lanes.includes(lane))
    .map(({ repository: { owner, name, id } }) => ({ owner, name, id }));
  return { lane, repositories };
}
