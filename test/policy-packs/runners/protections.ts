import type { Resource } from "../../../policy-packs/lib/rule";
import { github } from "./builders";

type Props = Readonly<Record<string, unknown>>;

/** Rules that meet every demand on a default branch. */
export const RULES = {
  deletion: true,
  nonFastForward: true,
  pullRequest: {
    requiredApprovingReviewCount: 2,
    requireCodeOwnerReview: true,
    dismissStaleReviewsOnPush: true,
  },
  requiredStatusChecks: {
    requiredChecks: [{ context: "build", integrationId: 15368 }],
    strictRequiredStatusChecksPolicy: true,
  },
};

export const DEFAULT_BRANCH = { includes: ["~DEFAULT_BRANCH"], excludes: [] };

export function ruleset(changes: Props = {}, rest: Partial<Resource> = {}): Resource {
  return github(
    "RepositoryRuleset",
    {
      repository: "api",
      target: "branch",
      enforcement: "active",
      conditions: { refName: DEFAULT_BRANCH },
      rules: RULES,
      ...changes,
    },
    { name: "rules", ...rest },
  );
}

/** A ruleset of the organization for the repositories that a scope names. */
export function organizationRuleset(scope: Props, changes: Props = {}): Resource {
  return github(
    "OrganizationRuleset",
    {
      target: "branch",
      enforcement: "active",
      conditions: { refName: DEFAULT_BRANCH, ...scope },
      rules: RULES,
      ...changes,
    },
    { name: "organization" },
  );
}

const REVIEWS = {
  requiredApprovingReviewCount: 2,
  requireCodeOwnerReviews: true,
  dismissStaleReviews: true,
};

export function protection(changes: Props = {}, reviews: Props = {}): Resource {
  return github(
    "BranchProtection",
    {
      repositoryId: "api",
      pattern: "main",
      enforceAdmins: true,
      requiredPullRequestReviews: [{ ...REVIEWS, ...reviews }],
      requiredStatusChecks: [{ strict: true, contexts: ["build"] }],
      ...changes,
    },
    { name: "protection" },
  );
}

export function protectionV3(changes: Props = {}, reviews: Props = {}): Resource {
  return github(
    "BranchProtectionV3",
    {
      repository: "api",
      branch: "main",
      enforceAdmins: true,
      requiredPullRequestReviews: { ...REVIEWS, ...reviews },
      requiredStatusChecks: { strict: true, checks: ["build:15368"] },
      ...changes,
    },
    { name: "protection" },
  );
}

export const repository = (props: Props = {}, rest: Partial<Resource> = {}) =>
  github("Repository", { name: "api", ...props }, { name: "repo", ...rest });
