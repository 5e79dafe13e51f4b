import { runnerGroupSelectedRepositories } from "../../../policy-packs/runners/rules/runner-group-selected-repositories";
import { describeRule } from "../../support/rule-fixtures";
import {
  BUCKET,
  github,
  group,
  object,
  SECRET,
  scaleSet,
  secretive,
  UNKNOWN,
  type Props,
} from "./builders";

const good = group({ visibility: "selected", selectedRepositoryIds: [500043] });
const enterprise = (props: Props) =>
  github("EnterpriseActionsRunnerGroup", { enterpriseSlug: "acme", ...props });
const open = group({ visibility: "all", selectedRepositoryIds: [500043] });

describeRule(runnerGroupSelectedRepositories, {
  pass: [
    { resource: good },
    { resource: group({ visibility: "selected", selectedRepositoryIds: ["500043", UNKNOWN] }) },
    { resource: enterprise({ visibility: "selected", selectedOrganizationIds: [42] }) },
    { resource: scaleSet({ runnerGroup: "airside-deploy" }) },
    {
      resource: object("actions.github.com/v1alpha1:AutoscalingRunnerSetPatch", {
        spec: { maxRunners: 3 },
      }),
    },
  ],
  fail: [
    {
      resource: open,
      expect: [
        {
          path: "visibility",
          message: 'ActionsRunnerGroup "group": visibility is "all"; it must be "selected".',
        },
      ],
    },
    { resource: group({ visibility: "private", selectedRepositoryIds: [1] }) },
    { resource: group({ visibility: "Selected", selectedRepositoryIds: [1] }) },
    { resource: group({ visibility: ["selected"], selectedRepositoryIds: [1] }) },
    {
      resource: group({ visibility: "selected", selectedRepositoryIds: [] }),
      expect: [{ path: "selectedRepositoryIds" }],
    },
    { resource: group({ visibility: "selected" }), expect: [{ path: "selectedRepositoryIds" }] },
    { resource: group({ visibility: "selected", selectedRepositoryIds: 500043 }) },
    { resource: group({ visibility: "selected", selectedRepositoryIds: "[1]" }) },
    { resource: group({ visibility: "selected", selectedRepositoryIds: ["*"] }) },
    { resource: group({ visibility: "selected", selectedRepositoryIds: [0] }) },
    {
      resource: enterprise({ visibility: "selected", selectedRepositoryIds: [42] }),
      expect: [{ path: "selectedOrganizationIds" }],
    },
    { resource: scaleSet(), expect: [{ path: "spec.runnerGroup" }] },
    { resource: scaleSet({ runnerGroup: "Default" }) },
    { resource: scaleSet({ runnerGroup: " default " }) },
    { resource: scaleSet({ runnerGroup: "" }) },
    { resource: scaleSet({ runnerGroup: ["build"] }) },
    {
      resource: object("actions.github.com/v1alpha1:AutoscalingRunnerSetPatch", {
        spec: { runnerGroup: "default" },
      }),
    },
    {
      resource: object("actions.github.com/v1alpha1:AutoscalingRunnerSetList", {
        items: [{ spec: { runnerGroup: "build" } }, { spec: {} }],
      }),
      expect: [{ path: "items[1].spec.runnerGroup" }],
    },
    {
      resource: object("core/v1:List", {
        items: [
          { apiVersion: "actions.github.com/v1alpha1", kind: "AutoscalingRunnerSet", spec: {} },
        ],
      }),
    },
  ],
  notApplicable: [
    { resource: object("core/v1:List", { items: [{ apiVersion: "v1", kind: "Pod", spec: {} }] }) },
    { resource: BUCKET },
    { resource: github("ActionsHostedRunner", {}) },
  ],
  unknown: [
    {
      resource: group({ visibility: UNKNOWN, selectedRepositoryIds: [1] }),
      expect: [{ path: "visibility" }],
    },
    { resource: group({ visibility: "selected", selectedRepositoryIds: UNKNOWN }) },
    { resource: scaleSet({ runnerGroup: UNKNOWN }), expect: [{ path: "spec.runnerGroup" }] },
  ],
  secretBearing: [
    { resource: secretive(open) },
    {
      resource: { ...group({ visibility: SECRET }), secret: ["visibility"] },
    },
  ],
  malformed: { resource: group({ visibility: {}, selectedRepositoryIds: { a: 1 } }) },
  excepted: { resource: open },
  expired: { resource: open },
});
