import { expectField, isTrue, members } from "../../kubernetes/fields";
import type { StackRule } from "../../lib/rule";
import { branchGuards, customProperties, defaultBranches, repositories } from "../facts/branches";
import { runnerGroups } from "../facts/groups";
import { workflowFindings } from "../pinned-workflows";
import { said } from "../said";

export const runnerGroupWorkflowsPinned: StackRule = {
  kind: "stack",
  name: "runner-group-workflows-pinned",
  title:
    "A runner group that releases or deploys must take jobs of listed workflows only, each at a commit, a tag or a protected branch.",
  severity: "high",
  level: "mandatory",
  rationale:
    "Otherwise whoever may write a workflow in a member repository runs it on the machines that sign and deploy.",
  remedy: "Give runners.RunnerLane workflows at a commit, or at a branch that a ruleset protects.",
  controls: ["CIS GitHub 1.2.0 2.3.5", "SLSA v1.2 Build L3"],
  exceptableDays: 30,
  reads: [runnerGroups, branchGuards, repositories, defaultBranches, customProperties],
  check: (facts, context) =>
    facts
      .of(runnerGroups)
      .filter(({ lane }) => lane === "release" || lane === "deploy")
      .flatMap((group) => {
        const place = { path: "", body: group };
        return said(group.subject, [
          ...expectField(
            place,
            ["restrictedToWorkflows"],
            isTrue,
            (found) => `restrictedToWorkflows is ${found}; it must be true.`,
          ),
          ...expectField(
            place,
            ["selectedWorkflows"],
            (list) => Array.isArray(list) && list.length > 0,
            (found) => `selectedWorkflows is ${found}; list the workflows.`,
          ),
          ...members(place, "selectedWorkflows").flatMap((each) =>
            workflowFindings(each, facts, context),
          ),
        ]);
      }),
};
