import { refersTo } from "../identity/facts/references";
import type { StackFacts, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { hostedRunners, type RunnerGroup, runnerGroups } from "./facts/groups";
import { fleets, type RunnerHost, runnerHosts } from "./facts/hosts";
import { laneNamespaces } from "./facts/namespaces";
import { type RunnerPod, runnerPods } from "./facts/pods";
import { said, type Subject } from "./said";

/** That something is used by a lane, and where that is written. */
interface Use {
  /** In words, and the same for all who use it. */
  readonly thing: string;
  readonly zone: string;
  readonly subject: Subject;
  readonly path: string;
}

/** Groups, namespaces, templates and networks that serve two lanes, told at each use of another lane than the first. */
export function sharedThings(facts: StackFacts): StackFinding[] {
  const uses = [
    ...groupUses(facts),
    ...facts
      .of(runnerPods)
      .flat()
      .flatMap((pod) => namespaceUse(pod, facts)),
    ...facts
      .of(laneNamespaces)
      .flat()
      .filter(({ name }) => typeof name === "string")
      .map(
        ({ name, lane, subject, path }): Use => ({
          ...{ thing: `the namespace ${String(name)}`, zone: lane, subject },
          path: below(path, "metadata.labels"),
        }),
      ),
    ...facts.of(runnerHosts).flatMap((host) => hostUses(host, facts)),
  ];
  return [...Map.groupBy(uses, ({ thing }) => thing).values()].flatMap((sharing) => {
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

function groupUses(facts: StackFacts): Use[] {
  const groups = facts.of(runnerGroups);
  const named = (name: unknown) => `the runner group ${String(name).trim().toLowerCase()}`;
  const own = groups
    .filter(({ name }) => typeof name === "string")
    .map(
      ({ name, lane, subject }): Use => ({ thing: named(name), zone: lane, subject, path: "name" }),
    );
  const sets = facts
    .of(runnerPods)
    .flat()
    .flatMap((pod): Use[] => {
      const { lane, subject, path } = pod;
      const group = groupOf(pod, groups)?.name ?? pod.scaleSet?.group;
      if (lane === undefined || typeof group !== "string") return [];
      return [{ thing: named(group), zone: lane, subject, path: below(path, "spec.runnerGroup") }];
    });
  const hosted = facts.of(hostedRunners).flatMap(({ group, lane, subject }): Use[] => {
    const meant = groups.find((each) => refersTo(group, each));
    if (lane === undefined || typeof meant?.name !== "string") return [];
    return [{ thing: named(meant.name), zone: lane, subject, path: "runnerGroupId" }];
  });
  const hosts = facts.of(runnerHosts).flatMap((host) =>
    host.groups.map((group): Use => {
      const path = host.faults[0]?.path ?? "userData";
      return { thing: named(group), zone: host.lane, subject: host.subject, path };
    }),
  );
  return [...own, ...sets, ...hosted, ...hosts];
}

/** The group of the stack that a scale set joins. */
function groupOf({ scaleSet }: RunnerPod, groups: readonly RunnerGroup[]): RunnerGroup | undefined {
  if (scaleSet === undefined) return undefined;
  const { group, sources } = scaleSet;
  if (isUnknown(group)) return groups.find((each) => sources.some((id) => each.names.includes(id)));
  return groups.find(({ name }) => isSame(name, group));
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "string" || typeof other !== "string") return false;
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function zoneOf(pod: RunnerPod, facts: StackFacts): string {
  return groupOf(pod, facts.of(runnerGroups))?.lane ?? pod.lane ?? "deploy";
}

function namespaceUse(pod: RunnerPod, facts: StackFacts): Use[] {
  const { namespace, subject, path } = pod;
  const known = isUnknown(namespace.value) ? namespace.from[0] : namespace.value;
  if (known === undefined) return [];
  const thing = `the namespace ${String(known)}`;
  return [{ thing, zone: zoneOf(pod, facts), subject, path: below(path, "metadata.namespace") }];
}

/** The template by its groups and its fleets, and the networks that its machines come up in. */
function hostUses(host: RunnerHost, facts: StackFacts): Use[] {
  const { subject } = host;
  const groups = facts.of(runnerGroups);
  const served = host.groups.flatMap(
    (name) => groups.find((each) => isSame(each.name, name)) ?? [],
  );
  const zone = served[0]?.lane ?? host.lane;
  const mine = facts.of(fleets).filter(({ template }) => refersTo(template, host));
  const use = (thing: string, path: string, of = subject, lane = zone): Use => {
    return { thing, zone: lane, subject: of, path };
  };
  const network = (word: string, { values, sources, path }: RunnerHost["subnets"], of = subject) =>
    (values.length > 0 ? values : sources).map((id) => use(`the ${word} ${id}`, path, of));
  return [
    use(subject.label, ""),
    ...served.map(({ lane }) => use(subject.label, "userData", subject, lane)),
    ...mine.map((fleet) => use(subject.label, "launchTemplate", fleet.subject, fleet.lane ?? zone)),
    ...network("subnet", host.subnets),
    ...network("security group", host.securityGroups),
    ...mine.flatMap((fleet) => network("subnet", fleet.subnets, fleet.subject)),
  ];
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

function below(path: string, leaf: string): string {
  return path === "" ? leaf : `${path}.${leaf}`;
}
