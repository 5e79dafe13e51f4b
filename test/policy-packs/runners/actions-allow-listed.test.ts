import { actionsAllowListed } from "../../../policy-packs/runners/rules/actions-allow-listed";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, github, SECRET, secretive, UNKNOWN, type Props } from "./builders";

const organization = (changes: Props = {}) =>
  github("ActionsOrganizationPermissions", {
    enabledRepositories: "all",
    allowedActions: "selected",
    allowedActionsConfig: { githubOwnedAllowed: true, patternsAlloweds: ["aws-actions/*"] },
    shaPinningRequired: true,
    ...changes,
  });
const patterns = (...patternsAlloweds: unknown[]) =>
  organization({ allowedActionsConfig: { githubOwnedAllowed: true, patternsAlloweds } });
const loose = { resource: organization({ shaPinningRequired: false }) };
const open = (pattern: unknown) => ({
  resource: patterns("aws-actions/*", pattern),
  expect: [{ path: "allowedActionsConfig.patternsAlloweds[1]" }],
});

describeRule(actionsAllowListed, {
  pass: [
    { resource: organization() },
    { resource: organization({ allowedActions: "local_only", allowedActionsConfig: undefined }) },
    { resource: patterns("acme/deploy@*", "acme-inc/*") },
    // It takes away.
    { resource: patterns("acme/*", "!acme/old@*") },
    { resource: organization({ enabledRepositories: "none", shaPinningRequired: false }) },
    { resource: github("ActionsRepositoryPermissions", { enabled: false }) },
    {
      resource: github("ActionsRepositoryPermissions", {
        repository: "api",
        allowedActions: "local_only",
        shaPinningRequired: true,
      }),
    },
  ],
  fail: [
    {
      ...loose,
      expect: [
        {
          path: "shaPinningRequired",
          message:
            'ActionsOrganizationPermissions "subject": shaPinningRequired is false; it must be true.',
        },
      ],
    },
    { resource: organization({ shaPinningRequired: undefined }) },
    { resource: organization({ shaPinningRequired: "true" }) },
    { resource: organization({ allowedActions: "all" }), expect: [{ path: "allowedActions" }] },
    { resource: organization({ allowedActions: undefined }), expect: [{ path: "allowedActions" }] },
    { resource: organization({ allowedActions: ["selected"] }) },
    open("*"),
    open("*/*"),
    open("**"),
    open("*/checkout@*"),
    open(" */checkout"),
    open("a*/x"),
    open("acme*"),
    open("!*"),
    open(""),
    open({ pattern: "acme/*" }),
    {
      resource: organization({ allowedActionsConfig: { patternsAlloweds: "*/*" } }),
      expect: [{ path: "allowedActionsConfig.patternsAlloweds" }],
    },
    {
      resource: github("ActionsRepositoryPermissions", { repository: "api" }),
      expect: [{ path: "allowedActions" }, { path: "shaPinningRequired" }],
    },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    { resource: organization({ allowedActions: UNKNOWN }), expect: [{ path: "allowedActions" }] },
    { resource: organization({ shaPinningRequired: UNKNOWN }) },
    {
      resource: organization({ allowedActionsConfig: UNKNOWN }),
      expect: [{ path: "allowedActionsConfig" }],
    },
    { resource: patterns(UNKNOWN), expect: [{ path: "allowedActionsConfig.patternsAlloweds[0]" }] },
  ],
  secretBearing: [
    { resource: secretive(loose.resource) },
    {
      resource: {
        ...patterns(`*/${SECRET}`),
        secret: ["allowedActionsConfig.patternsAlloweds[0]"],
      },
    },
  ],
  malformed: { resource: organization({ allowedActionsConfig: [], shaPinningRequired: {} }) },
  excepted: loose,
  expired: loose,
});
