import { shown } from "../lib/shown";
import { type JobClaims, pinnedClaims, subjects } from "./claims";

/** What ties a `vault.jwt.AuthBackendRole` to one job. Lifetimes and policies are its owner's. */
export interface VaultRoleBounds {
  readonly roleType: "jwt";
  readonly userClaim: "repository_id";
  readonly boundAudiences: string[];
  readonly boundClaimsType: "string";
  readonly boundClaims: Readonly<Record<string, string>>;
  readonly disableBoundClaimsParsing: boolean;
}

/**
 * The bounds under which Vault admits a bearer of exactly those claims. The subject stands in
 * `boundClaims`, never in `boundSubject`: Vault merges role writes, and an old `boundSubject` would
 * outlive the write that drops it.
 */
export function vaultRoleBounds(claims: JobClaims, audience: string): VaultRoleBounds {
  const allowed = subjects(claims);
  return {
    roleType: "jwt",
    userClaim: "repository_id",
    boundAudiences: [audience],
    boundClaimsType: "string",
    // The provider splits a value at its commas, which stands for "any of these".
    boundClaims: { sub: allowed.join(","), ...scopeClaim(claims), ...pinnedClaims(claims) },
    disableBoundClaimsParsing: allowed.length === 1,
  };
}

function scopeClaim({ scope }: JobClaims): Readonly<Record<string, string>> {
  if ("branch" in scope) return { ref: `refs/heads/${scope.branch}` };
  if ("tag" in scope) return { ref: `refs/tags/${scope.tag}` };
  if ("environment" in scope) return { environment: scope.environment };
  return { event_name: "pull_request" };
}

/** Why a Vault role cannot stand for those claims alone; nothing when it can. */
export function vaultRoleProblems(claims: JobClaims, audience: string): string[] {
  const problems: string[] = [];
  const bounds = vaultRoleBounds(claims, audience);
  const listed = Object.values({ ...bounds.boundClaims, sub: subjects(claims).join("") });
  if (!bounds.disableBoundClaimsParsing && listed.some((value) => value.includes(","))) {
    problems.push(
      "claims with two subjects must have no comma in a name, because Vault's provider splits at commas, " +
        `got ${shown(claims.scope)}; end the transition or rename the scope`,
    );
  }
  if ("pullRequests" in claims.scope && claims.workflow === undefined) {
    problems.push(
      "claims.workflow must be given for pull requests: their own workflow files are unreviewed, and " +
        "Vault may trust a reusable one only",
    );
  }
  if (typeof audience !== "string" || !/^[\x21-\x7e]+$/.test(audience) || /[*]/.test(audience)) {
    problems.push(
      `audience must be one exact audience, such as Vault's address, got ${shown(audience)}`,
    );
  }
  return problems;
}
