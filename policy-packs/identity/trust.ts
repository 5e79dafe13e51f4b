import { githubIssuersOf } from "../../access/exactness";
import { readTrustDocument, type Statement, type TrustDocument } from "../../access/document";
import { type Intent, readDeclaredJobs } from "../../access/intent";
import { Latest } from "../../access/latest";
import type { Finding, Resource, ResourceContext } from "../lib/rule";

export const ROLE = "aws:iam/role:Role";
export const TRUST_ROLE = "airside:identity:TrustRole";

/** The role's trust policy. Read once, whichever rule asks first. */
export function trustOf({ props }: Resource): TrustDocument {
  return documents.get(props) ?? documents.set(props, readTrustDocument(props["assumeRolePolicy"]));
}

const documents = new Latest<Resource["props"], TrustDocument>(2);

/** A path within the document as a path within the role. */
export function at(path: string): string {
  return path === "" ? "assumeRolePolicy" : `assumeRolePolicy.${path}`;
}

/** An answer that hangs on a value which is not known yet. */
export function notKnown(path: string): Finding {
  return { path, message: `${path} is not known yet.`, unknown: true };
}

/** What the role is meant to admit, as far as the component around it says. */
export function intentOf({ components, lane }: ResourceContext): Intent {
  const declared = components.find(({ type }) => type === TRUST_ROLE)?.props["claims"];
  const jobs = readDeclaredJobs(declared);
  return { jobs, pullRequests: jobs === undefined && lane === "untrusted" };
}

/** The jobs in the `claims` input of a trust component, one or a list, and where each of them stands. */
export function declaredClaims({ props }: Resource): { readonly path: string; value: unknown }[] {
  const claims = props["claims"];
  if (!Array.isArray(claims)) return [{ path: "claims", value: claims }];
  return claims.map((value: unknown, index) => ({ path: `claims[${index}]`, value }));
}

/** A statement that lets tokens of a GitHub issuer in, for each such issuer. */
export interface GithubTrust {
  readonly statement: Statement;
  readonly issuer: string;
}

export function githubTrusts(document: TrustDocument): readonly GithubTrust[] {
  return trusts.get(document) ?? trusts.set(document, findTrusts(document));
}

const trusts = new Latest<TrustDocument, readonly GithubTrust[]>(8);

function findTrusts(document: TrustDocument): GithubTrust[] {
  return document.statements.flatMap((statement) =>
    githubIssuersOf(statement).map((issuer) => ({ statement, issuer })),
  );
}

/**
 * What keeps a rule on GitHub trusts from judging: the document, or the part of a statement that says whom it
 * lets in. Conditions are for the rule itself to look at.
 */
export function unknownParts(document: TrustDocument): Finding[] {
  if (document.unknown) return [notKnown(at(""))];
  if (document.statements.every(({ unknown }) => unknown.length === 0)) return [];
  return document.statements
    .flatMap(({ unknown }) => unknown)
    .filter((path) => !path.includes(".Condition"))
    .map((path) => notKnown(at(path)));
}
