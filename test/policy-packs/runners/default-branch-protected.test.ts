import { defaultBranchProtected } from "../../../policy-packs/runners/rules/default-branch-protected";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, github, SECRET, secretive, UNKNOWN, type Props } from "./builders";
import {
  DEFAULT_BRANCH,
  organizationRuleset,
  protection,
  protectionV3,
  repository,
  RULES,
  ruleset,
} from "./protections";

const refs = (includes: unknown, excludes: unknown = []) => ({
  conditions: { refName: { includes, excludes } },
});
const names = (includes: unknown, excludes: unknown = []) => ({
  repositoryName: { includes, excludes },
});
const property = {
  repositoryProperty: { includes: [{ name: "tier", propertyValues: ["a", "b"] }] },
};
const tier = (propertyValues: unknown) =>
  github("RepositoryCustomProperty", { repository: "api", propertyName: "tier", propertyValues });
const reviews = (changes: Props) => ({
  rules: { ...RULES, pullRequest: { ...RULES.pullRequest, ...changes } },
});
const checks = (changes: Props) => ({
  rules: { ...RULES, requiredStatusChecks: { ...RULES.requiredStatusChecks, ...changes } },
});
const bypass = (bypassMode: unknown) => ({
  bypassActors: [
    { actorType: "Team", actorId: 7, bypassMode: "pull_request" },
    { actorType: "OrganizationAdmin", bypassMode },
  ],
});
const register = {
  services: [{ name: "api", repository: { owner: "acme", name: "api", id: 4242 } }],
} as never;
/** The repository under one guard that ought to be enough. */
const under = (...guards: ReturnType<typeof ruleset>[]) => ({
  resources: [repository(), ...guards],
});
const bare = { resource: repository(), expect: [{ path: "", resource: "repo" }] };
const uncovered = (...guards: ReturnType<typeof ruleset>[]) => ({
  ...under(...guards),
  expect: [{ path: "", resource: "repo" }],
});
const faulty = (guard: ReturnType<typeof ruleset>, ...paths: string[]) => ({
  ...under(guard),
  expect: paths.map((path) => ({ path, resource: guard.name })),
});

describeRule(defaultBranchProtected, {
  pass: [
    under(ruleset()),
    under(ruleset({ repository: "API" })),
    under(ruleset(refs(["~ALL"]))),
    under(ruleset(refs(["refs/heads/main"]))),
    under(ruleset(refs(["refs/heads/rel", "refs/heads/m*"]))),
    under(ruleset(refs(["refs/heads/**/*"]))),
    under(ruleset(refs(["~DEFAULT_BRANCH"], ["refs/heads/release/*"]))),
    under(ruleset(bypass("pull_request"))),
    under(ruleset({ ...reviews({ requiredApprovingReviewCount: 1 }) }), protection()),
    {
      resources: [
        repository({ name: UNKNOWN }),
        ruleset({ repository: UNKNOWN }, { propertyDependencies: { repository: ["repo"] } }),
      ],
    },
    {
      ...under(ruleset(reviews({ requiredApprovingReviewCount: 1 }))),
      settings: { "repository.approvals": 1 },
    },
    // Two guards ask together what neither asks alone.
    under(
      ruleset(reviews({ requireCodeOwnerReview: false })),
      protection({ requiredStatusChecks: [] }),
    ),
    // One that can be passed by does no harm beside one that cannot.
    under(ruleset(bypass("always")), ruleset({}, { name: "other" })),
    under(organizationRuleset(names(["~ALL"]))),
    under(organizationRuleset(names(["a*"], ["web"]))),
    under(organizationRuleset(names(["API"]))),
    { resources: [repository(), organizationRuleset(property), tier(["b"])] },
    { ...under(organizationRuleset({ repositoryIds: [1, 4242] })), register },
    under(protection()),
    under(protection({ pattern: "m*n" })),
    { resources: [repository({ defaultBranch: "trunk" }), protection({ pattern: "trunk" })] },
    {
      resources: [
        repository(),
        github("BranchDefault", { repository: "api", branch: "trunk" }),
        ruleset(refs(["refs/heads/trunk"])),
      ],
    },
    under(protectionV3()),
    under(protectionV3({ requiredStatusChecks: { strict: true, contexts: ["build"] } })),
  ],
  fail: [
    {
      ...bare,
      expect: [
        {
          path: "",
          resource: "repo",
          message:
            'Repository "repo": nothing in force protects its default branch; put a ruleset over it.',
        },
      ],
    },
    uncovered(ruleset({ repository: "web" })),
    uncovered(ruleset({ enforcement: "evaluate" })),
    uncovered(ruleset({ enforcement: "disabled" })),
    uncovered(ruleset({ enforcement: "Active" })),
    uncovered(ruleset({ target: "tag" })),
    uncovered(ruleset({ target: "push" })),
    uncovered(ruleset({ conditions: undefined })),
    uncovered(ruleset({ conditions: '{"refName":{"includes":["~ALL"]}}' })),
    uncovered(ruleset(refs([]))),
    uncovered(ruleset(refs(["refs/heads/Main"]))),
    uncovered(ruleset(refs(["main"]))),
    uncovered(ruleset(refs(["*"]))),
    uncovered(ruleset(refs(["refs/heads/?ai"]))),
    uncovered(ruleset(refs(["~ALL"], ["~DEFAULT_BRANCH"]))),
    uncovered(ruleset(refs(["~ALL"], ["refs/heads/ma*"]))),
    uncovered(ruleset(refs(["~DEFAULT_BRANCH"], ["~ALL"]))),
    uncovered(organizationRuleset({})),
    uncovered(organizationRuleset(names(["~ALL"], ["api"]))),
    uncovered(organizationRuleset(names(["ap"]))),
    uncovered(organizationRuleset(names(["*"]), { enforcement: "evaluate" })),
    { ...uncovered(organizationRuleset({ repositoryIds: [1] })), register },
    { resources: [repository(), organizationRuleset(property), tier(["c"])] },
    uncovered(protection({ pattern: "release/*" })),
    { resources: [repository({ defaultBranch: "main" }), protection({ pattern: "master" })] },
    uncovered(protection({ pattern: "*/*" })),
    uncovered(protectionV3({ branch: "m*" })),
    { resources: [repository({ defaultBranch: "trunk" }), protection()] },
    faulty(
      ruleset(reviews({ requiredApprovingReviewCount: 1 })),
      "rules.pullRequest.requiredApprovingReviewCount",
    ),
    faulty(
      ruleset(reviews({ requiredApprovingReviewCount: "2" })),
      "rules.pullRequest.requiredApprovingReviewCount",
    ),
    faulty(
      ruleset(reviews({ requireCodeOwnerReview: false })),
      "rules.pullRequest.requireCodeOwnerReview",
    ),
    faulty(
      ruleset(reviews({ dismissStaleReviewsOnPush: undefined })),
      "rules.pullRequest.dismissStaleReviewsOnPush",
    ),
    faulty(
      ruleset(checks({ strictRequiredStatusChecksPolicy: false })),
      "rules.requiredStatusChecks.strictRequiredStatusChecksPolicy",
    ),
    faulty(ruleset(checks({ requiredChecks: [] })), "rules.requiredStatusChecks.requiredChecks"),
    faulty(ruleset({ rules: { ...RULES, nonFastForward: false } }), "rules.nonFastForward"),
    faulty(ruleset({ rules: { ...RULES, deletion: "true" } }), "rules.deletion"),
    faulty(
      ruleset({ rules: { deletion: true, nonFastForward: true } }),
      "rules.pullRequest.requiredApprovingReviewCount",
      "rules.pullRequest.requireCodeOwnerReview",
      "rules.pullRequest.dismissStaleReviewsOnPush",
      "rules.requiredStatusChecks.strictRequiredStatusChecksPolicy",
      "rules.requiredStatusChecks.requiredChecks",
    ),
    faulty(ruleset(bypass("always")), "bypassActors[1].bypassMode"),
    faulty(ruleset(bypass("exempt")), "bypassActors[1].bypassMode"),
    faulty(ruleset(bypass(undefined)), "bypassActors[1].bypassMode"),
    faulty(organizationRuleset(names(["~ALL"]), bypass("always")), "bypassActors[1].bypassMode"),
    {
      resources: [
        repository(),
        repository({ name: "app" }, { name: "second" }),
        organizationRuleset(names(["ap?"]), bypass("always")),
      ],
      expect: [{ path: "bypassActors[1].bypassMode", resource: "organization" }],
    },
    faulty(protection({ enforceAdmins: false }), "enforceAdmins"),
    faulty(protection({ enforceAdmins: undefined }), "enforceAdmins"),
    faulty(protection({ allowsForcePushes: true }), "allowsForcePushes"),
    faulty(protection({ forcePushBypassers: ["/lead"] }), "forcePushBypassers"),
    faulty(protection({ allowsDeletions: true }), "allowsDeletions"),
    faulty(
      protection({}, { pullRequestBypassers: ["/lead"] }),
      "requiredPullRequestReviews[0].pullRequestBypassers",
    ),
    faulty(
      protection({}, { requiredApprovingReviewCount: 1 }),
      "requiredPullRequestReviews[0].requiredApprovingReviewCount",
    ),
    faulty(
      protection({ requiredStatusChecks: [{ contexts: ["build"] }] }),
      "requiredStatusChecks[0].strict",
    ),
    faulty(
      protection({ requiredStatusChecks: [] }),
      "requiredStatusChecks.strict",
      "requiredStatusChecks.contexts",
    ),
    faulty(
      protectionV3({}, { bypassPullRequestAllowances: { users: ["lead"] } }),
      "requiredPullRequestReviews.bypassPullRequestAllowances.users",
    ),
    faulty(
      protectionV3({ requiredStatusChecks: { strict: true } }),
      "requiredStatusChecks.contexts",
    ),
  ],
  notApplicable: [{ resource: BUCKET }, { resource: ruleset({ enforcement: "disabled" }) }],
  unknown: [
    { ...under(ruleset({ enforcement: UNKNOWN })), expect: [{ path: "", resource: "repo" }] },
    under(ruleset({ repository: UNKNOWN })),
    // Nothing states the default branch, and many are still called so.
    under(protection({ pattern: "master" })),
    under(ruleset(refs(["refs/heads/master"]))),
    under(ruleset(refs(UNKNOWN))),
    under(ruleset(refs(["~ALL"], [UNKNOWN]))),
    under(organizationRuleset(property)),
    under(organizationRuleset({ repositoryIds: [4242] })),
    { resources: [repository({ defaultBranch: UNKNOWN }), protection()] },
    {
      ...under(ruleset(reviews({ requiredApprovingReviewCount: UNKNOWN }))),
      expect: [{ path: "rules.pullRequest.requiredApprovingReviewCount", resource: "rules" }],
    },
    under(ruleset({ rules: UNKNOWN })),
    under(ruleset({ bypassActors: UNKNOWN })),
  ],
  secretBearing: [
    { resource: secretive(repository()) },
    {
      resources: [
        repository(),
        {
          ...ruleset({ bypassActors: [{ bypassMode: SECRET }] }),
          secret: ["bypassActors[0].bypassMode"],
        },
      ],
    },
  ],
  malformed: [
    under(ruleset({ rules: [], bypassActors: "admin", conditions: { refName: DEFAULT_BRANCH } })),
    under(protection({ requiredPullRequestReviews: "two", requiredStatusChecks: 7 })),
  ],
  excepted: bare,
  expired: bare,
});
