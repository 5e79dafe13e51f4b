import { sharedToken } from "../../access/vault-compare";
import type { StackFacts, StackFinding } from "../lib/rule";
import { powersOfRole } from "./facts/role-powers";
import { areApart, entrancesOf, type TrustingRole } from "./facts/trusting-roles";

const TRUST = "assumeRolePolicy";

/** What a role that admits pull requests may do, and the lane it lies in. */
export function judgePowers(role: TrustingRole, facts: StackFacts): StackFinding[] {
  const { name, resource } = role;
  const findings = powersOfRole(role, facts).map((power): StackFinding => {
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

/** A token that may read may not be the token that writes. */
export function judgeSharing(
  role: TrustingRole,
  others: readonly TrustingRole[],
  facts: StackFacts,
): StackFinding[] {
  const own = entrancesOf(role.trust);
  const near = others.filter((other) => other !== role && !areApart(role, other));
  return near.flatMap((other) => {
    if (!powersOfRole(other, facts).some(({ kind, unknown }) => kind === "writes" && !unknown))
      return [];
    const token = sharedToken(own, entrancesOf(other.trust));
    if (token === "none") return [];
    const shown =
      token === "not proven" ? "some token, as far as can be told" : JSON.stringify(token);
    const message =
      `The role "${role.name}" admits pull requests and shares tokens with "${other.name}", which may write: ${shown}; ` +
      "let the two trust different subjects.";
    return [{ resource: role.resource, path: TRUST, message }];
  });
}
