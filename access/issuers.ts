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
/** Providers built into STS that have other claims than those. */
const BUILT_IN_CLAIMS = new Map<string, ReadonlySet<string>>([
  ["accounts.google.com", new Set([...OTHER_CLAIMS, "google/organization_number"])],
  ["graph.facebook.com", new Set(["app_id", "id"])],
  ["www.amazon.com", new Set(["app_id", "user_id"])],
]);

/** The claims of that issuer's tokens that STS resolves; all others are absent from every request. */
export function resolvedClaims(issuer: string): ReadonlySet<string> {
  const kind = issuerKind(issuer);
  if (kind === "github") return GITHUB_CLAIMS;
  if (kind !== "other") return PLAIN_CLAIMS;
  return BUILT_IN_CLAIMS.get(issuer.toLowerCase()) ?? OTHER_CLAIMS;
}

/** The claim that says for whom the issuer's tokens are made: Facebook and Amazon have `app_id` in place of `aud`. */
export function audienceClaim(issuer: string): string {
  return resolvedClaims(issuer).has("app_id") ? "app_id" : "aud";
}

const PROVIDER = /^arn:([^:]*):iam:[^:]*:[^:]*:oidc-provider\/(.+)$/i;

/** An OIDC provider as a principal names it. */
export interface OidcProvider {
  readonly issuer: string;
  /** Such as `aws` or `aws-us-gov`; empty where the provider is not named by ARN. */
  readonly partition: string;
}

/** The provider that a principal of that kind names; undefined for SAML and what is no provider. */
export function oidcProvider(principal: string, kind: string): OidcProvider | undefined {
  const { provider, plain } = providers.of(principal, readProvider);
  return plain || kind === "Federated" ? provider : undefined;
}

interface ReadProvider {
  readonly provider: OidcProvider | undefined;
  /** Whether it is plainly one, under whatever kind: a service is named by a host as well. */
  readonly plain: boolean;
}

const providers = new Recent<ReadProvider>(100, 500);

/** STS names the providers that are built into it (`accounts.google.com`) by host alone. */
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:\/\S*)?$/i;

function readProvider(principal: string): ReadProvider {
  const [, partition = "", issuer] = PROVIDER.exec(principal.trim()) ?? [];
  if (issuer !== undefined)
    return { provider: { issuer: issuer.replace(/\/+$/, ""), partition }, plain: true };
  const bare = principal
    .trim()
    .replace(/^https:\/\//i, "")
    .replace(/\/+$/, "");
  const plain = bare.includes(".") && (isGithubIssuer(bare) || issuerKind(bare) === "eks");
  const provider = plain || HOST.test(bare) ? { issuer: bare, partition: "" } : undefined;
  return { provider, plain };
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
