import * as github from "@pulumi/github/repositoryEnvironment";
import * as policy from "@pulumi/github/repositoryEnvironmentDeploymentPolicy";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentProtection } from "../lib/environment-protection";
import {
  environmentProblems,
  idProblems,
  repositoryProblems,
  type RepositoryRef,
} from "../lib/github-names";
import { keyProblems } from "../lib/names";
import { shown } from "../lib/shown";
import { rejectInvalid } from "../lib/validation";

/** One pattern as GitHub matches it: `*` does not cross `/`. */
export type RefPattern = { readonly branch: string } | { readonly tag: string };

export interface DeploymentEnvironmentArgs {
  readonly repository: RepositoryRef;
  /** The name that jobs ask for, 1–255 characters. GitHub ignores letter case, AWS does not. */
  readonly environment: string;
  /** Ids of who may approve, one to six in all; one approval suffices. */
  readonly reviewers: { readonly teams?: readonly number[]; readonly users?: readonly number[] };
  /** What may be deployed: patterns under keys that end resources' names, or whatever branch is protected. */
  readonly refs: "protected-branches" | Readonly<Record<string, RefPattern>>;
  /** Minutes between approval and start, 0–43,200. @default 0 */
  readonly waitMinutes?: number;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/** A GitHub environment that somebody else must approve, from named refs only, administrators included. */
export class DeploymentEnvironment extends pulumi.ComponentResource {
  /** Plain: what a TrustRole, in this stack or another, asks to see before it trusts the environment. */
  readonly protection: EnvironmentProtection;

  constructor(
    name: string,
    args: DeploymentEnvironmentArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airside:repository:DeploymentEnvironment", name, args, opts);
    rejectInvalid(this, problemsOf(args));
    const { repository, environment, refs } = args;
    const { teams = [], users = [] } = args.reviewers;
    const custom = refs !== "protected-branches";

    const owned = new github.RepositoryEnvironment(name, environmentArgs(args), { parent: this });
    for (const [key, ref] of Object.entries(custom ? refs : {})) {
      const pattern = "branch" in ref ? { branchPattern: ref.branch } : { tagPattern: ref.tag };
      new policy.RepositoryEnvironmentDeploymentPolicy(
        `${name}-${key}`,
        { repository: repository.name, environment, ...pattern },
        // Its environment is named, not referred to, so that both are known in a preview.
        { parent: this, dependsOn: [owned] },
      );
    }

    this.protection = {
      repositoryId: repository.id,
      environment,
      reviewers: teams.length + users.length,
      refs: custom ? Object.values(refs).map(fullPattern) : ["protected"],
      preventSelfReview: true,
      canAdminsBypass: false,
    };
    this.registerOutputs({ protection: this.protection });
  }
}

function environmentArgs({
  repository,
  environment,
  reviewers,
  refs,
  waitMinutes,
}: DeploymentEnvironmentArgs) {
  const custom = refs !== "protected-branches";
  const { teams = [], users = [] } = reviewers;
  return {
    repository: repository.name,
    environment,
    reviewers: [{ teams: [...teams], users: [...users] }],
    preventSelfReview: true,
    canAdminsBypass: false,
    waitTimer: waitMinutes ?? 0,
    deploymentBranchPolicy: { protectedBranches: !custom, customBranchPolicies: custom },
  };
}

function fullPattern(ref: RefPattern): string {
  return "branch" in ref ? `refs/heads/${ref.branch}` : `refs/tags/${ref.tag}`;
}

function problemsOf(args: DeploymentEnvironmentArgs): string[] {
  const { repository, environment, reviewers, waitMinutes = 0 } = args;
  const problems = [
    ...repositoryProblems("repository", repository),
    ...environmentProblems("environment", environment),
    ...reviewerProblems(reviewers),
    ...refsProblems(args.refs),
  ];
  if (!Number.isInteger(waitMinutes) || waitMinutes < 0 || waitMinutes > 43_200) {
    problems.push(`waitMinutes must be a whole number from 0 to 43,200, got ${shown(waitMinutes)}`);
  }
  return problems;
}

function reviewerProblems({ teams = [], users = [] }: DeploymentEnvironmentArgs["reviewers"] = {}) {
  const problems = [
    ...teams.flatMap((id) => idProblems("reviewers.teams", id)),
    ...users.flatMap((id) => idProblems("reviewers.users", id)),
  ];
  const all = teams.length + users.length;
  if (all < 1 || all > 6) {
    problems.push(
      `reviewers must be 1 to 6 users and teams in all, which is GitHub's limit, got ${all}`,
    );
  }
  return problems;
}

function refsProblems(refs: DeploymentEnvironmentArgs["refs"]): string[] {
  if (refs === "protected-branches") return [];
  const entries = Object.entries(typeof refs === "object" ? refs : {});
  if (entries.length === 0) {
    return [
      `refs must be "protected-branches" or hold at least one branch or tag, got ${shown(refs)}`,
    ];
  }
  return [
    ...keyProblems(
      "refs",
      entries.map(([key]) => key),
    ),
    ...entries.flatMap(([key, ref]) => patternProblems(`refs.${key}`, ref)),
  ];
}

function patternProblems(field: string, ref: RefPattern): string[] {
  const [only, ...others] = Object.entries(ref ?? {});
  if (!only || others.length > 0 || (only[0] !== "branch" && only[0] !== "tag")) {
    return [`${field} must be exactly one of branch and tag, got ${shown(ref)}`];
  }
  const [kind, pattern] = only;
  const legal = typeof pattern === "string" && /^[A-Za-z0-9._+#@=*?/-]{1,255}$/.test(pattern);
  if (legal && /[^*?/.-]/.test(pattern) && !/^refs\//.test(pattern)) return [];
  return [
    `${field}.${kind} must be a name or a pattern with a name in it, such as release/*, without ` +
      `refs/ in front, got ${shown(pattern)}`,
  ];
}
