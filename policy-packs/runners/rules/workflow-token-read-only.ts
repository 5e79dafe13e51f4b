import { expectField, isAbsentOrFalse } from "../../kubernetes/fields";
import { about } from "../../kubernetes/kinds";
import type { ResourceRule } from "../../lib/rule";
import { repairFlags } from "../flag-repair";

const ORGANIZATION =
  "github:index/actionsOrganizationWorkflowPermissions:ActionsOrganizationWorkflowPermissions";

export const workflowTokenReadOnly: ResourceRule = {
  kind: "resource",
  name: "workflow-token-read-only",
  title: "The token of a workflow must only read by default, and must not approve pull requests.",
  severity: "high",
  level: "mandatory",
  rationale:
    "Every job, also one that was taken over, could otherwise push code and approve its own changes.",
  remedy:
    "Use repository.OrganizationGuardrails; let each job ask for what it writes in its workflow.",
  controls: ["CIS GitHub 1.2.0 2.1.5"],
  appliesTo: [
    ORGANIZATION,
    "github:index/enterpriseActionsWorkflowPermissions:EnterpriseActionsWorkflowPermissions",
    "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions",
  ],
  exceptableDays: 30,
  check(resource) {
    const settings = { path: "", body: resource.props };
    return about(resource, [
      ...expectField(
        settings,
        ["defaultWorkflowPermissions"],
        (value) => value === "read",
        (found) => `defaultWorkflowPermissions is ${found}; it must be "read".`,
      ),
      ...expectField(
        settings,
        ["canApprovePullRequestReviews"],
        isAbsentOrFalse,
        (found) => `canApprovePullRequestReviews is ${found}; it must be false.`,
      ),
    ]);
  },
  remediate(props, resource, context) {
    repairFlags(props, workflowTokenReadOnly.check(resource, context), {
      defaultWorkflowPermissions: "read",
      canApprovePullRequestReviews: false,
    });
  },
};
