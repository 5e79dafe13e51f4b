import { excessOf } from "../../../access/exactness";
import type { Excess } from "../../../access/excess";
import { declarationFaults } from "../../../access/intent";
import type { Finding, ResourceRule } from "../../lib/rule";
import { at, intentOf, notKnown, ROLE, TRUST_ROLE, trustOf } from "../trust";

export const trustSubjectExact: ResourceRule = {
  name: "trust-subject-exact",
  title:
    "The GitHub tokens that a role's trust policy admits must be those of the jobs it is meant for.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Whoever can run a workflow anywhere in the language of a loose subject holds the role's permissions.",
  remedy:
    "Let identity.TrustRole write the trust policy from claims, or name one repository and one branch, tag or environment in each subject.",
  controls: ["CIS AWS 7.0 2.19", "SOC 2 CC6.1"],
  kind: "resource",
  appliesTo: [ROLE, TRUST_ROLE],
  exceptableDays: false,
  check(resource, context) {
    if (resource.type === TRUST_ROLE) {
      return declarationFaults(resource.props["claims"]).map(({ path, unknown }) =>
        unknown ? notKnown(path) : undeclared(resource.name, path),
      );
    }
    return excessOf(trustOf(resource), intentOf(context)).map((excess) =>
      excess.unknown ? notKnown(at(excess.path)) : finding(resource.name, excess),
    );
  },
};

function undeclared(name: string, path: string): Finding {
  const message =
    `The trust role "${name}" must say in ${path} which one job may assume it: a repository by owner, name and ` +
    "ids, and one branch, tag or environment, no pattern.";
  return { path, message };
}

function finding(name: string, { path, problem, token, repaired }: Excess): Finding {
  const shown = token && JSON.stringify(token);
  const lets = repaired ? "Once somebody repairs it, it lets in" : "It lets in";
  const message =
    `The role "${name}" admits GitHub tokens beyond one exact job: ${problem}. ` +
    `${shown ? `${lets} ${shown}. ` : ""}` +
    'Name one repository and one branch, tag or environment, such as "repo:acme/api:environment:production".';
  return { path: at(path), message };
}
