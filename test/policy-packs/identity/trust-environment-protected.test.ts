import { trustEnvironmentProtected } from "../../../policy-packs/identity/rules/trust-environment-protected";
import type { Resource } from "../../../policy-packs/lib/rule";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { EC2, key, role, secretive, trust } from "./trust-fixtures";

const trusting = role(trust({ sub: "repo:acme@42/api@4242:environment:production" }));
const environment = (changes: object = {}): Resource => ({
  type: "github:index/repositoryEnvironment:RepositoryEnvironment",
  name: "production",
  props: {
    repository: "api",
    environment: "Production",
    reviewers: [{ teams: [1] }],
    preventSelfReview: true,
    canAdminsBypass: false,
    deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: false },
    ...changes,
  },
});
const custom = { deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true } };
const refs = (branchPattern: string): Resource => ({
  type: "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
  name: "main",
  props: { repository: "api", environment: "production", branchPattern },
});
const repository: Resource = {
  type: "github:index/repository:Repository",
  name: "api",
  props: { name: "api" },
};
const service = (environments: object[]) =>
  ({
    services: [{ name: "api", repository: { owner: "acme", name: "api" }, environments }],
  }) as never;
const path = `assumeRolePolicy.Statement[0].Condition.StringEquals${key("sub")}`;
const unprotected = { resources: [trusting, environment({ canAdminsBypass: true })] };

describeRule(trustEnvironmentProtected, {
  pass: [
    { resources: [trusting, environment()] },
    { resources: [trusting, environment(custom), refs("main")] },
    {
      resource: trusting,
      register: service([{ name: "production", branch: "main", reviewers: ["team-a"] }]),
    },
  ],
  fail: [
    {
      ...unprotected,
      expect: [
        {
          path,
          resource: "ci",
          message:
            'The role "ci" trusts the environment "production" of acme/api, which is not protected: ' +
            "canAdminsBypass is weak.",
        },
      ],
    },
    { resources: [trusting, environment({ reviewers: [] })] },
    { resources: [trusting, environment(custom)] },
    { resources: [trusting, environment(custom), refs("*/*")] },
    {
      resources: [trusting, environment(custom), refs("main"), { ...refs("**/*"), name: "any" }],
      expect: [
        {
          path,
          message:
            'The role "ci" trusts the environment "production" of acme/api, which is not protected: ' +
            "a pattern for it fits any ref.",
        },
      ],
    },
    { resources: [trusting, environment({ deploymentBranchPolicy: undefined })] },
    { resources: [trusting, repository], expect: [{ path }] },
    {
      resources: [
        role(trust({ repository: "acme/api", environment: "production" })),
        environment({ reviewers: [] }),
      ],
      expect: [
        {
          path: `assumeRolePolicy.Statement[0].Condition.StringEquals${key("environment")}`,
        },
      ],
    },
    { resources: [trusting, environment({ environment: "staging" })] },
    { resource: trusting, register: service([]) },
    { resource: trusting, register: service([{ name: "production", branch: "main" }]) },
  ],
  notApplicable: [
    { resource: role(EC2) },
    { resource: role(trust({ sub: "repo:acme/api:ref:refs/heads/main" })) },
  ],
  unknown: [
    { resource: trusting, expect: [{ path }] },
    { resources: [trusting, environment({ environment: UNKNOWN })] },
  ],
  secretBearing: {
    resources: [secretive(trusting.props["assumeRolePolicy"]), environment({ reviewers: [] })],
  },
  malformed: { resources: [trusting, environment({ repository: 7, reviewers: null })] },
  excepted: unprotected,
  expired: unprotected,
});
