import { weakness } from "../../../access/forms";
import { isGithubIssuer, issuerKind, type KeyParts } from "../../../access/issuers";
import type { Statement } from "../../../access/document";
import type { ResourceRule } from "../../lib/rule";
import { at, notKnown, ROLE, trustOf, unknownParts } from "../trust";

export const trustOperatorStrict: ResourceRule = {
  name: "trust-operator-strict",
  title: "A trust policy must compare a token's claims by positive operators that need the claim.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Negated operators, IfExists, ForAllValues and Null hold of tokens that lack the claim, or of all but a few.",
  remedy: "Use StringEquals, as identity.TrustRole does.",
  controls: ["SOC 2 CC6.1"],
  kind: "resource",
  appliesTo: [ROLE],
  exceptableDays: false,
  check(resource) {
    const document = trustOf(resource);
    const allowed = document.statements.filter(({ effect }) => effect === "Allow");
    const findings = allowed.flatMap((statement) =>
      statement.conditions
        .filter(({ parts }) => isClaimOf(statement, parts))
        .flatMap(({ path, key, operatorName, operator }) => {
          const why = weakness(operatorName, operator);
          if (why === undefined) return [];
          const message = `The role "${resource.name}" must compare ${key} by StringEquals, but has it under ${why}.`;
          return [{ path: at(path), message }];
        }),
    );
    const unknown = allowed
      .flatMap((statement) => statement.unknown)
      .filter((path) => path.includes(".Condition"));
    return [...unknownParts(document), ...findings, ...unknown.map((path) => notKnown(at(path)))];
  },
};

/** Whether the key is a claim of the statement's issuer, or of one that tokens plainly come from. */
function isClaimOf({ principals }: Statement, { prefix }: KeyParts): boolean {
  const own = principals.named.some(({ provider }) => provider?.issuer.toLowerCase() === prefix);
  return own || isGithubIssuer(prefix) || issuerKind(prefix) === "eks";
}
