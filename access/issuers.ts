import { glob } from "./glob";
import { Recent } from "./recent";

/** GitHub's issuer as it stands in provider ARNs and condition keys. */
export const GITHUB = "token.actions.githubusercontent.com";

/** What an OIDC issuer is to a trust policy. */
export type IssuerKind = "github" | "github-server" | "eks" | "other";

const SERVER = /^[a-z0-9.-]+(?::\d+)?\/_services\/token$/;
const DATA_RESIDENCY = /^token\.actions\.[a-z0-9-]+\.ghe\.com(?:\/.*)?$/;
const EKS = /^oidc[.-]eks\./;

export function issuerKind(issuer: string): IssuerKind {
  return kinds.of(issuer, tellKind);
}

/** A stack knows few issuers, and is asked of them for each condition of each role. */
const kinds = new Recent<IssuerKind>(100, 500);

function tellKind(issuer: string): IssuerKind {
  const name = issuer.toLowerCase();
  if (name === GITHUB || name.startsWith(`${GITHUB}/`) || DATA_RESIDENCY.test(name))
    return "github";
  if (SERVER.test(name)) return "github-server";
  if (EKS.test(name)) return "eks";
  // IAM takes no pattern here; if it did, this one would let GitHub in.
  if (/[*?]/.test(name) && glob(name).matches(GITHUB)) return "github";
  return "other";
}

export function isGithubIssuer(issuer: string): boolean {
  return issuerKind(issuer).startsWith("github");
}

/** The claims of a GitHub token that STS makes condition keys of (service reference of 2026-09). */
const GITHUB_CLAIMS = new Set([
  "aud",
  "sub",
  "actor",
  "actor_id",
  "enterprise_id",
  "environment",
  "job_workflow_ref",
  "ref",
  "repository",
  "repository_id",
  "repository_owner_id",
  "workflow",
]);
const PLAIN_CLAIMS = new Set(["aud", "sub"]);
/** Of an issuer that we know nothing of: what STS documents for OIDC at large. */
const OTHER_CLAIMS = new Set(["aud", "sub", "amr", "azp", "oaud", "email"]);

/** The claims of that issuer's tokens that STS resolves; all others are absent from every request. */
export function resolvedClaims(issuer: string): ReadonlySet<string> {
  const kind = issuerKind(issuer);
  if (kind === "github") return GITHUB_CLAIMS;
  return kind === "other" ? OTHER_CLAIMS : PLAIN_CLAIMS;
}

const PROVIDER = /^arn:([^:]*):iam:[^:]*:[^:]*:oidc-provider\/(.+)$/i;

/** An OIDC provider as a principal names it. */
export interface OidcProvider {
  readonly issuer: string;
  /** Such as `aws` or `aws-us-gov`; empty where the provider is not named by ARN. */
  readonly partition: string;
}

/** The provider that a federated principal names; undefined for SAML and what is no provider. */
export function oidcProvider(principal: string): OidcProvider | undefined {
  return providers.of(principal, (text) => ({ provider: readProvider(text) })).provider;
}

const providers = new Recent<{ readonly provider: OidcProvider | undefined }>(100, 500);

function readProvider(principal: string): OidcProvider | undefined {
  const [, partition, issuer] = PROVIDER.exec(principal.trim()) ?? [];
  if (issuer !== undefined)
    return { issuer: issuer.replace(/\/+$/, ""), partition: partition ?? "" };
  const bare = principal
    .trim()
    .replace(/^https:\/\//i, "")
    .replace(/\/+$/, "");
  const known = bare.includes(".") && (isGithubIssuer(bare) || issuerKind(bare) === "eks");
  return known ? { issuer: bare, partition: "" } : undefined;
}

/** A condition key taken apart at its last colon: `token.actions.githubusercontent.com:sub`. */
export interface KeyParts {
  /** In lower case, as keys are compared. */
  readonly prefix: string;
  readonly claim: string;
}

export function keyParts(key: string): KeyParts {
  return keys.of(key, takeApart);
}

const keys = new Recent<KeyParts>(100, 500);

function takeApart(key: string): KeyParts {
  const lower = key.toLowerCase();
  const colon = lower.lastIndexOf(":");
  return { prefix: lower.slice(0, Math.max(0, colon)), claim: lower.slice(colon + 1) };
}

/** Whether a key is about the request at large (`aws:SourceIp`) and not about a claim of some issuer. */
export function isContextKey({ prefix }: KeyParts): boolean {
  return /^(?:aws|sts|iam)(?::|$)/.test(prefix);
}
