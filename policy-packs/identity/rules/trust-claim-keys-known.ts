import type { Condition, Statement } from "../../../access/document";
import { isGithubIssuer, resolvedClaims } from "../../../access/issuers";
import { meaningOf } from "../../../access/requirements";
import type { Finding, ResourceRule } from "../../lib/rule";
import { at, ROLE, trustOf, unknownParts, notKnown } from "../trust";

export const trustClaimKeysKnown: ResourceRule = {
  name: "trust-claim-keys-known",
  title: "Every condition on a GitHub token must use a key that STS resolves, once.",
  severity: "high",
  level: "mandatory",
  rationale:
    "A key that STS does not know is absent from every request: the statement opens nothing, until somebody widens it in despair.",
  remedy: "Use the keys that STS resolves under the prefix of the statement's own provider.",
  controls: ["SOC 2 CC6.1"],
  kind: "resource",
  appliesTo: [ROLE],
  exceptableDays: 30,
  check(resource) {
    const document = trustOf(resource);
    return [
      ...unknownParts(document),
      ...document.statements.flatMap((statement) => ofStatement(resource.name, statement)),
    ];
  },
};

function ofStatement(name: string, statement: Statement): Finding[] {
  const issuers = statement.principals.named
    .map(({ provider }) => provider?.issuer.toLowerCase())
    .filter((issuer) => issuer !== undefined);
  const found = statement.conditions.flatMap((condition) => {
    const problem = problemOf(condition, issuers);
    if (problem === undefined) return [];
    const message = `The role "${name}" must use keys that STS resolves: ${problem}.`;
    return [{ path: at(condition.path), message }];
  });
  const unknown = statement.unknown.filter((path) => path.includes(".Condition"));
  return issuers.some(isGithubIssuer) ? [...found, ...unknown.map((p) => notKnown(at(p)))] : found;
}

function problemOf(condition: Condition, issuers: readonly string[]): string | undefined {
  const { key, doubled, parts } = condition;
  const { prefix, claim } = parts;
  const trusted = issuers.filter(isGithubIssuer);
  if (!isGithubIssuer(prefix)) {
    const meant =
      trusted.length === 0 || issuers.some((issuer) => meaningOf(parts, issuer) !== "absent");
    return meant ? undefined : `"${key}" is no key of ${trusted.join(" or ")}`;
  }
  if (doubled) return `"${key}" stands twice, letter case aside`;
  if (issuers.length > 0 && !issuers.includes(prefix)) {
    return `"${key}" is of another issuer than the statement's provider ${issuers.join(" or ")}`;
  }
  return resolvedClaims(prefix).has(claim)
    ? undefined
    : `"${key}" is not among ${[...resolvedClaims(prefix)].join(", ")}`;
}
