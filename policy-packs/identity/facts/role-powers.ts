import type { StackFacts } from "../../lib/rule";
import { type Attached, type HeldPower, managedPolicies, rolePermissions } from "./permissions";
import { type Names, refersTo } from "./references";
import type { TrustingRole } from "./trusting-roles";

/** A power of a role, and the resource that gives it. */
export interface RolePower extends HeldPower {
  readonly resource: string;
}

/** Policies that AWS keeps, by what their names say: none of these only reads. */
const AWS_WRITES =
  /:iam::aws:policy\/(?:.*\/)?[^/]*(?:FullAccess|Administrator|PowerUser|ReadWrite|WriteAccess)[^/]*$/i;
/** It reads every parameter of Systems Manager, secret ones included, and hands out registry tokens. */
const AWS_READS_SECRETS = /:iam::aws:policy\/ReadOnlyAccess$/i;

/** Everything that the stack attaches to a role or writes into it, as far as it goes beyond reading. */
export function powersOfRole(role: TrustingRole, facts: StackFacts): RolePower[] {
  const given = facts
    .of(rolePermissions)
    .filter((each) => refersTo(each.roles, role) || each.dangling)
    .flatMap((each) => {
      const powers = powersHere(each.resource, each.powers, each.attached, facts);
      // It may turn out to be another role's.
      return refersTo(each.roles, role)
        ? powers
        : powers.map((p) => ({ ...p, unknown: true as const }));
    });
  return [...powersHere(role.resource, role.powers, role.attached, facts), ...given];
}

function powersHere(
  resource: string,
  powers: readonly HeldPower[],
  attached: readonly Attached[],
  facts: StackFacts,
): RolePower[] {
  const own = powers.map((power) => ({ ...power, resource }));
  return [...own, ...attached.flatMap((each) => powersAttached(resource, each, facts))];
}

function powersAttached(
  resource: string,
  { path, policy, unknown }: Attached,
  facts: StackFacts,
): RolePower[] {
  const known = facts.of(managedPolicies).find((each: Names) => refersTo(policy, each));
  if (known) return known.powers.map((power) => ({ ...power, resource: known.resource }));
  const [arn = ""] = policy.values;
  const name = arn.replace(/^.*\//, "");
  if (AWS_WRITES.test(arn)) return [{ resource, path, kind: "writes", actions: [name] }];
  if (AWS_READS_SECRETS.test(arn))
    return [{ resource, path, kind: "returns-secret", actions: [name] }];
  // What a policy of another stack allows cannot be seen here; a text that is no ARN names nothing.
  return unknown || arn !== ""
    ? [{ resource, path, kind: "unlisted", actions: [name], unknown: true }]
    : [];
}
