import type { Cloud, Connection, Subject, TypeFacts } from "./cloud";
import type { Environment } from "./guard";
import { isObject, type Properties, text, UNKNOWN } from "./values";
import type { World } from "./world";

const ENVIRONMENT = "github:index/repositoryEnvironment:RepositoryEnvironment";
const ENVIRONMENT_POLICY =
  "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy";
const RUNNER_GROUP = "github:index/actionsRunnerGroup:ActionsRunnerGroup";
const REPOSITORY = "github:index/repository:Repository";
const REPOSITORY_RULESET = "github:index/repositoryRuleset:RepositoryRuleset";
const ORGANIZATION_RULESET = "github:index/organizationRuleset:OrganizationRuleset";

/** What there is one of in an organization, under the organization's own name. */
const ofOrganization: TypeFacts = { id: "{owner}", put: true, replaceOn: [] };
/** Likewise for a repository. */
const ofRepository: TypeFacts = { id: "{repository}", put: true, replaceOn: ["repository"] };

const TYPES: Readonly<Record<string, TypeFacts>> = {
  [REPOSITORY]: { id: "{name}", unique: "{owner}|repository|{name}", replaceOn: [] },
  [ENVIRONMENT]: {
    id: "{repository}:{environment}",
    unique: "{owner}|environment|{repository}|{environment}",
    put: true,
    defaults: { waitTimer: 0, preventSelfReview: false, canAdminsBypass: true },
    replaceOn: ["repository", "environment"],
  },
  [ENVIRONMENT_POLICY]: {
    id: "{repository}:{environment}:{number}",
    unique: "{owner}|deployment-policy|{repository}|{environment}|{branchPattern}|{tagPattern}",
    replaceOn: ["repository", "environment", "branchPattern", "tagPattern"],
  },
  [REPOSITORY_RULESET]: {
    id: "{number}",
    unique: "{owner}|ruleset|{repository}|{name}",
    replaceOn: ["repository"],
  },
  [ORGANIZATION_RULESET]: { id: "{number}", unique: "{owner}|ruleset||{name}", replaceOn: [] },
  [RUNNER_GROUP]: {
    id: "{number}",
    unique: "{owner}|runner-group|{name}",
    defaults: { allowsPublicRepositories: false, restrictedToWorkflows: false },
    replaceOn: [],
  },
  "github:index/actionsHostedRunner:ActionsHostedRunner": {
    id: "{number}",
    unique: "{owner}|hosted-runner|{name}",
    replaceOn: ["image"],
  },
  "github:index/actionsOrganizationPermissions:ActionsOrganizationPermissions": ofOrganization,
  "github:index/actionsOrganizationWorkflowPermissions:ActionsOrganizationWorkflowPermissions": {
    id: "{organizationSlug}",
    put: true,
    replaceOn: ["organizationSlug"],
  },
  "github:index/organizationSettings:OrganizationSettings": ofOrganization,
  "github:index/actionsOrganizationOidcSubjectClaimCustomizationTemplate:ActionsOrganizationOidcSubjectClaimCustomizationTemplate":
    ofOrganization,
  "github:index/actionsRepositoryOidcSubjectClaimCustomizationTemplate:ActionsRepositoryOidcSubjectClaimCustomizationTemplate":
    ofRepository,
  "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions": ofRepository,
  "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions": ofRepository,
};

export const github: Cloud = {
  name: "github",
  strict: false,
  connect,
  scope: ({ connection }) => connection.scope,
  facts: (type) => TYPES[type],
  // GitHub's names are all contracts with people: none is made up.
  nameRule: () => undefined,
  problems,
  refusal,
  exists,
};

function connect(config: Properties, environment: Environment): Connection {
  const owner = text(config["owner"]) || environment["GITHUB_OWNER"] || "";
  if (!/^[A-Za-z0-9](-?[A-Za-z0-9_])*$/.test(owner)) {
    throw new Error(
      `the GitHub provider needs an owner such as acme, got ${owner ? `"${owner}"` : "none"}; ` +
        'set the configuration "github:owner"',
    );
  }
  return { owner, scope: owner.toLowerCase() };
}

function problems({ type, properties }: Subject): string[] {
  if (type === ENVIRONMENT) return environmentProblems(properties);
  if (type === ENVIRONMENT_POLICY) return policyProblems(properties);
  if (type === RUNNER_GROUP) return groupProblems(properties);
  if (type === REPOSITORY_RULESET || type === ORGANIZATION_RULESET)
    return rulesetProblems(type, properties);
  return [];
}

/** What the service answers with 422 on writing an environment. */
function environmentProblems({
  environment,
  reviewers,
  deploymentBranchPolicy,
  waitTimer,
}: Properties) {
  const found: string[] = [];
  if (
    typeof environment === "string" &&
    environment !== UNKNOWN &&
    (environment === "" || environment.length > 255)
  ) {
    found.push(`"environment" must have 1 to 255 characters, got ${environment.length}`);
  }
  const lists = [reviewers].flat().filter(isObject);
  const ids = lists.flatMap(({ teams, users }) => [teams, users].flat()).filter((id) => id != null);
  if (ids.length > 6)
    found.push(`"reviewers" may name 6 users and teams in all, got ${ids.length}`);
  if (isObject(deploymentBranchPolicy)) {
    const { protectedBranches, customBranchPolicies } = deploymentBranchPolicy;
    if (protectedBranches === customBranchPolicies && protectedBranches !== UNKNOWN) {
      found.push(
        '"deploymentBranchPolicy.protectedBranches" and "customBranchPolicies" cannot have the same value: ' +
          `got ${protectedBranches} for both`,
      );
    }
  }
  if (typeof waitTimer === "number" && !(waitTimer >= 0 && waitTimer <= 43_200)) {
    found.push(`"waitTimer" must be 0 to 43200 minutes, got ${waitTimer}`);
  }
  return found;
}

function policyProblems({ branchPattern, tagPattern }: Properties): string[] {
  const given = [branchPattern, tagPattern].filter((pattern) => pattern != null);
  return given.length === 1
    ? []
    : ['exactly one of "branchPattern" and "tagPattern" must be given'];
}

function groupProblems({
  visibility,
  selectedRepositoryIds,
  selectedWorkflows,
}: Properties): string[] {
  const found: string[] = [];
  if (visibility !== UNKNOWN && visibility !== "all" && visibility !== "selected") {
    found.push(`"visibility" must be "all" or "selected", got ${JSON.stringify(visibility)}`);
  }
  const ids = Array.isArray(selectedRepositoryIds) ? selectedRepositoryIds : [];
  if (visibility === "all" && ids.length > 0) {
    found.push('"selectedRepositoryIds" may be given only with visibility "selected"');
  }
  const entry = /^[\w.-]+\/[\w.-]+\/\.github\/workflows\/[^@]+\.ya?ml@.+$/;
  for (const workflow of Array.isArray(selectedWorkflows) ? selectedWorkflows : []) {
    if (typeof workflow === "string" && workflow !== UNKNOWN && !entry.test(workflow)) {
      found.push(
        `"selectedWorkflows" must be owner/repository/.github/workflows/file@ref, got "${workflow}"`,
      );
    }
  }
  return found;
}

function rulesetProblems(type: string, { enforcement, target, conditions }: Properties): string[] {
  const found: string[] = [];
  const levels =
    type === ORGANIZATION_RULESET ? ["disabled", "active", "evaluate"] : ["disabled", "active"];
  if (enforcement !== UNKNOWN && !levels.includes(text(enforcement))) {
    found.push(
      `"enforcement" must be one of ${levels.join(", ")}, got ${JSON.stringify(enforcement)}`,
    );
  }
  if (target !== UNKNOWN && !["branch", "tag", "push"].includes(text(target))) {
    found.push(`"target" must be branch, tag or push, got ${JSON.stringify(target)}`);
  }
  const refName = isObject(conditions) ? conditions["refName"] : undefined;
  if (target === "push" && refName != null)
    found.push('"conditions.refName" may not be set with target "push"');
  if (type === ORGANIZATION_RULESET && isObject(conditions)) {
    const scopes = ["repositoryIds", "repositoryName", "repositoryProperty"].filter(
      (key) => conditions[key] != null,
    );
    if (scopes.length !== 1) {
      found.push(
        '"conditions" must have exactly one of repositoryIds, repositoryName and repositoryProperty, ' +
          `got ${scopes.length}`,
      );
    }
  }
  return found;
}

/** A policy of an environment that does not exist, or that takes no policies of its own. */
function refusal({ type, properties, connection }: Subject, world: World): string | undefined {
  if (type !== ENVIRONMENT_POLICY) return undefined;
  const { repository, environment } = properties;
  const key = { provider: "github", scope: connection.scope, type: ENVIRONMENT };
  const row = world.find({ ...key, id: `${repository}:${environment}` });
  if (row === undefined) return `404 Not Found: environment "${environment}" of ${repository}`;
  const policy = row.properties["deploymentBranchPolicy"];
  if (isObject(policy) && policy["customBranchPolicies"] === true) return undefined;
  return `422 the environment "${environment}" does not take custom branch policies`;
}

function exists({ type, properties }: Subject): string {
  const name = text(properties["name"]) || text(properties["environment"]);
  return `422 Validation Failed: ${type.slice(type.lastIndexOf(":") + 1)} "${name}": name already exists`;
}
