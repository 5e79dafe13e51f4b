import type { StackFacts, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { runnerGroups } from "./facts/groups";
import { runnerPods } from "./facts/pods";
import { said } from "./said";
import { below, groupOf, usesOf, zoneOf } from "./zone-uses";

/** Groups, namespaces, templates and networks that serve two lanes, told at each use of another lane than the first. */
export function sharedThings(facts: StackFacts): StackFinding[] {
  return [...Map.groupBy(usesOf(facts), ({ thing }) => thing).values()].flatMap((sharing) => {
    // Machines and pods are named as the fault before the group or the namespace that they came into.
    const first = sharing[0]!;
    return sharing
      .filter(({ zone }) => zone !== first.zone)
      .flatMap(({ subject, path, thing, zone }) => {
        const message = `${thing} serves the lane ${first.zone} (${first.subject.label}) and here the lane ${zone}; give each lane its own.`;
        return said(subject, [{ path, message }]);
      });
  });
}

/** Scale sets of which it is not known yet what group or namespace they use, beside others of another lane. */
export function uncertainZones(facts: StackFacts): StackFinding[] {
  const groups = facts.of(runnerGroups);
  const pods = facts.of(runnerPods).flat();
  return pods.flatMap((pod) => {
    const { subject, path, namespace, scaleSet } = pod;
    const zone = zoneOf(pod, facts);
    const unsure = [
      isUnknown(scaleSet?.group) &&
      !groupOf(pod, groups) &&
      groups.some(({ lane }) => lane !== zone)
        ? scaleSet?.isSpecUnknown
          ? "spec"
          : "spec.runnerGroup"
        : undefined,
      isUnknown(namespace.value) &&
      namespace.from.length === 0 &&
      pods.some((other) => zoneOf(other, facts) !== zone)
        ? "metadata.namespace"
        : undefined,
    ];
    return unsure.flatMap((leaf) => {
      if (leaf === undefined) return [];
      const at = below(path, leaf);
      const message = `${at} is not known yet, and may be another lane's.`;
      return said(subject, [{ path: at, message, unknown: true }]);
    });
  });
}
