import type { Allowance } from "../../access/budget";
import { sharedToken } from "../../access/vault-compare";
import type { Found } from "../../access/witness";
import type { StackFinding } from "../lib/rule";
import { ByBeginning } from "./facts/beginnings";
import type { RolePower, RolePowers } from "./facts/role-powers";
import { areApart, entrancesOf, type TrustingRole } from "./facts/trusting-roles";

const TRUST = "assumeRolePolicy";

/** More findings than this on what may turn out to be any role's are not made: the first role's stand for all. */
const MOST_DANGLING = 10_000;

/** What the roles that admit pull requests may do, and the lanes they lie in; a list for each. */
export function judgeAllPowers(
  roles: readonly TrustingRole[],
  powers: RolePowers,
): StackFinding[][] {
  const few = powers.dangling * roles.length <= MOST_DANGLING;
  return roles.map((role, index) => judgePowers(role, powers.of(role, few || index === 0)));
}

function judgePowers(role: TrustingRole, powers: readonly RolePower[]): StackFinding[] {
  const { name, resource } = role;
  const findings = powers.map((power): StackFinding => {
    const { path, kind, actions } = power;
    if (power.unknown) {
      const message = `What ${path} gives the pull-request role "${name}" cannot be seen yet.`;
      return { resource: power.resource, path, message, unknown: true };
    }
    const what =
      kind === "returns-secret"
        ? "which returns a secret or a token"
        : "which is no List or Read action";
    const message =
      `The role "${name}" admits pull requests and is allowed ${actions.join(", ")} here, ${what}; ` +
      "leave it only actions that list and read.";
    return { resource: power.resource, path, message };
  });
  if (role.lane !== "untrusted") {
    const message =
      `The role "${name}" admits pull requests, so its lane must be untrusted, but is ${role.lane}; ` +
      "trust a branch or an environment instead, or declare the lane.";
    findings.push({ resource, path: TRUST, message });
  }
  return findings;
}

/** Steps of all searches for shared tokens in a stack, some seconds; after that no two roles are proven apart. */
const STEPS = 2_000_000;
/** So many findings name every writer that a role shares tokens with; after that one writer for each is enough. */
const ALL_NAMED = 2_000;

/** Roles that admit pull requests beside those that write: a token that may read may not be the token that writes. */
export class Sharing {
  readonly #near: ByBeginning<TrustingRole>;
  readonly #places: ReadonlyMap<TrustingRole, number>;
  readonly #allowance: Allowance = { steps: STEPS };
  #said = 0;

  constructor(roles: readonly TrustingRole[], powers: RolePowers) {
    const writers = roles.filter((role) => powers.writes(role));
    this.#near = new ByBeginning(writers, ({ beginnings }) => beginnings);
    this.#places = new Map(writers.map((writer, place) => [writer, place]));
  }

  judge(role: TrustingRole): StackFinding[] {
    const own = entrancesOf(role.trust);
    const findings: StackFinding[] = [];
    for (const other of this.#candidates(role)) {
      if (other === role || areApart(role, other)) continue;
      const token = sharedToken(own, entrancesOf(other.trust), this.#allowance);
      if (token === "none") continue;
      findings.push(shared(role, other, token));
      this.#said += 1;
      if (this.#said > ALL_NAMED) break;
    }
    return findings;
  }

  /** In the order of the stack as long as all of them will be named. */
  #candidates({ beginnings }: TrustingRole): Iterable<TrustingRole> {
    const near = this.#near.near(beginnings);
    if (this.#said >= ALL_NAMED) return near;
    const place = (writer: TrustingRole) => this.#places.get(writer) ?? 0;
    return [...new Set(near)].sort((one, other) => place(one) - place(other));
  }
}

function shared(role: TrustingRole, other: TrustingRole, token: Found): StackFinding {
  const shown =
    token === "not proven" ? "some token, as far as can be told" : JSON.stringify(token);
  const message =
    `The role "${role.name}" admits pull requests and shares tokens with "${other.name}", which may write: ${shown}; ` +
    "let the two trust different subjects.";
  return { resource: role.resource, path: TRUST, message };
}
