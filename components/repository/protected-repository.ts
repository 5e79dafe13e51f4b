import * as github from "@pulumi/github/repository";
import * as ruleset from "@pulumi/github/repositoryRuleset";
import * as workflow from "@pulumi/github/workflowRepositoryPermissions";
import * as pulumi from "@pulumi/pulumi";

import { environmentProblems, ownerProblems, repositoryNameProblems } from "../lib/github-names";
import { keyProblems } from "../lib/names";
import { shown } from "../lib/shown";
import { rejectInvalid } from "../lib/validation";
import {
  type BranchRulesArgs,
  type BypassActor,
  branchRules,
  branchRulesProblems,
  bypassProblems,
  defaultBranchRuleset,
  tagRuleset,
} from "./branch-rules";

export interface ProtectedRepositoryArgs extends BranchRulesArgs {
  readonly owner: string;
  /** At most 100 characters. GitHub knows the repository by it, so it is fixed. */
  readonly repositoryName: string;
  readonly description: string;
  /** @default "private" */
  readonly visibility?: "private" | "internal" | "public";
  /** Environments that a change must have been deployed to before it merges. @default none */
  readonly deployedTo?: readonly string[];
  /** Who may merge a pull request against the rules, under keys. Nobody may push. @default nobody */
  readonly bypass?: Readonly<Record<string, BypassActor>>;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/**
 * A repository whose default branch changes only by reviewed, signed and checked pull requests, whose release
 * tags stay put, and which takes no secret. One that exists already comes in by `pulumi import`.
 */
export class ProtectedRepository extends pulumi.ComponentResource {
  readonly repositoryId: pulumi.Output<number>;

  constructor(name: string, args: ProtectedRepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airside:repository:ProtectedRepository", name, args, opts);
    rejectInvalid(this, problemsOf(args));
    const made = new github.Repository(name, repositoryArgs(args), {
      parent: this,
      protect: true,
      retainOnDelete: true,
    });
    // Named, not referred to, so that a preview shows which repository a rule is for.
    const repository = args.repositoryName;
    const after = { parent: this, dependsOn: [made] };
    const { refName: branches, ...branch } = defaultBranchRuleset(args.bypass);
    new ruleset.RepositoryRuleset(
      `${name}-default-branch`,
      { ...branch, repository, conditions: { refName: branches }, rules: rulesOf(args) },
      after,
    );
    const { refName: tags, ...tag } = tagRuleset();
    new ruleset.RepositoryRuleset(
      `${name}-tags`,
      { ...tag, repository, conditions: { refName: tags } },
      after,
    );
    new workflow.WorkflowRepositoryPermissions(
      name,
      { repository, defaultWorkflowPermissions: "read", canApprovePullRequestReviews: false },
      after,
    );

    this.repositoryId = made.repoId;
    this.registerOutputs({ repositoryId: this.repositoryId, repositoryName: repository });
  }
}

function rulesOf(args: ProtectedRepositoryArgs) {
  const environments = [...(args.deployedTo ?? [])];
  if (environments.length === 0) return branchRules(args);
  const requiredDeployments = { requiredDeploymentEnvironments: environments };
  return { ...branchRules(args), requiredDeployments };
}

function repositoryArgs({
  repositoryName,
  description,
  visibility = "private",
}: ProtectedRepositoryArgs) {
  const on = { status: "enabled" };
  return {
    name: repositoryName,
    description,
    visibility,
    archiveOnDestroy: true,
    autoInit: true,
    deleteBranchOnMerge: true,
    hasWiki: false,
    vulnerabilityAlerts: true,
    webCommitSignoffRequired: true,
    securityAndAnalysis: {
      // Always on for public repositories, where GitHub refuses to be told so.
      ...(visibility === "public" ? {} : { advancedSecurity: on }),
      secretScanning: on,
      secretScanningPushProtection: on,
    },
  };
}

function problemsOf(args: ProtectedRepositoryArgs): string[] {
  const { visibility = "private", deployedTo = [], bypass = {} } = args;
  const problems = [
    ...ownerProblems("owner", args.owner),
    ...repositoryNameProblems("repositoryName", args.repositoryName),
    ...branchRulesProblems(args),
    ...deployedTo.flatMap((environment) => environmentProblems("deployedTo", environment)),
    ...keyProblems("bypass", Object.keys(bypass)),
    ...bypassProblems(bypass),
  ];
  if (!["private", "internal", "public"].includes(visibility)) {
    problems.push(`visibility must be private, internal or public, got ${shown(visibility)}`);
  }
  return problems;
}
