import { subjectOf } from "../../../access/forms";
import type { Glob } from "../../../access/glob";
import { isPin, pinsOf } from "../../../access/pins";
import { conditionsOn } from "../../../access/requirements";
import { readRepository } from "../../../access/subject";
import { globOf } from "../../../access/values";
import type { FactSource, Resource, ResourceContext } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { environmentReviewersRequired } from "../../runners/rules/environment-reviewers-required";
import { at, type GithubTrust, githubTrusts, ROLE, trustOf } from "../trust";

export interface NamedRepository {
  readonly owner: string;
  readonly name: string;
}

/** By id where nothing pins the name; undefined where nothing says which one it is. */
export type TrustedRepository = NamedRepository | { readonly id: string } | undefined;

/** An environment that a role trusts. */
export interface TrustedEnvironment {
  readonly path: string;
  readonly repository: TrustedRepository;
  readonly environment: string;
}

export interface TrustingRole {
  readonly id: string;
  readonly label: string;
  readonly trusted: readonly TrustedEnvironment[];
}

export const trustingRoles: FactSource<TrustingRole> = {
  appliesTo: [ROLE],
  read(resource) {
    const all = githubTrusts(trustOf(resource)).flatMap(environmentsOf);
    const trusted = [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
    const { name, urn } = resource;
    return trusted.length === 0 ? undefined : { id: urn ?? name, label: name, trusted };
  },
};

/** Subject and claims hold together: either may name the environment, and either its repository. */
function environmentsOf(trust: GithubTrust): TrustedEnvironment[] {
  const claimed = { repositories: claimedRepositories(trust), places: claimedPlaces(trust) };
  return subjectsOf(trust).flatMap(({ path, repository, environment }) => {
    const repositories = repository === undefined ? claimed.repositories : [repository];
    const places = environment === undefined ? claimed.places : [{ path: at(path), environment }];
    return places.flatMap((place) => repositories.map((each) => ({ ...place, repository: each })));
  });
}

/** What one value of the subject says; a statement that asks for no subject has one that says nothing. */
interface SubjectPlace {
  readonly path: string;
  readonly repository: TrustedRepository;
  readonly environment: string | undefined;
}

function subjectsOf({ statement, issuer }: GithubTrust): SubjectPlace[] {
  const asked = conditionsOn(statement, issuer, "sub");
  const pin = asked.find(isPin);
  const found = (pin === undefined ? asked : [pin]).flatMap(({ values, operator }) =>
    values.map((value) => {
      const pattern = globOf(value, operator?.comparison === "like", false);
      return { path: value.path, ...(pattern.exact ? placeOf(pattern) : beforeWildcard(pattern)) };
    }),
  );
  const nothing = { path: statement.path, repository: undefined, environment: undefined };
  return found.length > 0 ? found : [nothing];
}

function placeOf(pattern: Glob): Omit<SubjectPlace, "path"> {
  const { repository, repositoryId: id, environment } = subjectOf(pattern) ?? {};
  const byId = id === undefined ? undefined : { id };
  return {
    repository: named(repository) ?? byId,
    environment: environment?.replaceAll("%3A", ":"),
  };
}

function beforeWildcard({ text }: Glob): Omit<SubjectPlace, "path"> {
  const [, repository = ""] = /^repo:([^:*?]+):/.exec(text) ?? [];
  return { repository: named(readRepository(repository)), environment: undefined };
}

function named(repository: NamedRepository | undefined): NamedRepository | undefined {
  return repository && { owner: repository.owner, name: repository.name };
}

function claimedRepositories({ statement, issuer }: GithubTrust): TrustedRepository[] {
  const names = pinsOf(statement, issuer, "repository")?.map((each) => {
    const [owner = "", name = ""] = each.split("/");
    return { owner, name };
  });
  const byId = () => pinsOf(statement, issuer, "repository_id")?.map((id) => ({ id }));
  return names ?? byId() ?? [undefined];
}

function claimedPlaces({ statement, issuer }: GithubTrust) {
  const pin = conditionsOn(statement, issuer, "environment").find(isPin);
  return (pin?.values ?? []).map(({ path, text: environment }) => ({
    path: at(path),
    environment,
  }));
}

/** Something of a repository that the stack owns; an environment, or a ref, or any ref, that may deploy to one. */
export interface OwnedPart {
  /** Undefined where it is not known yet. */
  readonly repository: string | undefined;
  readonly environment: string | undefined;
  readonly kind: "environment" | "ref" | "any-ref" | "other";
  /** What keeps the environment from being protected, its refs aside. */
  readonly faults: readonly string[];
  /** Whether its refs are listed in resources of their own. */
  readonly custom: boolean;
}

const ENVIRONMENT = "github:index/repositoryEnvironment:RepositoryEnvironment";
const REFS = [
  "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
  "github:index/repositoryDeploymentBranchPolicy:RepositoryDeploymentBranchPolicy",
];

export const ownedParts: FactSource<OwnedPart> = {
  appliesTo: [ENVIRONMENT, ...REFS, "github:index/repository:Repository"],
  read(resource, context) {
    const { type, props } = resource;
    const environment = text(props["environment"] ?? props["environmentName"]);
    const part = { repository: text(props["repository"]), environment, custom: false, faults: [] };
    if (type === ENVIRONMENT)
      return { ...part, kind: "environment", ...protectionOf(resource, context) };
    if (!REFS.includes(type)) {
      const repository = props["name"] == null ? resource.name : text(props["name"]);
      return { ...part, repository, environment: undefined, kind: "other" };
    }
    const inputs = ["branchPattern", "tagPattern", "name"];
    const patterns = inputs.map((input) => props[input]).filter((each) => typeof each === "string");
    if (patterns.length === 0) return { ...part, kind: "other" };
    return { ...part, kind: patterns.some((each) => /^[*?/]*$/.test(each)) ? "any-ref" : "ref" };
  },
};

function protectionOf(resource: Resource, context: ResourceContext) {
  const lane = "deploy";
  const reviewers = environmentReviewersRequired.check(resource, { ...context, lane });
  const policy = resource.props["deploymentBranchPolicy"];
  const { protectedBranches, customBranchPolicies } = Object(policy);
  const one = (protectedBranches === true) !== (customBranchPolicies === true);
  const refs = one || isUnknown(policy) ? [] : ["deploymentBranchPolicy restricts no refs"];
  const faults = [
    ...reviewers.filter(({ unknown }) => !unknown).map(({ path }) => `${path} is weak`),
    ...refs,
  ];
  return { faults, custom: customBranchPolicies === true };
}

/** Undefined where the value is not known yet; what is no text names nothing. */
function text(value: unknown): string | undefined {
  if (isUnknown(value)) return undefined;
  return typeof value === "string" ? value : "";
}
