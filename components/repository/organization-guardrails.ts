import * as permissions from "@pulumi/github/actionsOrganizationPermissions";
import * as template from "@pulumi/github/actionsOrganizationOidcSubjectClaimCustomizationTemplate";
import * as workflow from "@pulumi/github/actionsOrganizationWorkflowPermissions";
import * as ruleset from "@pulumi/github/organizationRuleset";
import * as settings from "@pulumi/github/organizationSettings";
import * as pulumi from "@pulumi/pulumi";

import { ownerProblems } from "../lib/github-names";
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

export interface OrganizationGuardrailsArgs extends BranchRulesArgs {
  readonly organization: string;
  /** GitHub asks for it with every change of the settings. */
  readonly billingEmail: string;
  /** Actions that workflows may use besides GitHub's own: `owner/*`, `owner/name@*`. @default none */
  readonly allowedActions?: readonly string[];
  /** Custom property of repositories, and the values that put one under the rulesets. */
  readonly guarded: { readonly property: string; readonly values: readonly string[] };
  /** Who may merge a pull request against the rules, under keys. Nobody may push. @default nobody */
  readonly bypass?: Readonly<Record<string, BypassActor>>;
  /** Ids of register exceptions that this component claims. @default none */
  readonly exceptions?: readonly string[];
}

/** What holds in every repository of an organization, whoever makes it and whatever its owners set. */
export class OrganizationGuardrails extends pulumi.ComponentResource {
  constructor(
    name: string,
    args: OrganizationGuardrailsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airside:repository:OrganizationGuardrails", name, args, opts);
    rejectInvalid(this, problemsOf(args));
    const child = { parent: this };

    new permissions.ActionsOrganizationPermissions(name, listedActions(args.allowedActions), child);
    new workflow.ActionsOrganizationWorkflowPermissions(
      name,
      {
        organizationSlug: args.organization,
        defaultWorkflowPermissions: "read",
        canApprovePullRequestReviews: false,
      },
      child,
    );
    new settings.OrganizationSettings(name, memberSettings(args.billingEmail), child);
    // GitHub's default shape, said out loud: every trust of this platform is written for it.
    new template.ActionsOrganizationOidcSubjectClaimCustomizationTemplate(
      name,
      { includeClaimKeys: ["repo", "context"] },
      child,
    );
    rulesets(name, args, child);

    this.registerOutputs({});
  }
}

function rulesets(
  name: string,
  args: OrganizationGuardrailsArgs,
  opts: pulumi.CustomResourceOptions,
) {
  const { property, values } = args.guarded;
  const repositoryProperty = { includes: [{ name: property, propertyValues: [...values] }] };
  const { refName: branches, ...branch } = defaultBranchRuleset(args.bypass);
  new ruleset.OrganizationRuleset(
    `${name}-default-branch`,
    { ...branch, conditions: { refName: branches, repositoryProperty }, rules: branchRules(args) },
    opts,
  );
  const { refName: tags, ...tag } = tagRuleset();
  new ruleset.OrganizationRuleset(
    `${name}-tags`,
    { ...tag, conditions: { refName: tags, repositoryProperty } },
    opts,
  );
}

function listedActions(allowedActions: readonly string[] = []) {
  return {
    enabledRepositories: "all",
    allowedActions: "selected",
    allowedActionsConfig: {
      githubOwnedAllowed: true,
      // Verified says who published an action, not that anybody here read it.
      verifiedAllowed: false,
      patternsAlloweds: [...allowedActions],
    },
    shaPinningRequired: true,
  };
}

function memberSettings(billingEmail: string) {
  return {
    billingEmail,
    defaultRepositoryPermission: "none",
    membersCanCreateRepositories: false,
    membersCanCreatePublicRepositories: false,
    membersCanCreatePrivateRepositories: false,
    membersCanCreateInternalRepositories: false,
    membersCanForkPrivateRepositories: false,
    dependabotAlertsEnabledForNewRepositories: true,
    dependencyGraphEnabledForNewRepositories: true,
    secretScanningEnabledForNewRepositories: true,
    secretScanningPushProtectionEnabledForNewRepositories: true,
    webCommitSignoffRequired: true,
  };
}

function problemsOf(args: OrganizationGuardrailsArgs): string[] {
  const { billingEmail, allowedActions = [], guarded, bypass = {} } = args;
  const problems = [
    ...ownerProblems("organization", args.organization),
    ...branchRulesProblems(args),
    ...keyProblems("bypass", Object.keys(bypass)),
    ...bypassProblems(bypass),
    ...allowedActions
      .filter(
        (pattern) =>
          !/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*\/[A-Za-z0-9._*/-]+(@[A-Za-z0-9._*/-]+)?$/.test(pattern),
      )
      .map(
        (pattern) =>
          `allowedActions must begin with one owner and a slash, such as aws-actions/*, got ${shown(pattern)}`,
      ),
  ];
  if (!/^[^\s@]+@[^\s@]+$/.test(billingEmail)) {
    problems.push(`billingEmail must be an e-mail address, got ${shown(billingEmail)}`);
  }
  if (!/^[A-Za-z0-9_#$-]{1,75}$/.test(guarded?.property ?? "")) {
    problems.push(
      `guarded.property must be a custom property's name, got ${shown(guarded?.property)}`,
    );
  }
  if (!Array.isArray(guarded?.values) || guarded.values.length === 0) {
    problems.push("guarded.values must hold at least one value, or the rulesets cover nothing");
  }
  return problems;
}
