import type { StackRule } from "../../lib/rule";
import { clusterPrograms } from "../facts/clusters";
import { defaultDenies, namespaces } from "../facts/namespaces";
import { autoModeControllers, cniAddons } from "../facts/network-controllers";
import { controllersOf, denialIn } from "../default-deny";

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
        .filter(({ name, isPatch }) => !isPatch && !system.includes(name))
        .flatMap((namespace) => denialIn(namespace, facts)),
      ...controllersOf(facts),
    ];
  },
};
