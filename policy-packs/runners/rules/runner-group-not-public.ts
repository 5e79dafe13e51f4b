import { expectField, isAbsentOrFalse } from "../../kubernetes/fields";
import { about } from "../../kubernetes/kinds";
import type { ResourceRule } from "../../lib/rule";
import { repairFlags } from "../flag-repair";

export const runnerGroupNotPublic: ResourceRule = {
  kind: "resource",
  name: "runner-group-not-public",
  title: "A runner group must not serve public repositories.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "A pull request from any fork of a public repository would run on the group's machines.",
  remedy:
    "Leave allowsPublicRepositories out, as runners.RunnerLane does; build public code on hosted runners.",
  controls: ["CIS GitHub 1.2.0 2.1.5"],
  appliesTo: [
    "github:index/actionsRunnerGroup:ActionsRunnerGroup",
    "github:index/enterpriseActionsRunnerGroup:EnterpriseActionsRunnerGroup",
  ],
  exceptableDays: false,
  check: (resource) =>
    about(
      resource,
      expectField(
        { path: "", body: resource.props },
        ["allowsPublicRepositories"],
        isAbsentOrFalse,
        (found) => `allowsPublicRepositories is ${found}; it must be false, or left out.`,
      ),
    ),
  remediate(props, resource, context) {
    const findings = runnerGroupNotPublic.check(resource, context);
    repairFlags(props, findings, { allowsPublicRepositories: false });
  },
};
