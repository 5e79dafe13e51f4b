import { type Glob, joined, literal } from "./glob";
import type { Test } from "./language";
import type { Opening, TokenClaims } from "./opens";

/** What a Vault (or OpenBao) JWT role asks of a token, as its API names it. */
export interface VaultRole {
  /** `jwt`, or `oidc`, which is for browsers: no token enters by it. */
  readonly roleType: string;
  /** Empty: a token that names an audience is refused, one that names none is not. */
  readonly boundAudiences: readonly string[];
  readonly boundSubject: string | undefined;
  /** `glob` reads `*` as any run of characters, `/` and `:` included; all else is literal. */
  readonly boundClaimsType: string;
  /** By claim, or by JSON pointer (`/a/b`). Claims AND, the values of one claim OR. */
  readonly boundClaims: Readonly<Record<string, unknown>>;
}

/**
 * Whether Vault would let the bearer of a token with these claims log in. Issuer, signature and lifetime are taken as
 * checked. Never throws.
 */
export function opensVault(role: VaultRole, claims: TokenClaims): Opening {
  const why = refusal(role, claims);
  return why === undefined
    ? { opens: true, why: "The token has every bound claim." }
    : { opens: false, why };
}

function refusal(role: VaultRole, claims: TokenClaims): string | undefined {
  if (role.roleType !== "jwt")
    return `The role is of type ${role.roleType}, by which no token enters.`;
  if (!audienceAccepted(role.boundAudiences, listOf(claims["aud"]), true)) {
    return `aud is not one of the bound audiences (${role.boundAudiences.join(", ") || "none"}).`;
  }
  if (role.boundSubject && claims["sub"] !== role.boundSubject) {
    return `sub is not the bound subject ${role.boundSubject}.`;
  }
  const failed = Object.entries(role.boundClaims).find(
    ([claim, wanted]) => !claimAccepted(wanted, claimAt(claims, claim), role.boundClaimsType),
  );
  return failed && `${failed[0]} is not what the role binds it to.`;
}

/**
 * Whether a token's audiences pass. `strict`, as every login with a token is: one that names an audience needs a role
 * that binds some.
 */
export function audienceAccepted(
  bound: readonly unknown[],
  audiences: readonly unknown[],
  strict: boolean,
): boolean {
  if (bound.length === 0) return !strict || audiences.length === 0;
  return audiences.some((audience) => bound.includes(audience));
}

/** A value of the wrong kind ends the comparison, as it does in Vault. */
function claimAccepted(wanted: unknown, actual: unknown, type: string): boolean {
  if (actual === undefined || actual === null) return false;
  const values = listOf(actual);
  for (const one of listOf(wanted)) {
    for (const value of values) {
      if (type !== "glob") {
        if (one === value) return true;
        continue;
      }
      if (typeof one !== "string" || typeof value !== "string") return false;
      if (starGlob(one).matches(value)) return true;
    }
  }
  return false;
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A name that begins with `/` is a JSON pointer. */
function claimAt(claims: TokenClaims, name: string): unknown {
  if (!name.startsWith("/")) return Object.hasOwn(claims, name) ? claims[name] : undefined;
  let value: unknown = claims;
  for (const step of name.slice(1).split("/")) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

/** Vault's globs know `*` and nothing else. */
function starGlob(pattern: string): Glob {
  const pieces = pattern
    .split("*")
    .flatMap((text, index) => [
      ...(index > 0 ? [{ text: "*", wild: true }] : []),
      { text, wild: false },
    ]);
  return joined(pieces, false);
}

/**
 * What the role asks of a token's claims, in the shape in which trust policies are compared. Audiences are left out:
 * a token for Vault names another than a token for AWS. What is no text, no claim of GitHub's equals.
 */
export function vaultTests(role: VaultRole): Test[] {
  const asked = Object.entries(role.boundClaims).map(([name, wanted]): Test => {
    const texts = listOf(wanted).filter((value) => typeof value === "string");
    const globs = texts.map((text) =>
      role.boundClaimsType === "glob" ? starGlob(text) : literal(text),
    );
    return { claim: name.replace(/^\//, ""), positive: true, globs, ifAbsent: false };
  });
  const never: Test = { claim: "sub", positive: true, globs: [], ifAbsent: false };
  const subject: Test[] = role.boundSubject
    ? [{ claim: "sub", positive: true, globs: [literal(role.boundSubject)], ifAbsent: false }]
    : [];
  return role.roleType === "jwt" ? [...subject, ...asked] : [never];
}

/**
 * A role from the inputs of `vault.jwt.AuthBackendRole`, with the provider's defaults and its splitting of claim
 * values at commas. What is not text there counts as absent.
 */
export function readVaultRole(inputs: Readonly<Record<string, unknown>>): VaultRole {
  const text = (name: string) => (typeof inputs[name] === "string" ? inputs[name] : undefined);
  const bound = inputs["boundClaims"];
  const whole = inputs["disableBoundClaimsParsing"] === true;
  const entries = typeof bound === "object" && bound !== null ? Object.entries(bound) : [];
  return {
    roleType: text("roleType") ?? "oidc",
    boundAudiences: listOf(inputs["boundAudiences"]).filter((each) => typeof each === "string"),
    boundSubject: text("boundSubject"),
    boundClaimsType: text("boundClaimsType") || "string",
    boundClaims: Object.fromEntries(
      entries.map(([claim, value]) => [claim, whole ? value : claimValues(value)]),
    ),
  };
}

/** The alternatives that the provider makes of one claim's value. */
export function claimValues(value: unknown): unknown[] {
  return listOf(value).flatMap((each) =>
    typeof each === "string"
      ? each
          .split(",")
          .map((part) => part.trim())
          .filter((part) => part !== "")
      : [each],
  );
}
