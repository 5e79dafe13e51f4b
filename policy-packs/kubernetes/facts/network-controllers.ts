import { parse } from "yaml";

import type { FactSource } from "../../lib/rule";
import { isUnknown, UNKNOWN } from "../../lib/unknown";
import { field } from "../fields";
import { everyFormOf, namespaceOf, objectsOf } from "../kinds";
import { type Reference, reference } from "./clusters";

/** Whether a network policy controller is on: true, false, or not known yet. */
export interface ControllerFact {
  readonly resource: string;
  readonly path: string;
  readonly cluster: Reference;
  readonly isOn: unknown;
}

/** The VPC CNI add-on, which enforces network policies only if told to. */
export const cniAddons: FactSource<ControllerFact> = {
  appliesTo: ["aws:eks/addon:Addon"],
  read: (resource) => {
    if (resource.props["addonName"] !== "vpc-cni") return undefined;
    const values = settingsOf(resource.props["configurationValues"]);
    const on = field(values, "enableNetworkPolicy");
    return {
      resource: resource.urn ?? resource.name,
      path: "configurationValues",
      cluster: reference(resource, "clusterName"),
      isOn: isUnknown(on) ? UNKNOWN : String(on) === "true",
    };
  },
};

/** Auto Mode's own controller, switched on by a ConfigMap in kube-system. */
export const autoModeControllers: FactSource<{ readonly isOn: unknown }> = {
  appliesTo: everyFormOf(["ConfigMap"]),
  read: (resource) => {
    const map = objectsOf(resource, ["ConfigMap"]).find(
      (each) =>
        field(each.body, "metadata", "name") === "amazon-vpc-cni" &&
        ["kube-system", UNKNOWN].includes(namespaceOf(each)),
    );
    if (!map) return undefined;
    const on = field(map.body, "data", "enable-network-policy-controller");
    if (isUnknown(on)) return { isOn: UNKNOWN };
    const isOn = String(on) === "true";
    return { isOn: isOn && isUnknown(namespaceOf(map)) ? UNKNOWN : isOn };
  },
};

/** EKS takes the configuration of an add-on as JSON or YAML. */
function settingsOf(text: unknown): unknown {
  if (typeof text !== "string") return text;
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
