import { expectField, isText, type Place } from "../../kubernetes/fields";
import { about, everyFormOf, objectsOf } from "../../kubernetes/kinds";
import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";

const ORGANIZATION = "github:index/actionsRunnerGroup:ActionsRunnerGroup";
const ENTERPRISE = "github:index/enterpriseActionsRunnerGroup:EnterpriseActionsRunnerGroup";

export const runnerGroupSelectedRepositories: ResourceRule = {
  kind: "resource",
  name: "runner-group-selected-repositories",
  title:
    "A runner group must serve a list of selected repositories, and a scale set must join such a group.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "In a group that is open to all repositories, any member of the organization runs code on its machines by adding a workflow.",
  remedy: "Let runners.RunnerLane make the group: its members come from the register.",
  controls: ["CIS GitHub 1.2.0 2.1.5"],
  appliesTo: [
    ORGANIZATION,
    ENTERPRISE,
    ...everyFormOf(["AutoscalingRunnerSet"], "actions.github.com/*"),
  ],
  exceptableDays: 14,
  check(resource) {
    if (resource.type === ORGANIZATION || resource.type === ENTERPRISE) {
      const members =
        resource.type === ENTERPRISE ? "selectedOrganizationIds" : "selectedRepositoryIds";
      return about(resource, groupFindings({ path: "", body: resource.props }, members));
    }
    return about(resource, objectsOf(resource, ["AutoscalingRunnerSet"]).flatMap(scaleSetFindings));
  },
};

function groupFindings(group: Place, members: string): Finding[] {
  return [
    ...expectField(
      group,
      ["visibility"],
      (value) => value === "selected",
      (found) => `visibility is ${found}; it must be "selected".`,
    ),
    ...expectField(
      group,
      [members],
      isList,
      (found) => `${members} is ${found}; list the members.`,
    ),
  ];
}

function scaleSetFindings(set: Place & { readonly isPatch: boolean }): Finding[] {
  return expectField(
    set,
    ["spec", "runnerGroup"],
    (value) => (set.isPatch && value === undefined) || isNamedGroup(value),
    (found) => `spec.runnerGroup is ${found}; name the lane's own group, not the default one.`,
  );
}

const isList = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every((id) => isUnknown(id) || isId(id));

const isId = (id: unknown) => /^[1-9]\d*$/.test(String(id));

const isNamedGroup = (value: unknown) => isText(value) && value.trim().toLowerCase() !== "default";
