import type { StackFacts, StackRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { clusterOf, clusterPrograms, refersTo } from "../facts/clusters";
import {
  type ContainmentPiece,
  containmentPieces,
  pipelineRoles,
  sessionRevocations,
} from "../facts/containment";

const KIT: readonly (readonly [piece: ContainmentPiece, words: string])[] = [
  ["quarantine", "a deny tier for quarantined pods"],
  ["hold", "a policy against delete, exec and patch on held pods"],
  ["pause", "the pause label"],
  ["capture", "capture to the evidence store"],
];

export const containmentKitPresent: StackRule = {
  kind: "stack",
  name: "containment-kit-present",
  title:
    "A cluster must hold what an incident needs before the incident: quarantine, hold, pause, capture and revocation.",
  severity: "medium",
  level: "advisory",
  rationale:
    "What is first written during an incident is written wrong, or after the evidence is gone.",
  remedy:
    "Install the platform's containment components, or label your own with airside/containment.",
  controls: ["SOC 2 CC7.3", "SOC 2 CC7.4"],
  exceptableDays: 90,
  reads: [clusterPrograms, containmentPieces, pipelineRoles, sessionRevocations],
  check(facts) {
    const cluster = clusterOf(facts);
    if (cluster === undefined) return [];
    const present = facts.of(containmentPieces).flat();
    const doubt = present.some(isUnknown) ? { unknown: true as const } : {};
    const missing = KIT.filter(([piece]) => !present.includes(piece)).map(([, words]) => ({
      resource: cluster,
      path: "",
      message: `The cluster "${cluster}" lacks ${words}; install it ahead of need.`,
      ...doubt,
    }));
    return [...missing, ...irrevocable(facts)];
  },
};

function irrevocable(facts: StackFacts) {
  return facts
    .of(pipelineRoles)
    .filter(
      (role) =>
        !role.isRevocable &&
        facts.of(sessionRevocations).every((each) => refersTo(each.role, role) === false),
    )
    .map(({ resource }) => ({
      resource,
      path: "",
      message: `The role "${resource}" has no prepared deny of sessions issued before a time; add one on aws:TokenIssueTime.`,
    }));
}
