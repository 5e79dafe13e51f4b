import { describe, expect, it } from "vitest";

import {
  ENVIRONMENT,
  ENVIRONMENT_POLICY,
  HOSTED_RUNNER,
  ORGANIZATION_PERMISSIONS,
  ORGANIZATION_RULESET,
  ORGANIZATION_SUBJECT,
  ORGANIZATION_WORKFLOW_TOKEN,
  REPOSITORY,
  REPOSITORY_RULESET,
  REPOSITORY_SUBJECT,
  RUNNER_GROUP,
} from "../../../sandbox/providers/github/types";
import { type Properties, UNKNOWN } from "../../../sandbox/providers/values";
import { withStandIn } from "./stand-in";

const API = "https://api.github.com";
const environment = {
  repository: "payments",
  environment: "production",
  deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
};
const group = { name: "airside-deploy", visibility: "selected", selectedRepositoryIds: [500043] };
const hosted = {
  name: "h",
  image: { id: "2306", source: "github" },
  size: "4-core",
  runnerGroupId: 1,
};
const branches = { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } };
const everywhere = { repositoryName: { includes: ["~ALL"], excludes: [] } };
const ruleset = {
  name: "main",
  target: "branch",
  enforcement: "active",
  rules: { deletion: true },
  conditions: { ...branches, ...everywhere },
};
const ofRepository = { ...ruleset, repository: "payments", conditions: branches };

describe("what the GitHub provider refuses in a preview", () => {
  const cases: [string, string, Properties, string][] = [
    [
      "a visibility",
      RUNNER_GROUP,
      { ...group, visibility: "private" },
      '"visibility" must be one of selected, all, got "private"',
    ],
    [
      "a wait",
      ENVIRONMENT,
      { ...environment, waitTimer: 99_999 },
      '"waitTimer" must be 0 to 43200, got 99999',
    ],
    [
      "seven teams",
      ENVIRONMENT,
      { ...environment, reviewers: [{ teams: [1, 2, 3, 4, 5, 6, 7] }] },
      '"reviewers.teams" may hold 6 ids, got 7',
    ],
    [
      "two patterns in one policy",
      ENVIRONMENT_POLICY,
      { repository: "payments", environment: "p", branchPattern: "main", tagPattern: "v*" },
      'exactly one of "branchPattern" and "tagPattern" must be given',
    ],
    [
      "a name",
      HOSTED_RUNNER,
      { ...hosted, name: "a b" },
      '"name" must have 1 to 64 letters, digits, dots, dashes and underscores, got "a b"',
    ],
    [
      "a version of GitHub's image",
      HOSTED_RUNNER,
      { ...hosted, imageVersion: "1.0.0" },
      '"imageVersion" can only be set when "image.source" is "custom"',
    ],
    [
      "an image's source",
      HOSTED_RUNNER,
      { ...hosted, image: { id: "1", source: "own" } },
      '"image.source" must be one of github, partner, custom, got "own"',
    ],
    [
      "no runners",
      HOSTED_RUNNER,
      { ...hosted, maximumRunners: 0 },
      '"maximumRunners" must be at least 1, got 0',
    ],
    [
      "an enforcement",
      ORGANIZATION_RULESET,
      { ...ruleset, enforcement: "on" },
      '"enforcement" must be one of disabled, active, evaluate, got "on"',
    ],
    [
      "a target",
      ORGANIZATION_RULESET,
      { ...ruleset, target: "commit" },
      '"target" must be one of branch, tag, push, got "commit"',
    ],
    [
      "a bypass by a word of the SDK's",
      ORGANIZATION_RULESET,
      { ...ruleset, bypassActors: [{ actorType: "Team", actorId: 1, bypassMode: "pullRequest" }] },
      '"bypassActors[].bypassMode" must be one of always, pull_request, exempt, got "pullRequest"',
    ],
    [
      "refs of a push ruleset",
      ORGANIZATION_RULESET,
      { ...ruleset, target: "push", rules: { maxFileSize: { maxFileSize: 5 } } },
      '"conditions.refName" must not be set for the target push',
    ],
    [
      "no refs of a branch ruleset",
      ORGANIZATION_RULESET,
      { ...ruleset, conditions: everywhere },
      '"conditions.refName" must be set for the target branch',
    ],
    [
      "a rule on refs in a push ruleset",
      ORGANIZATION_RULESET,
      { ...ruleset, target: "push", conditions: everywhere },
      '"rules.deletion" is not valid for the target push',
    ],
    [
      "a rule on pushes in a branch ruleset",
      REPOSITORY_RULESET,
      { ...ofRepository, rules: { maxFileSize: { maxFileSize: 5 } } },
      '"rules.maxFileSize" is not valid for the target branch',
    ],
    [
      "a file size",
      REPOSITORY_RULESET,
      {
        ...ofRepository,
        target: "push",
        conditions: undefined,
        rules: { maxFileSize: { maxFileSize: 500 } },
      },
      '"rules.maxFileSize.maxFileSize" must be 1 to 100, got 500',
    ],
    [
      "no scope",
      ORGANIZATION_RULESET,
      { ...ruleset, conditions: branches },
      '"conditions" must have exactly one of repositoryIds, repositoryName and repositoryProperty, got 0',
    ],
    [
      "two scopes",
      ORGANIZATION_RULESET,
      { ...ruleset, conditions: { ...branches, ...everywhere, repositoryIds: [1] } },
      '"conditions" must have exactly one of repositoryIds, repositoryName and repositoryProperty, got 2',
    ],
    [
      "required deployments in an organization",
      ORGANIZATION_RULESET,
      { ...ruleset, rules: { requiredDeployments: { requiredDeploymentEnvironments: ["p"] } } },
      'unexpected property "rules.requiredDeployments"',
    ],
    [
      "required workflows in a repository",
      REPOSITORY_RULESET,
      { ...ofRepository, rules: { requiredWorkflows: { requiredWorkflows: [] } } },
      'unexpected property "rules.requiredWorkflows"',
    ],
    [
      "no claim keys",
      ORGANIZATION_SUBJECT,
      { includeClaimKeys: [] },
      '"includeClaimKeys" must hold at least one key',
    ],
    [
      "a token's rights",
      ORGANIZATION_WORKFLOW_TOKEN,
      { organizationSlug: "acme", defaultWorkflowPermissions: "admin" },
      '"defaultWorkflowPermissions" must be one of read, write, got "admin"',
    ],
  ];
  it.each(cases)("%s", (_, type, inputs, problem) => {
    withStandIn("github", ({ check }) => {
      expect(check(type, "r", inputs).problems).toEqual([problem]);
    });
  });

  it("nothing that is not known yet", () => {
    withStandIn("github", ({ check }) => {
      const unknown: [string, Properties][] = [
        [
          RUNNER_GROUP,
          {
            name: UNKNOWN,
            visibility: UNKNOWN,
            selectedRepositoryIds: UNKNOWN,
            selectedWorkflows: [UNKNOWN],
          },
        ],
        [
          ENVIRONMENT,
          {
            ...environment,
            reviewers: UNKNOWN,
            deploymentBranchPolicy: UNKNOWN,
            waitTimer: UNKNOWN,
          },
        ],
        [
          ORGANIZATION_RULESET,
          {
            ...ruleset,
            target: UNKNOWN,
            conditions: UNKNOWN,
            enforcement: UNKNOWN,
            rules: UNKNOWN,
          },
        ],
        [HOSTED_RUNNER, { ...hosted, name: UNKNOWN, image: UNKNOWN, maximumRunners: UNKNOWN }],
      ];
      for (const [type, inputs] of unknown) expect(check(type, "r", inputs).problems).toEqual([]);
    });
  });
});

describe("what GitHub answers when it is written", () => {
  const known = "(500042, 500043, 500044, 500045, 500046)";
  const cases: [string, string, Properties, string][] = [
    [
      "a group without a name",
      RUNNER_GROUP,
      { visibility: "all" },
      `POST ${API}/orgs/acme/actions/runner-groups: 422 Invalid request.\n\n"name" wasn't supplied. []`,
    ],
    [
      "a repository that is not of the account",
      RUNNER_GROUP,
      { ...group, selectedRepositoryIds: [500043, 7] },
      `POST ${API}/orgs/acme/actions/runner-groups: 422 Validation Failed [Invalid selectedRepositoryIds, 7 is none of the sandbox's repositories ${known}; sandbox/providers/organizations.json has them]`,
    ],
    [
      "repositories of a group for all",
      RUNNER_GROUP,
      { ...group, visibility: "all" },
      "cannot use selected_repository_ids without visibility being set to selected",
    ],
    [
      "the default group's name",
      RUNNER_GROUP,
      { ...group, name: "Default" },
      `POST ${API}/orgs/acme/actions/runner-groups: 409 Runner group with name Default already exists []`,
    ],
    [
      "a workflow without a ref",
      RUNNER_GROUP,
      { ...group, selectedWorkflows: ["acme/gate/.github/workflows/d.yml"] },
      `422 Validation Failed [selected_workflows must be owner/repository/.github/workflows/file@ref, got "acme/gate/.github/workflows/d.yml"]`,
    ],
    [
      "an environment of no repository",
      ENVIRONMENT,
      { ...environment, repository: "nope" },
      `PUT ${API}/repos/acme/nope/environments/production: 404 Not Found`,
    ],
    [
      "seven reviewers in all",
      ENVIRONMENT,
      { ...environment, reviewers: [{ teams: [700, 701, 702], users: [4, 5, 6, 7] }] },
      `PUT ${API}/repos/acme/payments/environments/production: 422 Validation Failed [up to six users and teams may review, got 7]`,
    ],
    [
      "a team that is not of the account",
      ENVIRONMENT,
      { ...environment, reviewers: [{ teams: [9] }] },
      "422 Validation Failed [Invalid reviewers.teams, 9 is none of the sandbox's teams (700, 701, 702)",
    ],
    [
      "both kinds of refs",
      ENVIRONMENT,
      {
        ...environment,
        deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: true },
      },
      '422 "custom_branch_policies" and "protected_branches" cannot have the same value []',
    ],
    [
      "a nameless environment",
      ENVIRONMENT,
      { ...environment, environment: "e".repeat(256) },
      "422 Validation Failed [the name of an environment must have 1 to 255 characters]",
    ],
    [
      "a policy of no environment",
      ENVIRONMENT_POLICY,
      { repository: "payments", environment: "nope", branchPattern: "main" },
      `POST ${API}/repos/acme/payments/environments/nope/deployment-branch-policies: 404 Not Found [there is no environment "nope" in payments]`,
    ],
    [
      "a hosted runner of no group",
      HOSTED_RUNNER,
      hosted,
      `POST ${API}/orgs/acme/actions/hosted-runners: 404 Not Found [there is no runner group 1]`,
    ],
    [
      "a pull request rule on tags",
      ORGANIZATION_RULESET,
      { ...ruleset, target: "tag", rules: { pullRequest: {} } },
      `POST ${API}/orgs/acme/rulesets: 422 Validation Failed ["Invalid rule 'pull_request': "]`,
    ],
    [
      "more approvals than GitHub counts",
      REPOSITORY_RULESET,
      {
        ...ofRepository,
        rules: { deletion: true, pullRequest: { requiredApprovingReviewCount: 11 } },
      },
      `POST ${API}/repos/acme/payments/rulesets: 422 Invalid request.\n\nInvalid property /rules/1: data matches no possible input. See \`documentation_url\`. []`,
    ],
    [
      "a check of an app that is not installed",
      REPOSITORY_RULESET,
      {
        ...ofRepository,
        rules: {
          requiredStatusChecks: { requiredChecks: [{ context: "build", integrationId: 5 }] },
        },
      },
      "422 Validation Failed [Invalid rule 'required_status_checks': Invalid integration ids, 5 is none of the sandbox's apps (15368)",
    ],
    [
      "rules of no repository",
      ORGANIZATION_RULESET,
      { ...ruleset, conditions: { ...branches, repositoryIds: [7] } },
      "422 Validation Failed [Invalid conditions.repositoryIds, 7 is none",
    ],
    [
      "selected actions without a list",
      ORGANIZATION_PERMISSIONS,
      { enabledRepositories: "all", allowedActions: "selected" },
      "the allowed_actions_config {} block must be specified if allowed_actions == 'selected'",
    ],
    [
      "selected repositories without a list",
      ORGANIZATION_PERMISSIONS,
      { enabledRepositories: "selected" },
      "the enabled_repositories_config {} block must be specified if enabled_repositories == 'selected'",
    ],
    [
      "a claim key that is none",
      ORGANIZATION_SUBJECT,
      { includeClaimKeys: ["repo", "con-text"] },
      `PUT ${API}/orgs/acme/actions/oidc/customization/sub: 422 Validation Failed [include_claim_keys: "con-text" is no claim key]`,
    ],
    [
      "a claim key twice",
      REPOSITORY_SUBJECT,
      { repository: "payments", useDefault: false, includeClaimKeys: ["repo", "repo"] },
      `PUT ${API}/repos/acme/payments/actions/oidc/customization/sub: 422 Validation Failed [include_claim_keys must be unique]`,
    ],
  ];
  it.each(cases)("%s", (_, type, inputs, answer) => {
    withStandIn("github", ({ make, check }) => {
      expect(check(type, "r", inputs).problems).toEqual([]);
      expect(() => make(type, "r", inputs)).toThrow(answer);
    });
  });

  it("more runners, and more static addresses, than it grants", () => {
    withStandIn("github", ({ make }) => {
      const runnerGroupId = Number(make(RUNNER_GROUP, "g", group).id);
      const of = (name: string, more = {}) =>
        make(HOSTED_RUNNER, name, { ...hosted, runnerGroupId, name, ...more });
      expect(() => of("big", { maximumRunners: 1001 })).toThrow(
        "422 Validation Failed [maximum_runners may be 1000, got 1001]",
      );
      for (let n = 0; n < 10; n += 1) of(`static-${n}`, { publicIpEnabled: true });
      expect(() => of("eleventh", { publicIpEnabled: true })).toThrow(
        "422 Validation Failed [an organization may have 10 runners with a static address]",
      );
      of("without");
    });
  });

  it("a second thing of a name, whatever the letter case", () => {
    withStandIn("github", ({ make }) => {
      make(RUNNER_GROUP, "a", group);
      expect(() => make(RUNNER_GROUP, "b", { ...group, name: "Airside-Deploy" })).toThrow(
        `POST ${API}/orgs/acme/actions/runner-groups: 409 Runner group with name Airside-Deploy already exists []`,
      );
      make(ORGANIZATION_RULESET, "a", ruleset);
      expect(() => make(ORGANIZATION_RULESET, "b", ruleset)).toThrow(
        `POST ${API}/orgs/acme/rulesets: 422 Validation Failed ["Name must be unique"]`,
      );
      // Another repository's ruleset is another name.
      make(REPOSITORY_RULESET, "c", ofRepository);
      make(REPOSITORY_RULESET, "d", { ...ofRepository, repository: "catalogue" });
    });
  });

  it("nothing for a second environment in another letter case, which is the same one", () => {
    withStandIn("github", ({ make, world }) => {
      make(ENVIRONMENT, "a", environment);
      make(ENVIRONMENT, "b", { ...environment, environment: "Production" });
      const all = world.ofType("github", "acme", ENVIRONMENT);
      expect(all.map(({ id }) => id)).toEqual(["payments:Production"]);
    });
  });

  it("a policy where the environment takes none, and one twice", () => {
    withStandIn("github", ({ make }) => {
      const { deploymentBranchPolicy: _, ...open } = environment;
      const of = { repository: "payments", environment: "production", branchPattern: "main" };
      make(ENVIRONMENT, "e", open);
      expect(() => make(ENVIRONMENT_POLICY, "p", of)).toThrow(
        "404 Not Found [`deployment_branch_policy.custom_branch_policies` of the environment is false]",
      );
      make(ENVIRONMENT, "e", environment);
      expect(make(ENVIRONMENT_POLICY, "p", of).id).toMatch(/^payments:production:\d+$/);
      expect(() => make(ENVIRONMENT_POLICY, "q", of)).toThrow("303 See Other");
    });
  });

  it("nothing about a repository that a stack has made", () => {
    withStandIn("github", ({ make }) => {
      const id = Number(make(REPOSITORY, "r", { name: "Shop" }).properties["repoId"]);
      expect(id).toBeGreaterThan(0);
      make(RUNNER_GROUP, "g", { ...group, selectedRepositoryIds: [id] });
      make(ENVIRONMENT, "e", { ...environment, repository: "shop" });
    });
  });

  it("a repository that the account has already, which can be imported", () => {
    withStandIn("github", ({ make, provider, world }) => {
      expect(() => make(REPOSITORY, "r", { name: "payments" })).toThrow(
        `POST ${API}/orgs/acme/repos: 422 Repository creation failed. [{Resource:Repository Field:name Code:custom Message:name already exists on this account}]`,
      );
      expect(world.ofType("github", "acme", REPOSITORY)).toEqual([]);
      const found = provider.read(REPOSITORY, "payments", {}, {});
      expect(found?.inputs).toEqual({ name: "payments", visibility: "private" });
      expect(found?.properties).toMatchObject({ fullName: "acme/payments", repoId: 500_043 });
      expect(provider.read(REPOSITORY, "nope", {}, {})).toBeUndefined();
      const changed = { name: "payments", visibility: "internal" };
      provider.update(REPOSITORY, "urn", "payments", changed);
      make(RUNNER_GROUP, "g", group);
    });
  });

  it("numbers, by which others refer to what was made", () => {
    withStandIn("github", ({ make }) => {
      const made = make(ORGANIZATION_RULESET, "r", ruleset);
      expect(made.properties["rulesetId"]).toBe(Number(made.id));
      expect(make(ENVIRONMENT, "e", environment).properties["repositoryId"]).toBe(500_043);
    });
  });

  it("nothing about an account that the sandbox does not know", () => {
    withStandIn("github", ({ provider, make }) => {
      provider.configure({ owner: "elsewhere" });
      make(RUNNER_GROUP, "g", { ...group, selectedRepositoryIds: [7] });
      make(ENVIRONMENT, "e", { ...environment, repository: "nope", reviewers: [{ teams: [9] }] });
    });
  });
});
