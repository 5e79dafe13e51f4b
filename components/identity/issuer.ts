import { shown } from "../lib/shown";

/** GitHub's issuer, as it stands in provider ARNs and condition keys. */
export const GITHUB_ISSUER = "token.actions.githubusercontent.com";

const ISSUERS = [
  /^token\.actions\.githubusercontent\.com(\/[A-Za-z0-9]+(-[A-Za-z0-9]+)*)?$/,
  /^token\.actions\.[a-z0-9]+(-[a-z0-9]+)*\.ghe\.com$/,
];

/** Issuers for which AWS STS knows the repository ids; GitHub Enterprise Server is none of them. */
export function issuerProblems(field: string, issuer: unknown): string[] {
  if (typeof issuer === "string" && ISSUERS.some((pattern) => pattern.test(issuer))) return [];
  return [
    `${field} must be ${GITHUB_ISSUER}, that with /ENTERPRISE, or token.actions.NAME.ghe.com, without ` +
      `https://, got ${shown(issuer)}`,
  ];
}
