import type { Resource } from "../../../policy-packs/lib/rule";
import { github, type Props } from "./builders";

/** A check on settings of GitHub, as other tools ask it, and the leaf by which our rules answer it. */
export interface Mapped {
  readonly check: string;
  /** As GitHub's REST API calls it. */
  readonly setting: string;
  readonly resource: string;
  readonly rule: "default-branch-protected" | "organization-defaults-restrictive";
  /** The last part of the path of a finding, in each form that the setting takes. */
  readonly leaves: readonly string[];
}

/** A check that no rule of ours answers, and why. */
export interface OutOfScope {
  readonly check: string;
  readonly setting: string;
  readonly why: string;
}

const branch = (check: string, setting: string, ...leaves: readonly string[]): Mapped => ({
  check,
  setting,
  resource: "BranchProtection, RepositoryRuleset",
  rule: "default-branch-protected",
  leaves,
});
const organization = (check: string, setting: string, leaf: string): Mapped => ({
  check,
  setting,
  resource: "OrganizationSettings",
  rule: "organization-defaults-restrictive",
  leaves: [leaf],
});

export const MAPPED: readonly Mapped[] = [
  branch("GithubBranchDisallowDeletions", "allow_deletions", "allowsDeletions", "deletion"),
  branch(
    "GithubBranchDismissStaleReviews",
    "required_pull_request_reviews.dismiss_stale_reviews",
    "dismissStaleReviews",
    "dismissStaleReviewsOnPush",
  ),
  branch(
    "GithubBranchRequireCodeOwnerReviews",
    "required_pull_request_reviews.require_code_owner_reviews",
    "requireCodeOwnerReviews",
    "requireCodeOwnerReview",
  ),
  branch(
    "GithubBranchRequireStatusChecks",
    "required_status_checks.contexts",
    "contexts",
    "requiredChecks",
  ),
  branch(
    "GithubRequireUpdatedBranch",
    "required_status_checks.strict",
    "strict",
    "strictRequiredStatusChecksPolicy",
  ),
  branch(
    "GithubRequire2Approvals",
    "required_pull_request_reviews.required_approving_review_count",
    "requiredApprovingReviewCount",
    "",
  ),
  organization(
    "GithubRequireStrictBasePermissionsRepository",
    "default_repository_permission",
    "defaultRepositoryPermission",
  ),
  organization(
    "GithubInternalRepositoryCreationIsLimited",
    "members_can_create_internal_repositories",
    "membersCanCreateInternalRepositories",
  ),
  organization(
    "GithubPrivateRepositoryCreationIsLimited",
    "members_can_create_private_repositories",
    "membersCanCreatePrivateRepositories",
  ),
  organization(
    "GithubPublicRepositoryCreationIsLimited",
    "members_can_create_public_repositories",
    "membersCanCreatePublicRepositories",
  ),
];

export const OUT_OF_SCOPE: readonly OutOfScope[] = [
  {
    check: "GithubBranchDismissalRestrictions",
    setting: "required_pull_request_reviews.dismissal_restrictions",
    why: "Rulesets, which the components use, have no such setting; a dismissed review leaves the approvals to be given again.",
  },
  {
    check: "GithubBranchRequireConversationResolution",
    setting: "required_conversation_resolution",
    why: "The components set it (`requiredReviewThreadResolution`); no rule asks for it, because it guards the quality of a review, not who gave it.",
  },
  {
    check: "GithubBranchRequirePushRestrictions",
    setting: "restrictions",
    why: "Where every change needs a reviewed pull request and nobody may bypass it, a list of who may push adds nothing.",
  },
  {
    check: "GithubDisallowInactiveBranch60Days",
    setting: "commit.commit.committer.date of a branch",
    why: "A branch's last commit is no setting, and no resource holds it.",
  },
  {
    check: "GithubMinimumAdminsInOrganization",
    setting: "the list of an organization's administrators",
    why: "Who they are is no setting; `Membership` resources show only those that a stack makes.",
  },
  {
    check: "GithubRequireOrganizationIsVerified",
    setting: "is_verified",
    why: "GitHub verifies an organization's domain by hand; the provider has no input for it.",
  },
  {
    check: "GithubIssueDeletionIsLimited",
    setting: "members_can_delete_issues",
    why: "The provider has no input for it.",
  },
  {
    check: "GithubRepositoryDeletionIsLimited",
    setting: "members_can_delete_repositories",
    why: "The provider has no input for it.",
  },
];

// biome-ignore lint/suspicious/noExplicitAny: answers of GitHub's API, of which only some parts are read
type Answer = any;

/** An answer of the REST API about one branch's protection, as a stack that would have made it. */
export function branchStacks(answer: Answer): Resource[][] {
  const branchName = /\/branches\/([^/]+)\/protection/.exec(answer.url ?? "")?.[1] ?? "main";
  const around = [
    github("Repository", { name: "example" }, { name: "repository" }),
    github("BranchDefault", { repository: "example", branch: branchName }, { name: "default" }),
  ];
  // An answer without a protection is a message that there is none.
  if (answer.url === undefined) return [around];
  const guards = [
    github("BranchProtection", protectionOf(answer, branchName), { name: "protection" }),
    github("RepositoryRuleset", rulesetOf(answer), { name: "ruleset" }),
  ];
  return guards.map((guard) => [...around, guard]);
}

function protectionOf(answer: Answer, pattern: string): Props {
  const { required_pull_request_reviews: reviews, required_status_checks: checks } = answer;
  return {
    repositoryId: "example",
    pattern,
    enforceAdmins: answer.enforce_admins?.enabled,
    allowsDeletions: answer.allow_deletions?.enabled,
    allowsForcePushes: answer.allow_force_pushes?.enabled,
    requiredPullRequestReviews: reviews && [
      {
        dismissStaleReviews: reviews.dismiss_stale_reviews,
        requireCodeOwnerReviews: reviews.require_code_owner_reviews,
        requiredApprovingReviewCount: reviews.required_approving_review_count,
      },
    ],
    requiredStatusChecks: checks && [{ strict: checks.strict, contexts: checks.contexts }],
  };
}

function rulesetOf(answer: Answer): Props {
  const { required_pull_request_reviews: reviews, required_status_checks: checks } = answer;
  return {
    repository: "example",
    target: "branch",
    enforcement: "active",
    conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
    rules: {
      deletion: answer.allow_deletions?.enabled === false,
      nonFastForward: answer.allow_force_pushes?.enabled === false,
      pullRequest: reviews && {
        dismissStaleReviewsOnPush: reviews.dismiss_stale_reviews,
        requireCodeOwnerReview: reviews.require_code_owner_reviews,
        requiredApprovingReviewCount: reviews.required_approving_review_count,
      },
      requiredStatusChecks: checks && {
        strictRequiredStatusChecksPolicy: checks.strict,
        requiredChecks: (checks.contexts ?? []).map((context: string) => ({ context })),
      },
    },
  };
}

/** An answer of the REST API about an organization. */
export function organizationStacks(answer: Answer): Resource[][] {
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  const settings = Object.entries(answer).filter(
    ([name]) => /^members_can_/.test(name) || name === "default_repository_permission",
  );
  const props = Object.fromEntries(settings.map(([name, value]) => [camel(name), value]));
  return [[github("OrganizationSettings", props, { name: "organization" })]];
}

/** What is judged and what is not, for the reader; `docs/github-settings.md` is this text. */
export function settingsPage(): string {
  return [
    "# Settings of GitHub",
    "",
    "What other tools check in the answers of GitHub's REST API, and where the policies answer the same question in",
    "the resources of a stack, before anything is changed. Written by the test that judges labelled answers by it.",
    "",
    "| setting | resource | rule | leaf |",
    "|---|---|---|---|",
    ...MAPPED.map(
      ({ setting, resource, rule, leaves }) =>
        `| \`${setting}\` | ${resource} | [${rule}](rules.md#${rule}) | ${leaves
          .filter((leaf) => leaf !== "")
          .map((leaf) => `\`${leaf}\``)
          .join(", ")} |`,
    ),
    "",
    "A required setting that is left out fails, and so does a branch without any protection.",
    "",
    "## Out of scope",
    "",
    "| setting | why |",
    "|---|---|",
    ...OUT_OF_SCOPE.map(
      ({ setting, why }) => `| ${setting.includes(" ") ? setting : `\`${setting}\``} | ${why} |`,
    ),
    "",
  ].join("\n");
}
