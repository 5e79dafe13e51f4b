import type { Register } from "../../lib/register";
import type { StackFinding, StackRule } from "../../lib/rule";
import {
  type OwnedPart,
  ownedParts,
  type TrustedEnvironment,
  type TrustingRole,
  trustingRoles,
} from "../facts/environments";

export const trustEnvironmentProtected: StackRule = {
  name: "trust-environment-protected",
  title:
    "A trusted deployment environment must be owned by the stack or the register, and protected.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "A subject with an environment carries no branch: whoever may name the environment in a workflow enters.",
  remedy: "Declare repository.DeploymentEnvironment for it, or record it in register/services.",
  controls: ["SOC 2 CC8.1"],
  kind: "stack",
  reads: [trustingRoles, ownedParts],
  exceptableDays: 14,
  check(facts, { register }) {
    const parts = facts.of(ownedParts);
    return facts
      .of(trustingRoles)
      .flatMap((role) => role.trusted.flatMap((trusted) => judge(role, trusted, parts, register)));
  },
};

function judge(
  { id, label }: TrustingRole,
  trusted: TrustedEnvironment,
  parts: readonly OwnedPart[],
  register: Register | undefined,
): StackFinding[] {
  const { path, owner, repository, environment } = trusted;
  const service = register?.services.find(
    ({ repository: own }) => same(own.owner, owner) && same(own.name, repository),
  );
  const recorded = service?.environments?.find(({ name }) => same(name, environment));
  const ofRepository = parts.filter((part) => same(part.repository, repository));
  const owned = ofRepository.filter((part) => same(part.environment, environment));
  const found = owned.find(({ kind }) => kind === "environment");
  if (recorded?.reviewers?.length && (recorded.branch ?? recorded.tag) && !found) return [];
  const what = `the environment "${environment}" of ${owner}/${repository}`;
  if (found === undefined) {
    const unknown = parts.some(
      (part) =>
        part.kind === "environment" &&
        may(part.repository, repository) &&
        may(part.environment, environment),
    );
    const known = !unknown && (service !== undefined || ofRepository.length > 0);
    const message = `The role "${label}" trusts ${what}, which neither the stack nor the register owns with reviewers and refs.`;
    return [{ resource: id, path, message, ...(known ? {} : { unknown: true as const }) }];
  }
  const faults = [
    ...found.faults,
    ...(found.custom && !owned.some(({ kind }) => kind === "ref")
      ? ["no ref is listed for it"]
      : []),
    ...(owned.some(({ kind }) => kind === "any-ref") ? ["a pattern for it fits any ref"] : []),
  ];
  if (faults.length === 0) return [];
  const message = `The role "${label}" trusts ${what}, which is not protected: ${faults.join(", ")}.`;
  return [{ resource: id, path, message }];
}

/** GitHub compares these names without letter case. */
function same(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

/** Whether a name that is not known yet could turn out to be this one. */
function may(one: string | undefined, other: string): boolean {
  return one === undefined || same(one, other);
}
