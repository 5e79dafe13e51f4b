import type { TypeFacts } from "../cloud";

export const ENVIRONMENT = "github:index/repositoryEnvironment:RepositoryEnvironment";
export const ENVIRONMENT_POLICY =
  "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy";
export const RUNNER_GROUP = "github:index/actionsRunnerGroup:ActionsRunnerGroup";
export const HOSTED_RUNNER = "github:index/actionsHostedRunner:ActionsHostedRunner";
export const REPOSITORY = "github:index/repository:Repository";
export const REPOSITORY_RULESET = "github:index/repositoryRuleset:RepositoryRuleset";
export const ORGANIZATION_RULESET = "github:index/organizationRuleset:OrganizationRuleset";
export const ORGANIZATION_SETTINGS = "github:index/organizationSettings:OrganizationSettings";
export const ORGANIZATION_PERMISSIONS =
  "github:index/actionsOrganizationPermissions:ActionsOrganizationPermissions";
export const REPOSITORY_PERMISSIONS =
  "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions";
export const ORGANIZATION_WORKFLOW_TOKEN =
  "github:index/actionsOrganizationWorkflowPermissions:ActionsOrganizationWorkflowPermissions";
export const REPOSITORY_WORKFLOW_TOKEN =
  "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions";
export const ORGANIZATION_SUBJECT =
  "github:index/actionsOrganizationOidcSubjectClaimCustomizationTemplate:ActionsOrganizationOidcSubjectClaimCustomizationTemplate";
export const REPOSITORY_SUBJECT =
  "github:index/actionsRepositoryOidcSubjectClaimCustomizationTemplate:ActionsRepositoryOidcSubjectClaimCustomizationTemplate";
export const ACCESS_LEVEL =
  "github:index/actionsRepositoryAccessLevel:ActionsRepositoryAccessLevel";

/** What there is one of in an organization, under the organization's own name. */
const ofOrganization: TypeFacts = { id: "{owner}", put: true, replaceOn: [] };
/** Likewise for a repository. */
const ofRepository: TypeFacts = { id: "{repository}", put: true, replaceOn: ["repository"] };

/** What GitHub knows each thing by, and what cannot be changed in place. */
export const TYPES: Readonly<Record<string, TypeFacts>> = {
  [REPOSITORY]: { id: "{name}", unique: "{owner}|repository|{name}", replaceOn: [] },
  // In another letter case it is the same environment, and writing it again is no error.
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
  [HOSTED_RUNNER]: {
    id: "{number}",
    unique: "{owner}|hosted-runner|{name}",
    replaceOn: ["image", "imageGen"],
  },
  [ORGANIZATION_PERMISSIONS]: ofOrganization,
  [ORGANIZATION_WORKFLOW_TOKEN]: {
    id: "{organizationSlug}",
    put: true,
    replaceOn: ["organizationSlug"],
  },
  [ORGANIZATION_SETTINGS]: ofOrganization,
  [ORGANIZATION_SUBJECT]: ofOrganization,
  [REPOSITORY_SUBJECT]: ofRepository,
  [REPOSITORY_WORKFLOW_TOKEN]: ofRepository,
  [REPOSITORY_PERMISSIONS]: ofRepository,
  [ACCESS_LEVEL]: ofRepository,
};
