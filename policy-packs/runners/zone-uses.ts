import { refersTo } from "../identity/facts/references";
import type { StackFacts } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { hostedRunners, type RunnerGroup, runnerGroups } from "./facts/groups";
import { fleets, type RunnerHost, runnerHosts } from "./facts/hosts";
import { laneNamespaces } from "./facts/namespaces";
import { type RunnerPod, runnerPods } from "./facts/pods";
import type { Subject } from "./said";

/** That something is used by a lane, and where that is written. */
export interface Use {
  /** In words, and the same for all who use it. */
  readonly thing: string;
  readonly zone: string;
  readonly subject: Subject;
  readonly path: string;
}

/** Every use of a group, a namespace, a template or a network by a lane. */
export function usesOf(facts: StackFacts): Use[] {
  return [
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
export function groupOf(
  { scaleSet }: RunnerPod,
  groups: readonly RunnerGroup[],
): RunnerGroup | undefined {
  if (scaleSet === undefined) return undefined;
  const { group, sources } = scaleSet;
  if (isUnknown(group)) return groups.find((each) => sources.some((id) => each.names.includes(id)));
  return groups.find(({ name }) => isSame(name, group));
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "string" || typeof other !== "string") return false;
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

export function zoneOf(pod: RunnerPod, facts: StackFacts): string {
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
    use(`the template ${subject.resource}`, ""),
    ...served.map(({ lane }) => use(`the template ${subject.resource}`, "userData", subject, lane)),
    ...mine.map((fleet) =>
      use(`the template ${subject.resource}`, "launchTemplate", fleet.subject, fleet.lane ?? zone),
    ),
    ...network("subnet", host.subnets),
    ...network("security group", host.securityGroups),
    ...mine.flatMap((fleet) => network("subnet", fleet.subnets, fleet.subject)),
  ];
}

export function below(path: string, leaf: string): string {
  return path === "" ? leaf : `${path}.${leaf}`;
}
