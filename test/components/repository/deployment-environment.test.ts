import { describe, expect, it } from "vitest";

import {
  DeploymentEnvironment,
  type DeploymentEnvironmentArgs,
} from "../../../components/repository/deployment-environment";
import { record } from "../../support/record";

const args: DeploymentEnvironmentArgs = {
  repository: { owner: "acme", name: "payments", ownerId: 42, id: 4242 },
  environment: "production",
  reviewers: { teams: [7], users: [8] },
  refs: { main: { branch: "main" }, releases: { tag: "v*" } },
};
const build = (changes: object = {}) =>
  record(() => new DeploymentEnvironment("payments-production", { ...args, ...changes }));

describe("DeploymentEnvironment", () => {
  it("registers the environment and one policy a ref, named by its key", async () => {
    const resources = await build();
    expect(resources.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "airside:repository:DeploymentEnvironment payments-production",
      "github:index/repositoryEnvironment:RepositoryEnvironment payments-production",
      "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy payments-production-main",
      "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy payments-production-releases",
    ]);
    expect(resources.slice(2).map(({ inputs }) => inputs)).toEqual([
      { repository: "payments", environment: "production", branchPattern: "main" },
      { repository: "payments", environment: "production", tagPattern: "v*" },
    ]);
  });

  it("asks somebody else, administrators included, and takes listed refs only", async () => {
    expect((await build())[1]!.inputs).toEqual({
      repository: "payments",
      environment: "production",
      reviewers: [{ teams: [7], users: [8] }],
      preventSelfReview: true,
      canAdminsBypass: false,
      waitTimer: 0,
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    });
    const [, environment, ...others] = await build({ refs: "protected-branches", waitMinutes: 30 });
    expect(others).toEqual([]);
    expect(environment!.inputs).toMatchObject({
      waitTimer: 30,
      deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: false },
    });
  });

  it("says plainly what protects it, for the trust that relies on it", async () => {
    const [component] = await build();
    expect(component!.inputs.environment).toBe("production");
    const built: DeploymentEnvironment[] = [];
    await record(() => built.push(new DeploymentEnvironment("payments-production", args)));
    expect(built[0]!.protection).toEqual({
      repositoryId: 4242,
      environment: "production",
      reviewers: 2,
      refs: ["refs/heads/main", "refs/tags/v*"],
      preventSelfReview: true,
      canAdminsBypass: false,
    });
  });

  it.each([
    [
      { reviewers: {} },
      "reviewers must be 1 to 6 users and teams in all, which is GitHub's limit, got 0",
    ],
    [{ reviewers: undefined }, "reviewers must be 1 to 6 users and teams"],
    [{ reviewers: { teams: [1, 2, 3, 4], users: [5, 6, 7] } }, "which is GitHub's limit, got 7"],
    [
      { reviewers: { teams: [0] } },
      "reviewers.teams must be GitHub's numeric id, a positive whole number, got 0",
    ],
    [{ refs: {} }, 'refs must be "protected-branches" or hold at least one branch or tag, got {}'],
    [
      { refs: "all" },
      'refs must be "protected-branches" or hold at least one branch or tag, got "all"',
    ],
    [
      { refs: { all: { branch: "*" } } },
      'refs.all.branch must be a name or a pattern with a name in it, such as release/*, without refs/ in front, got "*"',
    ],
    [{ refs: { all: { branch: "**/*" } } }, "refs.all.branch must be a name or a pattern"],
    [{ refs: { all: { tag: "?" } } }, "refs.all.tag must be a name or a pattern"],
    [
      { refs: { main: { branch: "main", tag: "v1" } } },
      'refs.main must be exactly one of branch and tag, got {"branch":"main","tag":"v1"}',
    ],
    [{ refs: { Main: { branch: "main" } } }, "refs: a key becomes part of a resource's name"],
    [{ environment: "prod*" }, "environment must name exactly one environment"],
    [{ environment: "" }, "environment must name exactly one environment"],
    [{ environment: "pr\u043ed" }, "(with U+043E)"],
    [{ environment: "e".repeat(256) }, "1 to 255 printable ASCII characters"],
    [{ waitMinutes: 43_201 }, "waitMinutes must be a whole number from 0 to 43,200, got 43201"],
    [{ repository: { ...args.repository, name: "a/b" } }, "repository.name must be one repository"],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });
});
