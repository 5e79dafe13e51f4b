import { refersTo } from "../identity/facts/references";
import type { Held } from "../identity/policies";
import type { StackFacts } from "../lib/rule";
import {
  type HeldRole,
  heldPolicies,
  heldRoles,
  instanceProfiles,
  roleGrants,
} from "./facts/host-roles";
import type { RunnerHost } from "./facts/hosts";
import type { Subject } from "./said";

/** A document that gives a role permissions, in the resource that holds it. */
export interface RoleDocument extends Held {
  readonly subject: Subject;
  /** It may turn out to be another role's. */
  readonly isUnsure: boolean;
}

/** A managed policy that is attached to a role and that the stack does not hold. */
export interface OutsidePolicy {
  readonly subject: Subject;
  readonly path: string;
  /** Its ARN; undefined where it is not known yet. */
  readonly arn: string | undefined;
}

export interface RoleRights {
  readonly documents: readonly RoleDocument[];
  readonly outside: readonly OutsidePolicy[];
}

/** The roles of a host's instance profile, by the stack's profiles, else by a profile of the role's own name. */
export function rolesOfHost({ profile }: RunnerHost, facts: StackFacts): HeldRole[] {
  const profiles = facts.of(instanceProfiles).filter((each) => refersTo(profile, each));
  return facts.of(heldRoles).filter((role) => profiles.some((each) => refersTo(each.role, role)));
}

/** Everything that the stack writes into a role or attaches to it. */
export function rightsOf(role: HeldRole, facts: StackFacts): RoleRights {
  const given = facts.of(roleGrants).filter((each) => refersTo(each.roles, role) || each.dangling);
  const holders = [
    { ...role, isUnsure: false },
    ...given.map((each) => ({ ...each, isUnsure: !refersTo(each.roles, role) })),
  ];
  const documents = holders.flatMap(({ subject, documents: held, isUnsure }) =>
    held.map((each) => ({ ...each, subject, isUnsure })),
  );
  const outside: OutsidePolicy[] = [];
  for (const { subject, attached, isUnsure } of holders) {
    for (const { path, policy, unknown } of attached) {
      const own = facts.of(heldPolicies).find((each) => refersTo(policy, each));
      if (own) {
        documents.push(
          ...own.documents.map((each) => ({ ...each, subject: own.subject, isUnsure })),
        );
      } else if (unknown || policy.values.length > 0) {
        outside.push({ subject, path, arn: unknown || isUnsure ? undefined : policy.values[0] });
      }
    }
  }
  return { documents, outside };
}
