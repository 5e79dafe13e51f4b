import { idProblems } from "../lib/github-names";
import { shown } from "../lib/shown";

/** A check that must have passed, by the name GitHub shows, and the app that must report it. */
export interface RequiredCheck {
  readonly context: string;
  /** GitHub's id of the app; without it any writer of statuses could say that the check passed. */
  readonly app: number;
}

/** What a change of a guarded branch needs. */
export interface BranchRulesArgs {
  /** Approvals, 2–10. @default 2 */
  readonly approvals?: number;
  /** At least one. */
  readonly checks: readonly RequiredCheck[];
}

/** Who may merge a pull request that a rule would hold back; nobody may push past it. */
export type BypassActor = { readonly team: number } | { readonly app: number };

/**
 * The rules of a guarded branch, in the shape that repository and organization rulesets share. GitHub's own
 * defaults ask for no approval, no code owner and no fresh review.
 */
export function branchRules({ approvals = 2, checks }: BranchRulesArgs) {
  return {
    deletion: true,
    nonFastForward: true,
    requiredSignatures: true,
    pullRequest: {
      requiredApprovingReviewCount: approvals,
      requireCodeOwnerReview: true,
      dismissStaleReviewsOnPush: true,
      requireLastPushApproval: true,
      requiredReviewThreadResolution: true,
    },
    requiredStatusChecks: {
      requiredChecks: checks.map(({ context, app }) => ({ context, integrationId: app })),
      strictRequiredStatusChecksPolicy: true,
      doNotEnforceOnCreate: false,
    },
  };
}

/** The ruleset of default branches, but for which repositories it reaches. */
export function defaultBranchRuleset(bypass: Readonly<Record<string, BypassActor>> = {}) {
  return {
    name: "airside-default-branch",
    target: "branch",
    enforcement: "active",
    bypassActors: bypassActors(bypass),
    refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] },
  };
}

/** A release tag stays where it was put. */
export function tagRuleset() {
  return {
    name: "airside-tags",
    target: "tag",
    enforcement: "active",
    rules: { update: true, deletion: true, nonFastForward: true },
    refName: { includes: ["~ALL"], excludes: [] },
  };
}

function bypassActors(actors: Readonly<Record<string, BypassActor>>) {
  return Object.values(actors).map((actor) => ({
    ...("team" in actor
      ? { actorType: "Team", actorId: actor.team }
      : { actorType: "Integration", actorId: actor.app }),
    bypassMode: "pull_request",
  }));
}

export function branchRulesProblems({ approvals = 2, checks }: BranchRulesArgs): string[] {
  const problems: string[] = [];
  if (!Number.isInteger(approvals) || approvals < 2 || approvals > 10) {
    problems.push(`approvals must be a whole number from 2 to 10, got ${shown(approvals)}`);
  }
  if (!Array.isArray(checks) || checks.length === 0) {
    problems.push("checks must name at least one status check that a change has to pass");
    return problems;
  }
  for (const { context, app } of checks) {
    if (typeof context !== "string" || !/^[\x20-\x7e]{1,255}$/.test(context)) {
      problems.push(`checks.context must be the name of a check, got ${shown(context)}`);
    }
    problems.push(...idProblems("checks.app", app));
  }
  return problems;
}

export function bypassProblems(actors: Readonly<Record<string, BypassActor>>): string[] {
  return Object.entries(actors).flatMap(([key, actor]) => {
    const [only, ...others] = Object.entries(actor);
    if (!only || others.length > 0 || (only[0] !== "team" && only[0] !== "app")) {
      return [`bypass.${key} must be exactly one of team and app, got ${shown(actor)}`];
    }
    return idProblems(`bypass.${key}.${only[0]}`, only[1]);
  });
}
