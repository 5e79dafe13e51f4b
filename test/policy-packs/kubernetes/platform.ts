import { controlsOf } from "../../../policy-packs/kubernetes/controls";
import { aws, object } from "./builders";

/** The parts of a cluster program that the presence rules look for. */

export const CLUSTER = aws("eks/cluster:Cluster", { name: "main" });

/** One of Kyverno's controllers, as its chart renders it. */
export function kyverno(component: string, spec: unknown = {}) {
  const labels = {
    "app.kubernetes.io/component": `${component}-controller`,
    "app.kubernetes.io/part-of": "kyverno",
  };
  return object(
    "apps/v1:Deployment",
    { metadata: { name: `kyverno-${component}-controller`, namespace: "kyverno", labels }, spec },
    { name: `kyverno-${component}` },
  );
}

export function policy(name: string, control: unknown, spec: unknown = ENFORCED) {
  const metadata = { name, annotations: { "airside/control": control } };
  return object("policies.kyverno.io/v1:ValidatingPolicy", { metadata, spec }, { name });
}

export const ENFORCED = { validationActions: ["Deny"], failurePolicy: "Fail" };

export const IMAGES = object(
  "policies.kyverno.io/v1:ImageValidatingPolicy",
  { spec: ENFORCED },
  { name: "images" },
);

/** A policy for each control of level restricted, and all of them in one for those of baseline. */
export const POLICIES = controlsOf({ level: "restricted", minor: 37 }).map((control) =>
  policy(control, control),
);
