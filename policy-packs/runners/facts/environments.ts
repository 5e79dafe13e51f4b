import { type Reference, referenceOf } from "../../identity/facts/references";
import type { FactSource, Resource } from "../../lib/rule";
import { type Subject, subjectOf } from "../said";

interface OfRepository {
  readonly subject: Subject;
  readonly repository: Held;
  readonly environment: Held;
}

/** A value, and what it came from. */
export interface Held extends Pick<Reference, "sources"> {
  readonly value: unknown;
}

export interface DeploymentEnvironment extends OfRepository {
  readonly ids: readonly string[];
  readonly lane: string;
  readonly policy: unknown;
}

export const deploymentEnvironments: FactSource<DeploymentEnvironment> = {
  appliesTo: ["github:index/repositoryEnvironment:RepositoryEnvironment"],
  read: (resource, { lane }) => ({
    subject: subjectOf(resource),
    ids: resource.urn === undefined ? [resource.name] : [resource.name, resource.urn],
    lane,
    repository: held(resource, "repository"),
    environment: held(resource, "environment"),
    policy: resource.props["deploymentBranchPolicy"],
  }),
};

/** A pattern of refs that may be deployed to an environment. */
export interface DeploymentPattern extends OfRepository {
  readonly path: string;
  readonly pattern: unknown;
}

const OLDER = "github:index/repositoryDeploymentBranchPolicy:RepositoryDeploymentBranchPolicy";

export const deploymentPatterns: FactSource<DeploymentPattern> = {
  appliesTo: [
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
    OLDER,
  ],
  read(resource) {
    const { props, type } = resource;
    const given =
      type === OLDER ? "name" : props["tagPattern"] == null ? "branchPattern" : "tagPattern";
    return {
      subject: subjectOf(resource),
      repository: held(resource, "repository"),
      environment: held(resource, type === OLDER ? "environmentName" : "environment"),
      path: given,
      pattern: props[given],
    };
  },
};

function held(resource: Resource, input: string): Held {
  return { value: resource.props[input], sources: referenceOf(resource, input).sources };
}
