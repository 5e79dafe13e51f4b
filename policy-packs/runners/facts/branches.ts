import { type Names, namesOf, type Reference, referenceOf } from "../../identity/facts/references";
import type { FactSource } from "../../lib/rule";
import { type Subject, subjectOf } from "../said";

export interface Repository extends Names {
  readonly subject: Subject;
  /** Unknown, or the resource's name where none is given. */
  readonly name: unknown;
  readonly defaultBranch: unknown;
}

export const repositories: FactSource<Repository> = {
  appliesTo: ["github:index/repository:Repository"],
  read: (resource) => ({
    ...namesOf(resource, "name"),
    subject: subjectOf(resource),
    name: resource.props["name"] ?? resource.name,
    defaultBranch: resource.props["defaultBranch"],
  }),
};

/** Something said of a repository in a resource of its own: its default branch, or a custom property. */
export interface RepositoryTrait {
  readonly repository: Reference;
  readonly known: boolean;
  readonly property: unknown;
  readonly value: unknown;
}

export const defaultBranches: FactSource<RepositoryTrait> = {
  appliesTo: ["github:index/branchDefault:BranchDefault"],
  read: (resource) => trait(resource, undefined, resource.props["branch"]),
};

export const customProperties: FactSource<RepositoryTrait> = {
  appliesTo: ["github:index/repositoryCustomProperty:RepositoryCustomProperty"],
  read: (resource) =>
    trait(resource, resource.props["propertyName"], resource.props["propertyValues"]),
};

function trait(resource: Parameters<typeof referenceOf>[0], property: unknown, value: unknown) {
  const repository = referenceOf(resource, "repository");
  const known = repository.values.length > 0 || repository.sources.length > 0;
  return { repository, known, property, value };
}

const RULESET = "github:index/repositoryRuleset:RepositoryRuleset";
const ORGANIZATION = "github:index/organizationRuleset:OrganizationRuleset";
const PROTECTION = "github:index/branchProtection:BranchProtection";
const PROTECTION_V3 = "github:index/branchProtectionV3:BranchProtectionV3";

/** What holds a branch to conditions: a ruleset, or a protection of the older kind. */
export interface BranchGuard {
  readonly subject: Subject;
  readonly kind: "ruleset" | "organization" | "protection" | "protection-v3";
  /** The repository that it is of; that of an organization is said by its conditions. */
  readonly repository: Reference;
  /** What its conditions were made from. */
  readonly conditions: Reference;
  readonly body: Readonly<Record<string, unknown>>;
}

const KINDS: Readonly<Record<string, BranchGuard["kind"]>> = {
  [RULESET]: "ruleset",
  [ORGANIZATION]: "organization",
  [PROTECTION]: "protection",
  [PROTECTION_V3]: "protection-v3",
};

export const branchGuards: FactSource<BranchGuard> = {
  appliesTo: Object.keys(KINDS),
  read(resource) {
    const kind = KINDS[resource.type];
    if (kind === undefined) return undefined;
    return {
      subject: subjectOf(resource),
      kind,
      repository: referenceOf(resource, kind === "protection" ? "repositoryId" : "repository"),
      conditions: referenceOf(resource, "conditions"),
      body: resource.props,
    };
  },
};
