import type { FactSource, Resource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { controlsNamed } from "../controls";
import { field, members } from "../fields";
import { everyFormOf, type KubernetesObject, objectsOf } from "../kinds";
import { type ExclusionFact, policyExclusions } from "./exclusions";

const KYVERNO = "policies.kyverno.io/";

/** A Kyverno policy, as far as it says whether it refuses anything. */
export interface PolicyFact {
  readonly resource: string;
  readonly isImagePolicy: boolean;
  /** Names of the Pod Security controls it stands for; undefined while its annotation is not known. */
  readonly controls: readonly string[] | undefined;
  /** What keeps it from refusing: it does not deny, fails open, or is not asked. */
  readonly weakness: { readonly path: string; readonly message: string } | undefined;
  /** The path on which hangs whether it refuses, where that is not known yet. */
  readonly unknownAt: string | undefined;
  readonly timeoutSeconds: unknown;
  readonly exclusions: readonly ExclusionFact[];
}

const POLICIES = [
  "ValidatingPolicy",
  "ImageValidatingPolicy",
  "NamespacedValidatingPolicy",
  "NamespacedImageValidatingPolicy",
  "MutatingPolicy",
  "GeneratingPolicy",
];

export const policies: FactSource<PolicyFact> = {
  appliesTo: [`${KYVERNO}v1`, `${KYVERNO}v1beta1`].flatMap((version) =>
    POLICIES.flatMap((kind) => [
      `kubernetes:${version}:${kind}`,
      `kubernetes:${version}:${kind}List`,
    ]),
  ),
  read: (resource) => {
    const [policy] = objectsOf(resource, POLICIES);
    return policy && policyFact(resource, policy);
  },
};

function policyFact(resource: Resource, policy: KubernetesObject): PolicyFact {
  const control = field(policy.body, "metadata", "annotations", "airside/control");
  const isEnforcing =
    /ValidatingPolicy$/.test(policy.kind) && !policy.kind.startsWith("Namespaced");
  return {
    resource: resource.urn ?? resource.name,
    isImagePolicy: isEnforcing && policy.kind.startsWith("Image"),
    controls: isUnknown(control) ? undefined : isEnforcing ? controlsNamed(control) : [],
    weakness: weaknessOf(policy),
    unknownAt: unknownIn(policy),
    timeoutSeconds: field(policy.body, "spec", "webhookConfiguration", "timeoutSeconds"),
    exclusions: policyExclusions(policy),
  };
}

function weaknessOf(policy: KubernetesObject): PolicyFact["weakness"] {
  const spec = field(policy.body, "spec");
  const actions = members({ path: "spec", body: spec }, "validationActions").map(
    ({ body }) => body,
  );
  if (!actions.includes("Deny") && !actions.some(isUnknown)) {
    return {
      path: "spec.validationActions",
      message: "does not deny; set validationActions: [Deny]",
    };
  }
  const failure = field(spec, "failurePolicy");
  if (failure !== undefined && failure !== "Fail" && !isUnknown(failure)) {
    return { path: "spec.failurePolicy", message: "fails open; set failurePolicy: Fail" };
  }
  const admission = field(spec, "evaluation", "admission", "enabled");
  if (admission === false) {
    return {
      path: "spec.evaluation.admission.enabled",
      message: "is not asked at admission; leave spec.evaluation.admission.enabled true",
    };
  }
  return undefined;
}

function unknownIn(policy: KubernetesObject): string | undefined {
  const spec = field(policy.body, "spec");
  if (isUnknown(spec)) return "spec";
  const actions = members({ path: "spec", body: spec }, "validationActions");
  if (actions.every(({ body }) => body !== "Deny")) {
    const open = actions.find(({ body }) => isUnknown(body));
    if (open) return open.path;
  }
  return isUnknown(field(spec, "failurePolicy")) ? "spec.failurePolicy" : undefined;
}

/** One of Kyverno's own workloads. */
export interface ControllerFact {
  readonly resource: string;
  readonly component: string;
  readonly namespace: unknown;
  readonly replicas: unknown;
  readonly isSpread: boolean;
  readonly labels: Readonly<Record<string, unknown>>;
}

const COMPONENT = /(admission|background|cleanup|reports)-controller/;

export const kyvernoControllers: FactSource<ControllerFact> = {
  appliesTo: everyFormOf(["Deployment"], "apps/*"),
  read: (resource) => {
    const [deployment] = objectsOf(resource, ["Deployment"]);
    const labels = field(deployment?.body, "metadata", "labels");
    const part = String(
      field(labels, "app.kubernetes.io/part-of") ?? field(labels, "helm.sh/chart"),
    );
    const name = String(field(deployment?.body, "metadata", "name") ?? resource.name);
    const component = COMPONENT.exec(
      String(field(labels, "app.kubernetes.io/component") ?? name),
    )?.[1];
    const isKyverno = part.startsWith("kyverno") || name.startsWith("kyverno-");
    if (!deployment || !isKyverno || component === undefined) return undefined;
    return controllerFact(resource, deployment, component);
  },
};

function controllerFact(
  resource: Resource,
  deployment: KubernetesObject,
  component: string,
): ControllerFact {
  const spec = field(deployment.body, "spec");
  const pod = field(spec, "template", "spec");
  const isSpread =
    members({ path: "", body: pod }, "topologySpreadConstraints").length > 0 ||
    field(pod, "affinity", "podAntiAffinity") !== undefined;
  return {
    resource: resource.urn ?? resource.name,
    component,
    namespace: field(deployment.body, "metadata", "namespace") ?? "default",
    replicas: field(spec, "replicas"),
    isSpread,
    labels: Object(field(spec, "template", "metadata", "labels")),
  };
}

export interface BudgetFact {
  readonly namespace: unknown;
  readonly matchLabels: Readonly<Record<string, unknown>>;
}

export const disruptionBudgets: FactSource<BudgetFact> = {
  appliesTo: everyFormOf(["PodDisruptionBudget"]),
  read: (resource) => {
    const [budget] = objectsOf(resource, ["PodDisruptionBudget"]);
    if (!budget) return undefined;
    return {
      namespace: field(budget.body, "metadata", "namespace") ?? "default",
      matchLabels: Object(field(budget.body, "spec", "selector", "matchLabels")),
    };
  },
};
