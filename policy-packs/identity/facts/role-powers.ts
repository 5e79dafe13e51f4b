import type { StackFacts } from "../../lib/rule";
import { Lookup } from "./lookup";
import {
  type Attached,
  type HeldPower,
  managedPolicies,
  type ManagedPolicy,
  type RolePermissions,
  rolePermissions,
} from "./permissions";
import { namesMeant, refersTo } from "./references";
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

/** Under which what dangles is found, whatever the role's names. */
const ANY_ROLE = "";

/** Everything that the stack attaches to its roles or writes into them, as far as it goes beyond reading. */
export class RolePowers {
  readonly #given: Lookup<RolePermissions>;
  readonly #policies: Lookup<ManagedPolicy>;

  constructor(facts: StackFacts) {
    this.#given = new Lookup(facts.of(rolePermissions), ({ roles, dangling }) =>
      dangling ? [...namesMeant(roles), ANY_ROLE] : namesMeant(roles),
    );
    this.#policies = new Lookup(facts.of(managedPolicies), ({ names }) => names);
  }

  /** Whether the role surely writes something. */
  writes(role: TrustingRole): boolean {
    return this.#of(role, role.names).some(({ kind, unknown }) => kind === "writes" && !unknown);
  }

  /** @param dangling with what may turn out to be any role's */
  of(role: TrustingRole, dangling = true): RolePower[] {
    return this.#of(role, dangling ? [ANY_ROLE, ...role.names] : role.names);
  }

  /** How many things may turn out to be any role's. */
  get dangling(): number {
    return this.#given.of([ANY_ROLE]).length;
  }

  #of(role: TrustingRole, names: readonly string[]): RolePower[] {
    const given = this.#given
      .of(names)
      .filter((each) => each.dangling || refersTo(each.roles, role))
      .flatMap((each) => {
        const powers = this.#here(each.resource, each.powers, each.attached);
        // It may turn out to be another role's.
        return refersTo(each.roles, role)
          ? powers
          : powers.map((p) => ({ ...p, unknown: true as const }));
      });
    return [...this.#here(role.resource, role.powers, role.attached), ...given];
  }

  #here(
    resource: string,
    powers: readonly HeldPower[],
    attached: readonly Attached[],
  ): RolePower[] {
    const own = powers.map((power) => ({ ...power, resource }));
    return [...own, ...attached.flatMap((each) => this.#attached(resource, each))];
  }

  #attached(resource: string, { path, policy, unknown }: Attached): RolePower[] {
    const [known] = this.#policies.of(namesMeant(policy));
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
}
