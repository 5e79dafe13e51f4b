import { runnerGroupNotPublic } from "../../../policy-packs/runners/rules/runner-group-not-public";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, github, group, SECRET, secretive, UNKNOWN } from "./builders";

const open = group({ allowsPublicRepositories: true });

describeRule(runnerGroupNotPublic, {
  pass: [
    { resource: group({}) },
    { resource: group({ allowsPublicRepositories: false }) },
    { resource: group({ allowsPublicRepositories: null }) },
    { resource: github("EnterpriseActionsRunnerGroup", { allowsPublicRepositories: false }) },
  ],
  fail: [
    {
      resource: open,
      expect: [
        {
          path: "allowsPublicRepositories",
          message:
            'ActionsRunnerGroup "group": allowsPublicRepositories is true; it must be false, or left out.',
        },
      ],
    },
    { resource: group({ allowsPublicRepositories: "true" }) },
    { resource: group({ allowsPublicRepositories: 1 }) },
    { resource: github("EnterpriseActionsRunnerGroup", { allowsPublicRepositories: true }) },
  ],
  notApplicable: { resource: BUCKET },
  unknown: {
    resource: group({ allowsPublicRepositories: UNKNOWN }),
    expect: [{ path: "allowsPublicRepositories" }],
  },
  secretBearing: [
    { resource: secretive(open) },
    {
      resource: {
        ...group({ allowsPublicRepositories: SECRET }),
        secret: ["allowsPublicRepositories"],
      },
    },
  ],
  malformed: { resource: group({ allowsPublicRepositories: [true] }) },
  excepted: { resource: open },
  expired: { resource: open },
});
