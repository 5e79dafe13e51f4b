import type { StackRule } from "../../lib/rule";
import { runnerGroups, hostedRunners } from "../facts/groups";
import { fleets, runnerHosts } from "../facts/hosts";
import { laneNamespaces } from "../facts/namespaces";
import { runnerPods } from "../facts/pods";
import { foreignMembers } from "../group-members";
import { sharedThings, uncertainZones } from "../zones";
import { once } from "../said";

export const runnerGroupSingleZone: StackRule = {
  kind: "stack",
  name: "runner-group-single-zone",
  title:
    "A runner group, and whatever machines, namespaces and networks serve it, must belong to one lane.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Where two lanes meet, a pull request's job shares a machine or a network with a job that deploys.",
  remedy:
    "Let each runners.RunnerLane make its own group, namespace and scale set, with members from the register.",
  controls: ["SLSA v1.2 Build L3"],
  exceptableDays: 14,
  reads: [runnerGroups, hostedRunners, runnerPods, laneNamespaces, runnerHosts, fleets],
  check: (facts, { register }) => {
    const found = [
      ...facts.of(runnerGroups).flatMap((group) => foreignMembers(group, register)),
      ...sharedThings(facts),
      ...uncertainZones(facts),
    ];
    return once(found);
  },
};
