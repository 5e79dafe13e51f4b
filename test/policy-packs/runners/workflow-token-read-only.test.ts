import { workflowTokenReadOnly } from "../../../policy-packs/runners/rules/workflow-token-read-only";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, github, SECRET, secretive, UNKNOWN, type Props } from "./builders";

const organization = (props: Props) => github("ActionsOrganizationWorkflowPermissions", props);
const good = { defaultWorkflowPermissions: "read", canApprovePullRequestReviews: false };
const write = { resource: organization({ ...good, defaultWorkflowPermissions: "write" }) };

describeRule(workflowTokenReadOnly, {
  pass: [
    { resource: organization(good) },
    { resource: organization({ defaultWorkflowPermissions: "read" }) },
    { resource: github("EnterpriseActionsWorkflowPermissions", good) },
    { resource: github("WorkflowRepositoryPermissions", good) },
  ],
  fail: [
    {
      ...write,
      expect: [
        {
          path: "defaultWorkflowPermissions",
          message:
            'ActionsOrganizationWorkflowPermissions "subject": defaultWorkflowPermissions is "write"; it must be "read".',
        },
      ],
    },
    { resource: organization({}), expect: [{ path: "defaultWorkflowPermissions" }] },
    { resource: organization({ ...good, defaultWorkflowPermissions: "Read" }) },
    { resource: organization({ ...good, defaultWorkflowPermissions: ["read"] }) },
    {
      resource: organization({ ...good, canApprovePullRequestReviews: true }),
      expect: [{ path: "canApprovePullRequestReviews" }],
    },
    { resource: organization({ ...good, canApprovePullRequestReviews: "true" }) },
    {
      resource: github("EnterpriseActionsWorkflowPermissions", {
        ...good,
        canApprovePullRequestReviews: true,
      }),
    },
    {
      resource: github("WorkflowRepositoryPermissions", {
        defaultWorkflowPermissions: "write",
        canApprovePullRequestReviews: true,
      }),
      expect: [{ path: "defaultWorkflowPermissions" }, { path: "canApprovePullRequestReviews" }],
    },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    {
      resource: organization({ ...good, defaultWorkflowPermissions: UNKNOWN }),
      expect: [{ path: "defaultWorkflowPermissions" }],
    },
    { resource: organization({ ...good, canApprovePullRequestReviews: UNKNOWN }) },
  ],
  secretBearing: [
    { resource: secretive(write.resource) },
    {
      resource: {
        ...organization({ defaultWorkflowPermissions: SECRET }),
        secret: ["defaultWorkflowPermissions"],
      },
    },
  ],
  malformed: {
    resource: organization({ defaultWorkflowPermissions: {}, canApprovePullRequestReviews: [] }),
  },
  excepted: write,
  expired: write,
});
