import type { StackFacts, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { clusterPrograms, refersTo } from "./facts/clusters";
import { defaultDenies, type NamespaceFact } from "./facts/namespaces";
import { autoModeControllers, cniAddons } from "./facts/network-controllers";

/** A namespace of which no policy, or none that is known yet, denies all traffic. */
export function denialIn(
  { name, ids, resource, path, isNameUnknown }: NamespaceFact,
  facts: StackFacts,
): StackFinding[] {
  const mine = facts
    .of(defaultDenies)
    .flat()
    .filter(({ namespace, from }) => namespace === name || from.some((id) => ids.includes(id)));
  if (mine.some((policy) => !policy.isUnknown)) return [];
  const open = facts
    .of(defaultDenies)
    .flat()
    .some(({ namespace, from }) => isUnknown(namespace) && from.length === 0);
  if (mine.length > 0 || open || isNameUnknown) {
    const message = `Whether the namespace "${name}" denies traffic by default is not known yet.`;
    return [{ resource, path: join(path, "metadata.name"), message, unknown: true }];
  }
  const message =
    `The namespace "${name}" has no NetworkPolicy that denies by default; add one with ` +
    "podSelector: {}, policyTypes: [Ingress, Egress] and no rules.";
  return [{ resource, path: join(path, "metadata.name"), message }];
}

/** Add-ons that do not enforce network policies, and clusters without one that does. */
export function controllersOf(facts: StackFacts): StackFinding[] {
  const isAuto = facts.of(autoModeControllers).some(({ isOn }) => isOn === true);
  const addons = isAuto ? [] : facts.of(cniAddons);
  const off = addons
    .filter(({ isOn }) => isOn !== true)
    .map(({ resource, path, isOn }) => {
      const message = `The add-on "${resource}" does not enforce network policies; set enableNetworkPolicy: "true".`;
      return isUnknown(isOn)
        ? { resource, path, message: `${path} is not known yet.`, unknown: true as const }
        : { resource, path, message };
    });
  const without = facts
    .of(clusterPrograms)
    .filter((one) => !one.isComponent && !isAuto)
    .filter((one) => addons.every(({ cluster }) => refersTo(cluster, one) === false))
    .map(({ resource }) => {
      const message =
        `The cluster "${resource}" has no vpc-cni add-on that enforces network policies; ` +
        'add one with enableNetworkPolicy: "true".';
      return { resource, path: "", message };
    });
  return [...off, ...without];
}

function join(path: string, leaf: string): string {
  return path === "" ? leaf : `${path}.${leaf}`;
}
