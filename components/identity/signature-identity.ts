import type { JobClaims } from "./claims";
import { GITHUB_ISSUER } from "./issuer";

/** Who a keyless signature must be from, as a verifier of certificates compares it: both parts exactly. */
export interface SignatureIdentity {
  readonly issuer: string;
  readonly subject: string;
}

/**
 * The identity in the signing certificate of the release lane's job: the workflow that ran it, by
 * address and ref. Source: sigstore/fulcio, "OIDC", GitHub.
 */
export function signatureIdentity({
  workflow,
  issuer = GITHUB_ISSUER,
}: JobClaims): SignatureIdentity {
  const residency = /^token\.actions\.(.+\.ghe\.com)$/.exec(issuer)?.[1];
  return {
    issuer: `https://${issuer}`,
    subject: `https://${residency ?? "github.com"}/${workflow}`,
  };
}

/** Why the claims name no signer; nothing when they do. */
export function signatureProblems({ workflow }: JobClaims): string[] {
  if (workflow !== undefined) return [];
  return [
    "claims.workflow must be given for a job that signs: a signature names the workflow, not the repository's branch",
  ];
}
