import { describe, expect, it } from "vitest";

import {
  OrganizationGuardrails,
  type OrganizationGuardrailsArgs,
} from "../../../components/repository/organization-guardrails";
import { record } from "../../support/record";

const args: OrganizationGuardrailsArgs = {
  organization: "acme",
  billingEmail: "billing@acme.example",
  allowedActions: ["aws-actions/*"],
  guarded: { property: "airside", values: ["guarded"] },
  checks: [{ context: "build", app: 15368 }],
};
const build = (changes: object = {}) =>
  record(() => new OrganizationGuardrails("acme", { ...args, ...changes }), { preview: true });
const inputsOf = async (type: string, name = "acme") =>
  (await build()).find((each) => each.name === name && each.type.endsWith(`:${type}`))!.inputs;

describe("OrganizationGuardrails", () => {
  it("registers what holds for every repository", async () => {
    expect((await build()).map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "airside:repository:OrganizationGuardrails acme",
      "github:index/actionsOrganizationOidcSubjectClaimCustomizationTemplate:ActionsOrganizationOidcSubjectClaimCustomizationTemplate acme",
      "github:index/actionsOrganizationPermissions:ActionsOrganizationPermissions acme",
      "github:index/actionsOrganizationWorkflowPermissions:ActionsOrganizationWorkflowPermissions acme",
      "github:index/organizationRuleset:OrganizationRuleset acme-default-branch",
      "github:index/organizationRuleset:OrganizationRuleset acme-tags",
      "github:index/organizationSettings:OrganizationSettings acme",
    ]);
  });

  it("takes listed actions by commit, and a token that reads and approves nothing", async () => {
    expect(await inputsOf("ActionsOrganizationPermissions")).toEqual({
      enabledRepositories: "all",
      allowedActions: "selected",
      allowedActionsConfig: {
        githubOwnedAllowed: true,
        verifiedAllowed: false,
        patternsAlloweds: ["aws-actions/*"],
      },
      shaPinningRequired: true,
    });
    expect(await inputsOf("ActionsOrganizationWorkflowPermissions")).toEqual({
      organizationSlug: "acme",
      defaultWorkflowPermissions: "read",
      canApprovePullRequestReviews: false,
    });
  });

  it("gives members nothing by default and keeps GitHub's subject", async () => {
    expect(await inputsOf("OrganizationSettings")).toMatchObject({
      defaultRepositoryPermission: "none",
      membersCanCreateRepositories: false,
      membersCanCreatePublicRepositories: false,
      membersCanCreatePrivateRepositories: false,
      membersCanCreateInternalRepositories: false,
      secretScanningPushProtectionEnabledForNewRepositories: true,
    });
    const template = await inputsOf("ActionsOrganizationOidcSubjectClaimCustomizationTemplate");
    expect(template.includeClaimKeys).toEqual(["repo", "context"]);
  });

  it("reaches repositories by their property, and by nothing else", async () => {
    const { conditions, bypassActors } = await inputsOf(
      "OrganizationRuleset",
      "acme-default-branch",
    );
    expect(conditions).toEqual({
      refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] },
      repositoryProperty: { includes: [{ name: "airside", propertyValues: ["guarded"] }] },
    });
    expect(bypassActors).toEqual([]);
    expect((await inputsOf("OrganizationRuleset", "acme-tags")).rules.deletion).toBe(true);
  });

  it.each([
    [
      { allowedActions: ["*"] },
      'allowedActions must begin with one owner and a slash, such as aws-actions/*, got "*"',
    ],
    [{ allowedActions: ["*/checkout@*"] }, "allowedActions must begin with one owner"],
    [
      { guarded: { property: "airside", values: [] } },
      "guarded.values must hold at least one value, or the rulesets cover nothing",
    ],
    [
      { guarded: { property: "", values: ["x"] } },
      'guarded.property must be a custom property\'s name, got ""',
    ],
    [{ billingEmail: "acme" }, 'billingEmail must be an e-mail address, got "acme"'],
    [{ organization: "acme_" }, "organization must be one GitHub owner"],
    [{ approvals: 0 }, "approvals must be a whole number from 2 to 10, got 0"],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });
});
