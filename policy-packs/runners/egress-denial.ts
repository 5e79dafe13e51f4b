import { type Reference, refersTo } from "../identity/facts/references";
import type { StackFacts, StackFinding } from "../lib/rule";
import { egressListOf, judgeDestination } from "./egress";
import { type Destination, egressPolicies } from "./facts/egress";
import { type RunnerHost, runnerHosts } from "./facts/hosts";
import {
  prefixLists,
  type SecurityGroup,
  securityGroupRules,
  securityGroups,
} from "./facts/security-groups";
import { isSamePlace, type RunnerPod, runnerPods } from "./facts/pods";
import { type Subject, said, undecided } from "./said";

/** Namespaces with runner pods: one policy denies all, and no other allows what the lane does not list. */
export function judgeNamespaces(facts: StackFacts): StackFinding[] {
  return facts
    .of(runnerPods)
    .flat()
    .flatMap((pod) => {
      const near = facts
        .of(egressPolicies)
        .flat()
        .map((policy) => ({ policy, answer: isSamePlace(policy.namespace, pod.namespace) }))
        .filter(({ answer }) => answer !== false);
      const list = egressListOf(pod.egress);
      const allowed = near.flatMap(({ policy, answer }) => {
        const found = policy.destinations.flatMap((each) =>
          judgeDestination(each, list, facts.of(prefixLists)),
        );
        const why = `it may be in the namespace of ${pod.subject.label}`;
        return said(policy.subject, answer ? found : undecided(found, why));
      });
      return [...denialOf(pod, near), ...allowed];
    });
}

function denialOf(
  pod: RunnerPod,
  near: readonly {
    readonly policy: { readonly denies: boolean | undefined };
    readonly answer: boolean | undefined;
  }[],
): StackFinding[] {
  if (near.some(({ policy, answer }) => answer && policy.denies)) return [];
  const path = `${pod.path === "" ? "" : `${pod.path}.`}metadata.namespace`;
  const namespace = String(pod.namespace.value);
  if (near.some(({ policy }) => policy.denies !== false)) {
    const message = `whether a NetworkPolicy denies all egress in its namespace is not known yet.`;
    return said(pod.subject, [{ path, message, unknown: true }]);
  }
  const message =
    `no NetworkPolicy denies all egress in its namespace ${namespace}; add one with ` +
    "podSelector: {}, policyTypes: [Ingress, Egress] and no rules.";
  return said(pod.subject, [{ path, message }]);
}

/** Security groups of runner hosts: inline rules, and rules in resources of their own. */
export function judgeSecurityGroups(facts: StackFacts): StackFinding[] {
  const groups = facts.of(securityGroups);
  const hosts = facts.of(runnerHosts);
  return [
    ...groups.flatMap((group) => {
      const using = hosts.filter((host) => refersTo(host.securityGroups, group));
      return judgeRules(group.subject, group.destinations, using, [group], facts);
    }),
    ...facts.of(securityGroupRules).flatMap(({ subject, destinations, group: of }) => {
      const meant = groups.filter((group) => refersTo(of, group));
      const using = hosts.filter(
        ({ securityGroups: held }) =>
          meant.some((group) => refersTo(held, group)) || isShared(held, of),
      );
      return judgeRules(subject, destinations, using, meant, facts);
    }),
  ];
}

/** Whether two references name the same group, which another stack holds. */
function isShared(one: Reference, other: Reference): boolean {
  return (
    one.values.some((value) => other.values.includes(value)) ||
    one.sources.some((source) => other.sources.includes(source))
  );
}

function judgeRules(
  subject: Subject,
  destinations: readonly Destination[],
  hosts: readonly RunnerHost[],
  groups: readonly SecurityGroup[],
  facts: StackFacts,
): StackFinding[] {
  const isLanes = groups.some((group) => group.isLanes);
  if (hosts.length === 0 && !isLanes) return [];
  const egress = [...hosts, ...groups].map((each) => each.egress).find((each) => each != null);
  const found = destinations.flatMap((each) =>
    judgeDestination(each, egressListOf(egress), facts.of(prefixLists)),
  );
  const isSure = isLanes || hosts.some(({ unknownAt }) => unknownAt === undefined);
  return said(subject, isSure ? found : undecided(found, "its machines may turn out to run jobs"));
}
