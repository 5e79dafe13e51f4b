import { type Names, namesOf, type Reference, referenceOf } from "../../identity/facts/references";
import { statedLane } from "../../lib/lane";
import type { FactSource } from "../../lib/rule";
import { type Subject, subjectOf } from "../said";

export const ORGANIZATION_GROUP = "github:index/actionsRunnerGroup:ActionsRunnerGroup";
export const ENTERPRISE_GROUP =
  "github:index/enterpriseActionsRunnerGroup:EnterpriseActionsRunnerGroup";

export interface RunnerGroup extends Names {
  readonly subject: Subject;
  /** As GitHub shows it; unknown, or the resource's name where none is given. */
  readonly name: unknown;
  readonly lane: string;
  readonly restrictedToWorkflows: unknown;
  readonly selectedWorkflows: unknown;
  readonly selectedRepositoryIds: unknown;
}

export const runnerGroups: FactSource<RunnerGroup> = {
  appliesTo: [ORGANIZATION_GROUP, ENTERPRISE_GROUP],
  read(resource, { lane }) {
    const { props } = resource;
    return {
      ...namesOf(resource, "name"),
      subject: subjectOf(resource),
      name: props["name"] ?? resource.name,
      lane,
      restrictedToWorkflows: props["restrictedToWorkflows"],
      selectedWorkflows: props["selectedWorkflows"],
      selectedRepositoryIds: props["selectedRepositoryIds"],
    };
  },
};

/** GitHub's own machines, and the group they work for. */
export interface HostedRunner {
  readonly subject: Subject;
  /** Undefined where nothing says; then the group decides. */
  readonly lane: string | undefined;
  readonly group: Reference;
}

export const hostedRunners: FactSource<HostedRunner> = {
  appliesTo: ["github:index/actionsHostedRunner:ActionsHostedRunner"],
  read: (resource, { components }) => ({
    subject: subjectOf(resource),
    lane: statedLane(resource, components),
    group: referenceOf(resource, "runnerGroupId"),
  }),
};
