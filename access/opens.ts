import type { Condition, Statement, TrustDocument } from "./document";
import { namesAction, readTrustDocument } from "./document";
import { glob } from "./glob";
import { GITHUB, keyParts } from "./issuers";
import { holds } from "./operators";
import { ENTER, meaningOf } from "./requirements";
import { type ConditionValue, hasUnresolved } from "./values";

/** Claims of a token, decoded. What is no text is compared as text; a list has several values. */
export type TokenClaims = Readonly<Record<string, unknown>>;
/** Values of keys about the request, such as `aws:SourceIp`. */
export type RequestContext = Readonly<Record<string, unknown>>;

export interface Opening {
  readonly opens: boolean;
  /** Which statement lets the token in, or what keeps it out, and what was taken for granted. */
  readonly why: string;
}

/**
 * Whether AWS would let the bearer of a token with these claims assume a role with this trust policy.
 *
 * Claims are taken as given and not checked against each other. Without `iss` the token comes from the issuer
 * of whichever provider a statement names. Any audience counts as registered on the provider. Claims that STS
 * does not resolve are absent; keys about the request that `context` lacks are satisfied in an Allow and not
 * in a Deny. Never throws.
 *
 * @param document JSON text, an object, or what `readTrustDocument` made of either.
 */
export function opens(
  document: unknown,
  claims: TokenClaims,
  context: RequestContext = {},
): Opening {
  const trust = isRead(document) ? document : readTrustDocument(document);
  if (trust.unknown) return { opens: true, why: "The document is not known; it may admit anyone." };
  if (trust.unreadable.length > 0) {
    return { opens: true, why: "The document cannot be read; it counts as admitting anyone." };
  }
  const failures: string[] = [];
  const issuers = issuersFor(trust, claims);
  for (const issuer of issuers) {
    const answer = enters(trust, { issuer, claims, context });
    if (answer.opens) return answer;
    if (answer.why !== "") failures.push(answer.why);
  }
  const why = failures.length > 0 ? [...new Set(failures)].join(" ") : silence(trust, issuers);
  return { opens: false, why };
}

/** Why a token does not enter where no statement is about it. */
function silence(trust: TrustDocument, issuers: readonly string[]): string {
  const allowed = trust.statements.filter(({ effect }) => effect === "Allow");
  if (allowed.length === 0) return "No statement allows anything.";
  const named = allowed.some((each) => issuers.some((issuer) => meansIssuer(each, issuer)));
  return named
    ? `No statement that names the token's issuer allows ${ENTER}.`
    : "No statement names the token's issuer.";
}

function isRead(document: unknown): document is TrustDocument {
  return (
    typeof document === "object" &&
    document !== null &&
    "statements" in document &&
    "unreadable" in document
  );
}

/** A token in a request for the role. */
export interface Request {
  readonly issuer: string;
  readonly claims: TokenClaims;
  readonly context: RequestContext;
}

function issuersFor(trust: TrustDocument, claims: TokenClaims): string[] {
  const stated = claims["iss"];
  if (typeof stated === "string") {
    return [stated.replace(/^https?:\/\//i, "").replace(/\/+$/, "")];
  }
  const named = trust.statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ principals }) => principals.named)
    .map(({ provider }) => provider?.issuer)
    .filter((issuer) => issuer !== undefined);
  const open = trust.statements.some((s) => s.principals.everyone || s.principals.not);
  return [...new Set(open ? [...named, GITHUB] : named)];
}

function enters(trust: TrustDocument, request: Request): Opening {
  const failures: string[] = [];
  const granted: string[] = [];
  const spared: string[] = [];
  let opener: Statement | undefined;
  for (const statement of trust.statements) {
    if (!mayEnterBy(statement, request.issuer)) continue;
    const outcome = statement.conditions.map((c) => ({
      condition: c,
      ...judge(c, statement, request),
    }));
    const failed = outcome.find(({ holds }) => !holds);
    const assumed = outcome.filter((each) => each.assumed).map(({ condition }) => condition.key);
    if (statement.effect === "Deny" && isReadable(statement)) {
      if (failed === undefined) return { opens: false, why: `${statement.path} denies it.` };
      spared.push(...assumed);
    }
    if (statement.effect !== "Allow") continue;
    if (failed === undefined) {
      opener ??= statement;
      granted.push(...assumed);
    } else {
      failures.push(`${statement.path}: ${reason(failed.condition, failed.found)}.`);
    }
  }
  if (opener === undefined) return { opens: false, why: failures.join(" ") };
  const taken = [
    granted.length > 0 ? ` Taken as satisfied: ${[...new Set(granted)].join(", ")}.` : "",
    spared.length > 0
      ? ` Taken as not satisfied in a Deny: ${[...new Set(spared)].join(", ")}.`
      : "",
  ];
  return { opens: true, why: `${opener.path} admits it.${taken.join("")}` };
}

/** Whether the statement is about tokens of that issuer and the action by which they enter. */
export function mayEnterBy(statement: Statement, issuer: string): boolean {
  return namesAction(statement.actions, ENTER) && meansIssuer(statement, issuer);
}

function meansIssuer({ principals }: Statement, issuer: string): boolean {
  if (principals.everyone) return true;
  const named = principals.named.some(
    ({ provider }) => provider !== undefined && glob(provider.issuer, true).matches(issuer),
  );
  return named !== principals.not;
}

/** A Deny that could not be read in full denies nobody for certain. */
function isReadable({ principals, unknown }: Statement): boolean {
  const star = principals.named.some(({ value }) => value === "*");
  return unknown.length === 0 && (star || !principals.everyone);
}

/** Whether a Deny can be counted on: not where it spares those it names, since AWS matches them by session too. */
export function surelyMeant(statement: Statement): boolean {
  return isReadable(statement) && !statement.principals.not;
}

/** What a condition of a statement makes of a request. */
export interface Judgement {
  readonly holds: boolean;
  /** True where a key that nobody gave, or doubt, decided it. */
  readonly assumed: boolean;
  /** What the request carries under the key. */
  readonly found: readonly string[];
}

export function judge(condition: Condition, statement: Statement, request: Request): Judgement {
  const allow = statement.effect === "Allow";
  const meaning = meaningOf(condition.parts, request.issuer);
  const stated = valueUnder(request.context, condition.key);
  if (meaning === "context" && stated === undefined)
    return { holds: allow, assumed: true, found: [] };
  const value =
    stated ?? (typeof meaning === "object" ? valueUnder(request.claims, meaning.claim) : undefined);
  const found = textsOf(value);
  const { operator, values, doubled } = condition;
  const unsure = operator === undefined || doubled || values.some(({ unknown }) => unknown);
  if (unsure) return { holds: allow, assumed: true, found };
  const resolve = (variable: string) => {
    const claim = meaningOf(keyParts(variable), request.issuer);
    const named = typeof claim === "object" ? valueUnder(request.claims, claim.claim) : undefined;
    return textsOf(valueUnder(request.context, variable) ?? named)[0];
  };
  const isOpen = (value: ConditionValue) => hasUnresolved(value, resolve);
  const open = values.some(isOpen);
  // A variable that nobody can tell may stand for anything: that widens an Allow, and keeps a Deny from counting.
  if (open && (!allow || operator.negated)) return { holds: allow, assumed: true, found };
  // One that is no key of the request is absent from it, and a value with an absent variable matches nothing.
  const isAbsent = (variable: string) =>
    meaningOf(keyParts(variable), request.issuer) !== "context";
  const live = values.filter(
    (value) => !hasUnresolved(value, (v) => (isAbsent(v) ? resolve(v) : "")),
  );
  return { holds: holds(operator, live, found, resolve), assumed: live.some(isOpen), found };
}

function valueUnder(values: Readonly<Record<string, unknown>>, name: string): unknown {
  const key = Object.keys(values).find((other) => other.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : values[key];
}

function textsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return [typeof value === "string" ? value : (JSON.stringify(value) ?? "")];
}

function reason({ key, operatorName, values }: Condition, found: readonly string[]): string {
  const has = found.length === 0 ? "is absent" : `is ${found.map((v) => `"${v}"`).join(", ")}`;
  const asked = values.map(({ text }) => `"${text}"`).join(" or ") || "nothing";
  return `${key} ${has}, and ${operatorName} asks for ${asked}`;
}
