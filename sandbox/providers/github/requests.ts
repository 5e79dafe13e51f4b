import {
  ACCESS_LEVEL,
  ENVIRONMENT,
  ENVIRONMENT_POLICY,
  HOSTED_RUNNER,
  ORGANIZATION_PERMISSIONS,
  ORGANIZATION_RULESET,
  ORGANIZATION_SETTINGS,
  ORGANIZATION_SUBJECT,
  ORGANIZATION_WORKFLOW_TOKEN,
  REPOSITORY,
  REPOSITORY_PERMISSIONS,
  REPOSITORY_RULESET,
  REPOSITORY_SUBJECT,
  REPOSITORY_WORKFLOW_TOKEN,
  RUNNER_GROUP,
} from "./types";

/** One field of a request's body, and the input of the resource that it is filled from. */
export interface Field {
  /** Where the body has it: `a.b`, a list's items as `a[]`, a ruleset's rule as `rules[pull_request]`. */
  readonly field: string;
  /** Where the resource has it, a list's items likewise. */
  readonly input: string;
  readonly is: "string" | "integer" | "boolean";
  /** The body, or the object that holds the field, is refused without it. */
  readonly required?: true;
  readonly oneOf?: readonly string[];
  /** What else the service takes and this provider does not offer. */
  readonly notOffered?: readonly string[];
  readonly least?: number;
  readonly most?: number;
  /** The words in which GitHub describes a limit that the schema does not state. */
  readonly described?: string;
  /** The provider lets it pass: the service refuses it, when it is made. */
  readonly late?: true;
}

/** One call of GitHub's REST interface that a resource is written by. */
export interface Request {
  readonly call: string;
  readonly body: readonly Field[];
}

const boolean = (field: string, input: string, more: Partial<Field> = {}): Field => ({
  field,
  input,
  is: "boolean",
  ...more,
});
const string = (field: string, input: string, more: Partial<Field> = {}): Field => ({
  field,
  input,
  is: "string",
  ...more,
});
const integer = (field: string, input: string, more: Partial<Field> = {}): Field => ({
  field,
  input,
  is: "integer",
  ...more,
});

const REQUIRED = { required: true } as const;
const ALLOWED_ACTIONS = { oneOf: ["all", "local_only", "selected"] };
const TOKEN = [
  string("default_workflow_permissions", "defaultWorkflowPermissions", {
    oneOf: ["read", "write"],
  }),
  boolean("can_approve_pull_request_reviews", "canApprovePullRequestReviews"),
];

/** What both kinds of ruleset are written with. */
const RULESET: readonly Field[] = [
  // The length is the provider's own limit.
  string("name", "name", REQUIRED),
  string("enforcement", "enforcement", { ...REQUIRED, oneOf: ["disabled", "active", "evaluate"] }),
  integer("bypass_actors[].actor_id", "bypassActors[].actorId"),
  string("bypass_actors[].actor_type", "bypassActors[].actorType", {
    ...REQUIRED,
    oneOf: [
      "Integration",
      "OrganizationAdmin",
      "RepositoryRole",
      "Team",
      "DeployKey",
      "EnterpriseOwner",
      "User",
    ],
    notOffered: ["EnterpriseRole"],
  }),
  string("bypass_actors[].bypass_mode", "bypassActors[].bypassMode", {
    oneOf: ["always", "pull_request", "exempt"],
  }),
  ...pullRequestFields(),
  ...statusCheckFields(),
  integer(
    "rules[max_file_path_length].parameters.max_file_path_length",
    "rules.maxFilePathLength.maxFilePathLength",
    { ...REQUIRED, least: 1, most: 32_767, late: true },
  ),
  integer("rules[max_file_size].parameters.max_file_size", "rules.maxFileSize.maxFileSize", {
    ...REQUIRED,
    least: 1,
    most: 100,
  }),
];

function pullRequestFields(): Field[] {
  const [field, input] = ["rules[pull_request].parameters", "rules.pullRequest"];
  return [
    string(`${field}.allowed_merge_methods[]`, `${input}.allowedMergeMethods[]`, {
      oneOf: ["merge", "squash", "rebase"],
    }),
    // The provider sends its defaults where a program says nothing.
    boolean(`${field}.dismiss_stale_reviews_on_push`, `${input}.dismissStaleReviewsOnPush`),
    boolean(`${field}.require_code_owner_review`, `${input}.requireCodeOwnerReview`),
    boolean(`${field}.require_last_push_approval`, `${input}.requireLastPushApproval`),
    integer(`${field}.required_approving_review_count`, `${input}.requiredApprovingReviewCount`, {
      least: 0,
      most: 10,
      late: true,
    }),
    boolean(
      `${field}.required_review_thread_resolution`,
      `${input}.requiredReviewThreadResolution`,
    ),
  ];
}

function statusCheckFields(): Field[] {
  const [field, input] = ["rules[required_status_checks].parameters", "rules.requiredStatusChecks"];
  return [
    string(
      `${field}.required_status_checks[].context`,
      `${input}.requiredChecks[].context`,
      REQUIRED,
    ),
    integer(
      `${field}.required_status_checks[].integration_id`,
      `${input}.requiredChecks[].integrationId`,
    ),
    boolean(
      `${field}.strict_required_status_checks_policy`,
      `${input}.strictRequiredStatusChecksPolicy`,
    ),
    boolean(`${field}.do_not_enforce_on_create`, `${input}.doNotEnforceOnCreate`),
  ];
}

/** The calls by which each resource that Airside makes is written, and what their bodies may hold. */
export const REQUESTS: Readonly<Record<string, readonly Request[]>> = {
  [ENVIRONMENT]: [
    {
      call: "PUT /repos/{owner}/{repo}/environments/{environment_name}",
      body: [
        integer("wait_timer", "waitTimer", {
          least: 0,
          most: 43_200,
          described: "between 0 and 43,200",
        }),
        boolean("prevent_self_review", "preventSelfReview"),
        integer("reviewers[].id", "reviewers[].teams[]"),
        integer("reviewers[].id", "reviewers[].users[]"),
        boolean(
          "deployment_branch_policy.protected_branches",
          "deploymentBranchPolicy.protectedBranches",
          REQUIRED,
        ),
        boolean(
          "deployment_branch_policy.custom_branch_policies",
          "deploymentBranchPolicy.customBranchPolicies",
          REQUIRED,
        ),
      ],
    },
  ],
  [ENVIRONMENT_POLICY]: [
    {
      call: "POST /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies",
      // One of the two is given, and says the type.
      body: [string("name", "branchPattern"), string("name", "tagPattern")],
    },
  ],
  [RUNNER_GROUP]: [
    {
      call: "POST /orgs/{org}/actions/runner-groups",
      body: [
        string("name", "name", REQUIRED),
        string("visibility", "visibility", {
          oneOf: ["selected", "all"],
          notOffered: ["private"],
        }),
        integer("selected_repository_ids[]", "selectedRepositoryIds[]"),
        boolean("allows_public_repositories", "allowsPublicRepositories"),
        boolean("restricted_to_workflows", "restrictedToWorkflows"),
        string("selected_workflows[]", "selectedWorkflows[]"),
      ],
    },
  ],
  [HOSTED_RUNNER]: [
    {
      call: "POST /orgs/{org}/actions/hosted-runners",
      body: [
        string("name", "name", { ...REQUIRED, described: "between 1 and 64 characters" }),
        string("image.id", "image.id"),
        string("image.source", "image.source", { oneOf: ["github", "partner", "custom"] }),
        string("image.version", "imageVersion"),
        string("size", "size", REQUIRED),
        integer("runner_group_id", "runnerGroupId", REQUIRED),
        integer("maximum_runners", "maximumRunners", { least: 1 }),
        boolean("enable_static_ip", "publicIpEnabled"),
        boolean("image_gen", "imageGen"),
      ],
    },
  ],
  [REPOSITORY_RULESET]: [
    {
      call: "POST /repos/{owner}/{repo}/rulesets",
      body: [
        string("target", "target", { oneOf: ["branch", "tag", "push"] }),
        string("conditions.ref_name.include[]", "conditions.refName.includes[]"),
        string("conditions.ref_name.exclude[]", "conditions.refName.excludes[]"),
        string(
          "rules[required_deployments].parameters.required_deployment_environments[]",
          "rules.requiredDeployments.requiredDeploymentEnvironments[]",
          REQUIRED,
        ),
        ...RULESET,
      ],
    },
  ],
  [ORGANIZATION_RULESET]: [
    {
      call: "POST /orgs/{org}/rulesets",
      body: [
        string("target", "target", {
          oneOf: ["branch", "tag", "push"],
          notOffered: ["repository"],
        }),
        string(
          "rules[workflows].parameters.workflows[].path",
          "rules.requiredWorkflows.requiredWorkflows[].path",
          REQUIRED,
        ),
        integer(
          "rules[workflows].parameters.workflows[].repository_id",
          "rules.requiredWorkflows.requiredWorkflows[].repositoryId",
          REQUIRED,
        ),
        ...RULESET,
      ],
    },
  ],
  [ORGANIZATION_PERMISSIONS]: [
    {
      call: "PUT /orgs/{org}/actions/permissions",
      body: [
        string("enabled_repositories", "enabledRepositories", {
          ...REQUIRED,
          oneOf: ["all", "none", "selected"],
        }),
        string("allowed_actions", "allowedActions", ALLOWED_ACTIONS),
        boolean("sha_pinning_required", "shaPinningRequired"),
      ],
    },
    {
      call: "PUT /orgs/{org}/actions/permissions/selected-actions",
      body: selectedActions(),
    },
  ],
  [REPOSITORY_PERMISSIONS]: [
    {
      call: "PUT /repos/{owner}/{repo}/actions/permissions",
      body: [
        // The provider enables Actions where a program says nothing.
        boolean("enabled", "enabled"),
        string("allowed_actions", "allowedActions", ALLOWED_ACTIONS),
        boolean("sha_pinning_required", "shaPinningRequired"),
      ],
    },
    {
      call: "PUT /repos/{owner}/{repo}/actions/permissions/selected-actions",
      body: selectedActions(),
    },
  ],
  [ORGANIZATION_WORKFLOW_TOKEN]: [
    { call: "PUT /orgs/{org}/actions/permissions/workflow", body: TOKEN },
  ],
  [REPOSITORY_WORKFLOW_TOKEN]: [
    { call: "PUT /repos/{owner}/{repo}/actions/permissions/workflow", body: TOKEN },
  ],
  [ORGANIZATION_SUBJECT]: [
    {
      call: "PUT /orgs/{org}/actions/oidc/customization/sub",
      body: [string("include_claim_keys[]", "includeClaimKeys[]")],
    },
  ],
  [REPOSITORY_SUBJECT]: [
    {
      call: "PUT /repos/{owner}/{repo}/actions/oidc/customization/sub",
      body: [
        boolean("use_default", "useDefault", REQUIRED),
        string("include_claim_keys[]", "includeClaimKeys[]"),
      ],
    },
  ],
  [ORGANIZATION_SETTINGS]: [
    {
      call: "PATCH /orgs/{org}",
      body: [
        string("billing_email", "billingEmail"),
        string("default_repository_permission", "defaultRepositoryPermission", {
          oneOf: ["read", "write", "admin", "none"],
        }),
        boolean("members_can_create_repositories", "membersCanCreateRepositories"),
        boolean("web_commit_signoff_required", "webCommitSignoffRequired"),
      ],
    },
  ],
  [ACCESS_LEVEL]: [
    {
      call: "PUT /repos/{owner}/{repo}/actions/permissions/access",
      body: [
        string("access_level", "accessLevel", {
          ...REQUIRED,
          oneOf: ["none", "user", "organization", "enterprise"],
        }),
      ],
    },
  ],
  [REPOSITORY]: [
    {
      call: "POST /orgs/{org}/repos",
      body: [
        string("name", "name", REQUIRED),
        string("visibility", "visibility", { oneOf: ["public", "private", "internal"] }),
      ],
    },
  ],
};

function selectedActions(): Field[] {
  return [
    boolean("github_owned_allowed", "allowedActionsConfig.githubOwnedAllowed"),
    boolean("verified_allowed", "allowedActionsConfig.verifiedAllowed"),
    string("patterns_allowed[]", "allowedActionsConfig.patternsAlloweds[]"),
  ];
}
