import { members, unknownField } from "../kubernetes/fields";
import type { Register } from "../lib/register";
import type { Finding, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import type { RunnerGroup } from "./facts/groups";
import { said } from "./said";

/** Members whose contract does not list the group's lane. Without contracts on record there is nothing to compare. */
export function foreignMembers(group: RunnerGroup, register: Register | undefined): StackFinding[] {
  if (!register || register.services.length === 0) return [];
  const { lane, subject, selectedRepositoryIds } = group;
  const place = { path: "", body: { selectedRepositoryIds } };
  return said(
    subject,
    members(place, "selectedRepositoryIds").flatMap((member): Finding[] => {
      const { path, body } = member;
      if (isUnknown(body)) return [unknownField(member, [])];
      const contracts = register.services.filter(
        ({ repository }) => repository.id !== undefined && String(repository.id) === String(body),
      );
      if (contracts.some(({ lanes }) => Array.isArray(lanes) && lanes.includes(lane))) return [];
      const name = contracts[0]?.name;
      const why =
        name === undefined
          ? "no contract of the register is of that repository"
          : `the contract ${name} does not list the lane ${lane}`;
      return [{ path, message: `it serves the repository ${String(body)}, but ${why}.` }];
    }),
  );
}
