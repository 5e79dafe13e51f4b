import { describe, expect, it } from "vitest";

import {
  ProtectedRepository,
  type ProtectedRepositoryArgs,
} from "../../../components/repository/protected-repository";
import { record } from "../../support/record";

const args: ProtectedRepositoryArgs = {
  owner: "acme",
  repositoryName: "payments",
  description: "Takes money",
  checks: [{ context: "build", app: 15368 }],
};
const build = (changes: object = {}) =>
  record(() => new ProtectedRepository("payments", { ...args, ...changes }), { preview: true });
const inputsOf = async (name: string, type: string, changes: object = {}) =>
  (await build(changes)).find((each) => each.name === name && each.type.endsWith(`:${type}`))!
    .inputs;

describe("ProtectedRepository", () => {
  it("registers the repository, its two rulesets and its token's rights", async () => {
    const resources = await build();
    expect(resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "airside:repository:ProtectedRepository payments",
      "github:index/repository:Repository payments",
      "github:index/repositoryRuleset:RepositoryRuleset payments-default-branch",
      "github:index/repositoryRuleset:RepositoryRuleset payments-tags",
      "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions payments",
    ]);
    const guarded = resources.filter(({ protect, retainOnDelete }) => protect && retainOnDelete);
    expect(guarded.map(({ type }) => type)).toEqual(["github:index/repository:Repository"]);
  });

  it("changes its default branch by reviewed, signed and checked pull requests alone", async () => {
    expect(await inputsOf("payments-default-branch", "RepositoryRuleset")).toEqual({
      name: "airside-default-branch",
      repository: "payments",
      target: "branch",
      enforcement: "active",
      conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
      bypassActors: [],
      rules: {
        deletion: true,
        nonFastForward: true,
        requiredSignatures: true,
        pullRequest: {
          requiredApprovingReviewCount: 2,
          requireCodeOwnerReview: true,
          dismissStaleReviewsOnPush: true,
          requireLastPushApproval: true,
          requiredReviewThreadResolution: true,
        },
        requiredStatusChecks: {
          requiredChecks: [{ context: "build", integrationId: 15368 }],
          strictRequiredStatusChecksPolicy: true,
          doNotEnforceOnCreate: false,
        },
      },
    });
  });

  it("lets named actors bypass in pull requests and nobody otherwise", async () => {
    const changes = {
      bypass: { release: { app: 9 }, oncall: { team: 7 } },
      deployedTo: ["staging"],
    };
    const { bypassActors, rules } = await inputsOf(
      "payments-default-branch",
      "RepositoryRuleset",
      changes,
    );
    expect(bypassActors).toEqual([
      { actorType: "Integration", actorId: 9, bypassMode: "pull_request" },
      { actorType: "Team", actorId: 7, bypassMode: "pull_request" },
    ]);
    expect(rules.requiredDeployments).toEqual({ requiredDeploymentEnvironments: ["staging"] });
  });

  it("keeps tags in place, secrets out and the token reading", async () => {
    const { rules, conditions } = await inputsOf("payments-tags", "RepositoryRuleset");
    expect(rules).toEqual({ update: true, deletion: true, nonFastForward: true });
    expect(conditions.refName.includes).toEqual(["~ALL"]);
    const on = { status: "enabled" };
    expect(await inputsOf("payments", "Repository")).toMatchObject({
      name: "payments",
      visibility: "private",
      securityAndAnalysis: {
        advancedSecurity: on,
        secretScanning: on,
        secretScanningPushProtection: on,
      },
    });
    expect(await inputsOf("payments", "WorkflowRepositoryPermissions")).toEqual({
      repository: "payments",
      defaultWorkflowPermissions: "read",
      canApprovePullRequestReviews: false,
    });
  });

  it.each([
    [{ approvals: 1 }, "approvals must be a whole number from 2 to 10, got 1"],
    [{ checks: [] }, "checks must name at least one status check that a change has to pass"],
    [{ checks: [{ context: "", app: 1 }] }, 'checks.context must be the name of a check, got ""'],
    [
      { checks: [{ context: "build" }] },
      "checks.app must be GitHub's numeric id, a positive whole number, got nothing",
    ],
    [{ bypass: { all: {} } }, "bypass.all must be exactly one of team and app, got {}"],
    [
      { bypass: { admins: { role: 5 } } },
      'bypass.admins must be exactly one of team and app, got {"role":5}',
    ],
    [{ visibility: "open" }, 'visibility must be private, internal or public, got "open"'],
    [{ repositoryName: "a/b" }, "repositoryName must be one repository"],
    [{ deployedTo: ["*"] }, "deployedTo must name exactly one environment"],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });
});
