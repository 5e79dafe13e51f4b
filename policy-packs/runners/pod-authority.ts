import type { StackFacts, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import {
  annotatedAccounts,
  type AccountRight,
  clusterBindings,
  podIdentities,
} from "./facts/pod-identities";
import { isSamePlace, type RunnerPod, runnerPods } from "./facts/pods";
import { said } from "./said";

/** Rights in the cloud or the whole cluster that reach the service account of a runner pod. */
export function judgeAccounts(facts: StackFacts): StackFinding[] {
  const pods = facts.of(runnerPods).flat();
  const rights = [
    ...facts.of(podIdentities),
    ...facts.of(annotatedAccounts).flat(),
    ...facts.of(clusterBindings).flat(),
  ];
  return rights.flatMap((right) => {
    const answers = pods.map((pod) => ({ pod, answer: reaches(right, pod) }));
    const sure = answers.find(({ answer }) => answer);
    const { subject, path, what } = right;
    if (sure) {
      const message = `${what} (${sure.pod.subject.label}); runners need none, so take it away.`;
      return said(subject, [{ path, message }]);
    }
    if (!answers.some(({ answer }) => answer === undefined)) return [];
    const message = `whether this ${what} is not known yet.`;
    return said(subject, [{ path, message, unknown: true }]);
  });
}

function reaches(right: AccountRight, pod: RunnerPod): boolean | undefined {
  const place = right.namespace.value === "*" || isSamePlace(right.namespace, pod.namespace);
  const isUnsure = isUnknown(right.account) || isUnknown(pod.account);
  const account = right.account === "*" || (isUnsure ? undefined : right.account === pod.account);
  if (place === false || account === false) return false;
  return place && account ? true : undefined;
}
