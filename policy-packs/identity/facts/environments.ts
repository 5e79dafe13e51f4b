import { subjectOf } from "../../../access/forms";
import { isPin, pinsOf } from "../../../access/pins";
import { conditionsOn } from "../../../access/requirements";
import { globOf } from "../../../access/values";
import type { FactSource, Resource, ResourceContext } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { environmentReviewersRequired } from "../../runners/rules/environment-reviewers-required";
import { at, type GithubTrust, githubTrusts, ROLE, trustOf } from "../trust";

/** An environment that a role trusts. */
export interface TrustedEnvironment {
  readonly path: string;
  readonly owner: string;
  readonly repository: string;
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
    const trusted = githubTrusts(trustOf(resource)).flatMap((trust) => {
      const named = bySubject(trust);
      return named.length > 0 ? named : byClaims(trust);
    });
    const { name, urn } = resource;
    return trusted.length === 0 ? undefined : { id: urn ?? name, label: name, trusted };
  },
};

function bySubject({ statement, issuer }: GithubTrust): TrustedEnvironment[] {
  return conditionsOn(statement, issuer, "sub").flatMap(({ values, operator }) =>
    values.flatMap((value) => {
      const pattern = globOf(value, operator?.comparison === "like", false);
      const subject = pattern.exact ? subjectOf(pattern) : undefined;
      if (!subject?.repository || subject.environment === undefined) return [];
      const { owner, name } = subject.repository;
      const environment = subject.environment.replaceAll("%3A", ":");
      return [{ path: at(value.path), owner, repository: name, environment }];
    }),
  );
}

/** A statement without such a subject may still pin both by name. */
function byClaims({ statement, issuer }: GithubTrust): TrustedEnvironment[] {
  const repositories = pinsOf(statement, issuer, "repository") ?? [];
  const pin = conditionsOn(statement, issuer, "environment").find(isPin);
  return (pin?.values ?? []).flatMap(({ path, text: environment }) =>
    repositories.map((each) => {
      const [owner = "", repository = ""] = each.split("/");
      return { path: at(path), owner, repository, environment };
    }),
  );
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
