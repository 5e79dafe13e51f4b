import { trustEnvironmentProtected } from "../../../policy-packs/identity/rules/trust-environment-protected";
import type { Resource } from "../../../policy-packs/lib/rule";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { EC2, key, role, secretive, trust, trustUnder } from "./trust-fixtures";

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
const service = (environments: object[], repository: object = {}) =>
  ({
    services: [
      {
        name: "api",
        repository: { owner: "acme", name: "api", ownerId: 42, id: 4242, ...repository },
        environments,
      },
    ],
  }) as never;
const path = `assumeRolePolicy.Statement[0].Condition.StringEquals${key("sub")}`;
const claimPath = `assumeRolePolicy.Statement[0].Condition.StringEquals${key("environment")}`;
/** Trusts by id: in the subject, in its claims, and split between the two. */
const byId: readonly (readonly [trusting: Resource, path: string])[] = [
  [role(trust({ sub: "repository_owner_id:42:repository_id:4242:environment:production" })), path],
  [role(trust({ sub: "repository_id:4242:environment:production" })), path],
  [role(trust({ repository_id: "4242", environment: "production" })), claimPath],
  [role(trust({ sub: "repository_id:4242:workflow:cd", environment: "production" })), claimPath],
  [role(trust({ sub: "environment:production", repository_id: "4242" })), path],
];
const FLOW = "job_workflow_ref:acme/flows/.github/workflows/d.yml@refs/heads/main";
/** Trusts by name, whose subject leaves the environment to a claim. */
const split: readonly Resource[] = [
  role(trust({ sub: `repo:acme@42/api@4242:${FLOW}`, environment: "production" })),
  role(trustUnder("StringLike", "repo:acme/api:*", {}, { environment: "production" })),
  // Both subjects are of the same environment, which is judged once.
  role(
    trust({
      sub: [`repo:acme/api:${FLOW}`, `repo:acme@42/api@4242:${FLOW}`],
      environment: "production",
    }),
  ),
];
const weak =
  'The role "ci" trusts the environment "production" of acme/api, which is not protected: ' +
  "reviewers is weak.";
const unprotected = { resources: [trusting, environment({ canAdminsBypass: true })] };

describeRule(trustEnvironmentProtected, {
  pass: [
    { resources: [trusting, environment()] },
    { resources: [trusting, environment(custom), refs("main")] },
    {
      resource: trusting,
      register: service([{ name: "production", branch: "main", reviewers: ["team-a"] }]),
    },
    ...byId.flatMap(([resource]) => [
      {
        resource,
        register: service([{ name: "production", branch: "main", reviewers: ["team-a"] }]),
      },
      { resources: [resource, environment()], register: service([]) },
    ]),
    ...split.map((resource) => ({ resources: [resource, environment()] })),
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
      expect: [{ path: claimPath }],
    },
    ...byId.map(([resource, path]) => ({
      resources: [resource, environment({ reviewers: [] })],
      register: service([]),
      expect: [{ path, resource: "ci", message: weak }],
    })),
    {
      resource: role(trust({ sub: "repository_id:4242:environment:eu%3Aproduction" })),
      register: service([]),
      expect: [
        {
          path,
          message:
            'The role "ci" trusts the environment "eu:production" of acme/api, which neither the stack nor the ' +
            "register owns with reviewers and refs.",
        },
      ],
    },
    ...split.map((resource) => ({
      resources: [resource, environment({ reviewers: [] })],
      expect: [{ path: claimPath, message: weak }],
    })),
    { resources: [trusting, environment({ environment: "staging" })] },
    { resource: trusting, register: service([]) },
    { resource: trusting, register: service([{ name: "production", branch: "main" }]) },
  ],
  notApplicable: [
    { resource: role(EC2) },
    { resource: role(trust({ sub: "repo:acme/api:ref:refs/heads/main" })) },
    {
      resource: role(trust({ sub: "repository_id:4242:ref:refs/heads/main" })),
      register: service([]),
    },
  ],
  unknown: [
    { resource: trusting, expect: [{ path }] },
    { resources: [trusting, environment({ environment: UNKNOWN })] },
    ...byId.map(([resource, path]) => ({
      resources: [resource, environment({ reviewers: [] })],
      register: service([], { id: 9 }),
      expect: [
        {
          path,
          message:
            "trust-environment-protected cannot judge this yet: " +
            'The role "ci" trusts the environment "production" of the repository with id 4242, which no service in ' +
            "the register has; record that id there.",
        },
      ],
    })),
    // A record that does not name its repository tells nothing of it.
    { resource: byId[0]![0], register: service([], { owner: 7 }), expect: [{ path }] },
    {
      resources: [role(trust({ environment: "production" })), environment()],
      expect: [
        {
          path: claimPath,
          message:
            "trust-environment-protected cannot judge this yet: " +
            'The role "ci" trusts the environment "production" of a repository that it does not name; ' +
            "pin the repository as well.",
        },
      ],
    },
    {
      resource: role(trust({ sub: `repository_owner_id:42:${FLOW}:environment:production` })),
      register: service([]),
      expect: [{ path }],
    },
  ],
  secretBearing: {
    resources: [secretive(trusting.props["assumeRolePolicy"]), environment({ reviewers: [] })],
  },
  malformed: { resources: [trusting, environment({ repository: 7, reviewers: null })] },
  excepted: unprotected,
  expired: unprotected,
});
