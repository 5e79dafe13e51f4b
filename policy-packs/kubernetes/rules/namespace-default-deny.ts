import type { StackFacts, StackFinding, StackRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { clusterPrograms, refersTo } from "../facts/clusters";
import { defaultDenies, type NamespaceFact, namespaces } from "../facts/namespaces";
import { autoModeControllers, cniAddons } from "../facts/network-controllers";

export const namespaceDefaultDeny: StackRule = {
  kind: "stack",
  name: "namespace-default-deny",
  title: "Every namespace must deny all traffic by default, and the cluster must enforce it.",
  severity: "high",
  level: "mandatory",
  rationale: "Without it every pod reaches every other pod, and one intruder reaches all tenants.",
  remedy:
    "Add a NetworkPolicy with podSelector: {} and policyTypes: [Ingress, Egress], and set enableNetworkPolicy in the vpc-cni add-on.",
  controls: ["CIS EKS 1.8 4.3.2", "CIS EKS 1.8 5.4.4", "NSA/CISA Kubernetes Hardening Guidance"],
  exceptableDays: 30,
  reads: [namespaces, defaultDenies, clusterPrograms, cniAddons, autoModeControllers],
  check: (facts, { settings }) => {
    const system = settings["kubernetes.systemNamespaces"];
    return [
      ...facts
        .of(namespaces)
        .flat()
        .filter(({ name }) => !system.includes(name))
        .flatMap((namespace) => denialIn(namespace, facts)),
      ...controllersOf(facts),
    ];
  },
};

function denialIn(
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

function controllersOf(facts: StackFacts): StackFinding[] {
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
