import { type Condition, namesAction, readTrustDocument, type Statement } from "./document";
import { adviceFor } from "./advice";
import { isGithubIssuer } from "./issuers";
import { judge, opens, type RequestContext, type TokenClaims } from "./opens";
import { ENTER, issuersOf } from "./requirements";

/** A condition that a token does not meet. */
export interface Failure {
  readonly path: string;
  readonly key: string;
  readonly operator: string;
  readonly wanted: readonly string[];
  /** What the token carries; undefined where it lacks the claim. */
  readonly found: string | undefined;
  /** Why, and what to change, in words. */
  readonly advice: string;
}

export interface Explanation {
  readonly opens: boolean;
  readonly why: string;
  /** The Allow statement that comes nearest, by the fewest conditions that fail. */
  readonly statement?: string;
  readonly failures: readonly Failure[];
}

/**
 * Why a token may enter or not: of the statement that comes nearest, every condition that fails and what to
 * change. Claims and context as in `opens`. Never throws.
 */
export function explain(
  document: unknown,
  claims: TokenClaims,
  context: RequestContext = {},
): Explanation {
  const trust = readTrustDocument(document);
  const { opens: open, why } = opens(trust, claims, context);
  if (open) return { opens: true, why, failures: [] };
  const candidates = trust.statements
    .filter(({ effect }) => effect === "Allow")
    .map((statement) => ({ statement, failures: failuresOf(statement, claims, context) }))
    .sort((one, other) => one.failures.length - other.failures.length);
  const [nearest] = candidates;
  if (nearest === undefined) return { opens: false, why, failures: [] };
  // Nothing fails where a Deny keeps the token out; `why` then names it.
  const { statement, failures } = nearest;
  return {
    opens: false,
    why,
    ...(failures.length > 0 ? { statement: statement.path } : {}),
    failures,
  };
}

/** Of several roles, those that open to the token first, then those that lack least. */
export function nearest<Role extends { readonly trust: unknown }>(
  roles: readonly Role[],
  claims: TokenClaims,
  context: RequestContext = {},
): readonly { readonly role: Role; readonly explanation: Explanation }[] {
  const cost = ({ opens: open, failures }: Explanation) =>
    open ? -1 : failures.reduce((sum, { key }) => sum + (key.endsWith(":aud") ? 1 : 2), 0);
  return roles
    .map((role) => ({ role, explanation: explain(role.trust, claims, context) }))
    .sort((one, other) => cost(one.explanation) - cost(other.explanation));
}

function failuresOf(statement: Statement, claims: TokenClaims, context: RequestContext): Failure[] {
  const stated = hostOf(claims["iss"]);
  const issuers = issuersOf(statement) ?? (stated === undefined ? [] : [stated]);
  const issuer = stated ?? issuers[0];
  if (
    issuer === undefined ||
    !issuers.some((name) => name.toLowerCase() === issuer.toLowerCase())
  ) {
    return [wrongIssuer(statement, stated)];
  }
  const failures = statement.conditions
    .map((condition) => ({
      condition,
      ...judge(condition, statement, { issuer, claims, context }),
    }))
    .filter(({ holds }) => !holds)
    .map(({ condition, found }) => failure(condition, found, issuer, claims));
  if (namesAction(statement.actions, ENTER)) return failures;
  const { path, values } = statement.actions;
  const advice = `A token enters by ${ENTER}; the statement must allow that action.`;
  return [
    { path, key: "Action", operator: "names", wanted: values, found: ENTER, advice },
    ...failures,
  ];
}

function hostOf(iss: unknown): string | undefined {
  return typeof iss === "string" ? iss.replace(/^https?:\/\//i, "").replace(/\/+$/, "") : undefined;
}

function wrongIssuer({ principals }: Statement, stated: string | undefined): Failure {
  const wanted = principals.named.map(({ provider, value }) => provider?.issuer ?? value);
  const elsewhere = stated !== undefined && isGithubIssuer(stated) && wanted.some(isGithubIssuer);
  const advice = elsewhere
    ? `The token comes from ${stated}; trust the provider of that issuer, and use its name as the keys' prefix.`
    : "The statement trusts somebody else than the token's issuer; add a statement for its OIDC provider.";
  return {
    path: principals.path,
    key: "Principal",
    operator: "names",
    wanted,
    found: stated,
    advice,
  };
}

function failure(
  condition: Condition,
  found: readonly string[],
  issuer: string,
  claims: TokenClaims,
): Failure {
  const wanted = condition.values.map(({ text }) => text);
  const [value] = found;
  return {
    path: condition.path,
    key: condition.key,
    operator: condition.operatorName,
    wanted,
    found: value,
    advice: adviceFor({ condition, issuer, wanted, found: value, claims }),
  };
}
