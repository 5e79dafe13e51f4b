import type { StackFinding, StackRule } from "../../lib/rule";
import {
  type NamedRepository,
  ownedParts,
  type TrustedEnvironment,
  type TrustingRole,
  trustingRoles,
} from "../facts/environments";
import { Owned } from "../facts/owned";

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
    const owned = new Owned(facts.of(ownedParts), register);
    return facts
      .of(trustingRoles)
      .flatMap((role) => role.trusted.flatMap((trusted) => judge(role, trusted, owned)));
  },
};

function judge(role: TrustingRole, trusted: TrustedEnvironment, stack: Owned): StackFinding[] {
  const repository = stack.named(trusted.repository);
  return repository === undefined
    ? [unnamed(role, trusted)]
    : judgeNamed(role, trusted, repository, stack);
}

function unnamed(
  { id, label }: TrustingRole,
  { path, repository, environment }: TrustedEnvironment,
): StackFinding {
  const whose =
    repository !== undefined && "id" in repository
      ? `the repository with id ${repository.id}, which no service in the register has; record that id there`
      : "a repository that it does not name; pin the repository as well";
  const message = `The role "${label}" trusts the environment "${environment}" of ${whose}.`;
  return { resource: id, path, message, unknown: true };
}

function judgeNamed(
  { id, label }: TrustingRole,
  { path, environment }: TrustedEnvironment,
  repository: NamedRepository,
  stack: Owned,
): StackFinding[] {
  const service = stack.service(repository);
  const recorded = service?.environments?.find(({ name }) => same(name, environment));
  const ofRepository = stack.parts(repository);
  const owned = ofRepository.filter((part) => same(part.environment, environment));
  const found = owned.find(({ kind }) => kind === "environment");
  if (recorded?.reviewers?.length && (recorded.branch ?? recorded.tag) && !found) return [];
  const what = `the environment "${environment}" of ${repository.owner}/${repository.name}`;
  if (found === undefined) {
    const known =
      !stack.mayHold(repository, environment) && (service !== undefined || ofRepository.length > 0);
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

/** GitHub compares names without letter case. */
function same(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
