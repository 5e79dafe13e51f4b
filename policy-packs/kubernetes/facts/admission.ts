import type { FactSource, Resource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { controlsNamed } from "../controls";
import { field, members, pathTo } from "../fields";
import { everyFormOf, type KubernetesObject, objectsOf, some } from "../kinds";
import { type ExclusionFact, policyExclusions } from "./exclusions";

/** Those in which the API server takes the policies that are judged here. */
const VERSIONS = ["policies.kyverno.io/v1", "policies.kyverno.io/v1beta1"];

/** A Kyverno policy, as far as it says whether it refuses anything. */
export interface PolicyFact {
  readonly resource: string;
  /** A patch may weaken a policy that is there already; it stands for nothing itself. */
  readonly isPatch: boolean;
  readonly isImagePolicy: boolean;
  /** Names of the Pod Security controls it stands for; undefined while its annotation is not known. */
  readonly controls: readonly string[] | undefined;
  /** What keeps it from refusing: it does not deny, fails open, or is not asked. */
  readonly weakness: { readonly path: string; readonly message: string } | undefined;
  /** The path on which hangs whether it refuses, where that is not known yet. */
  readonly unknownAt: string | undefined;
  readonly timeoutSeconds: unknown;
  readonly timeoutAt: string;
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

export const policies: FactSource<readonly PolicyFact[]> = {
  appliesTo: VERSIONS.flatMap((version) => everyFormOf(POLICIES, version)),
  read: (resource) =>
    some(
      objectsOf(resource, POLICIES)
        .filter(({ apiVersion }) => apiVersion === "" || VERSIONS.includes(apiVersion))
        .map((policy) => policyFact(resource, policy)),
    ),
};

function policyFact(resource: Resource, policy: KubernetesObject): PolicyFact {
  const control = field(policy.body, "metadata", "annotations", "airside/control");
  const isValidating =
    /ValidatingPolicy$/.test(policy.kind) && !policy.kind.startsWith("Namespaced");
  const isEnforcing = isValidating && !policy.isPatch;
  return {
    resource: resource.urn ?? resource.name,
    isPatch: isValidating && policy.isPatch,
    isImagePolicy: isEnforcing && policy.kind.startsWith("Image"),
    controls: !isEnforcing ? [] : isUnknown(control) ? undefined : controlsNamed(control),
    weakness: weaknessOf(policy),
    unknownAt: unknownIn(policy),
    timeoutSeconds: field(policy.body, "spec", "webhookConfiguration", "timeoutSeconds"),
    timeoutAt: pathTo(policy, ["spec", "webhookConfiguration", "timeoutSeconds"]),
    exclusions: policyExclusions(policy),
  };
}

function weaknessOf(policy: KubernetesObject): PolicyFact["weakness"] {
  const spec = field(policy.body, "spec");
  const weak = (keys: readonly string[], message: string) => ({
    path: pathTo(policy, ["spec", ...keys]),
    message,
  });
  const actions = members({ path: "", body: spec }, "validationActions").map(({ body }) => body);
  const isLeft = policy.isPatch && field(spec, "validationActions") === undefined;
  if (!isLeft && !actions.includes("Deny") && !actions.some(isUnknown)) {
    return weak(["validationActions"], "does not deny; set validationActions: [Deny]");
  }
  const rules = field(spec, "matchConstraints", "resourceRules");
  if (Array.isArray(rules) && rules.every((rule) => matchesNewPods(rule) === false)) {
    return weak(
      ["matchConstraints", "resourceRules"],
      "is never asked about a new pod; match CREATE of pods in the core group",
    );
  }
  const failure = field(spec, "failurePolicy");
  if (failure !== undefined && failure !== "Fail" && !isUnknown(failure)) {
    return weak(["failurePolicy"], "fails open; set failurePolicy: Fail");
  }
  const mode = field(spec, "evaluation", "mode");
  if (mode !== undefined && mode !== "Kubernetes" && !isUnknown(mode)) {
    return weak(["evaluation", "mode"], "judges no Kubernetes objects; leave evaluation.mode out");
  }
  if (field(spec, "evaluation", "admission", "enabled") === false) {
    return weak(
      ["evaluation", "admission", "enabled"],
      "is not asked at admission; leave spec.evaluation.admission.enabled true",
    );
  }
  return undefined;
}

/** Whether a resource rule has a policy asked about new pods; undefined while that is not known. */
function matchesNewPods(rule: unknown): boolean | undefined {
  if (isUnknown(rule)) return undefined;
  const names = (key: string, ...wanted: readonly unknown[]) => {
    const values = members({ path: "", body: rule }, key).map(({ body }) => body);
    if (values.some((value) => wanted.includes(value))) return true;
    return values.some(isUnknown) ? undefined : false;
  };
  const answers = [
    names("apiGroups", "", "*"),
    names("resources", "pods", "*", "*/*"),
    names("operations", "CREATE", "*"),
  ];
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function unknownIn(policy: KubernetesObject): string | undefined {
  const spec = field(policy.body, "spec");
  const place = { path: pathTo(policy, ["spec"]), body: spec };
  if (isUnknown(spec)) return place.path;
  const actions = members(place, "validationActions");
  if (actions.every(({ body }) => body !== "Deny")) {
    const open = actions.find(({ body }) => isUnknown(body));
    if (open) return open.path;
  }
  const rules = members(place, "matchConstraints", "resourceRules");
  const asked = rules.map(({ body }) => matchesNewPods(body));
  if (asked.includes(undefined) && !asked.includes(true)) {
    return rules[asked.indexOf(undefined)]?.path;
  }
  const open = [["failurePolicy"], ["evaluation", "mode"], ["evaluation", "admission", "enabled"]];
  const keys = open.find((each) => isUnknown(field(spec, ...each)));
  return keys && pathTo(place, keys);
}

/** One of Kyverno's own workloads. */
export interface ControllerFact {
  readonly resource: string;
  /** Path of the object in its resource: empty, or a list's member. */
  readonly path: string;
  readonly component: string;
  readonly namespace: unknown;
  readonly replicas: unknown;
  readonly isSpread: boolean;
  readonly labels: Readonly<Record<string, unknown>>;
}

const COMPONENT = /(admission|background|cleanup|reports)-controller/;

export const kyvernoControllers: FactSource<readonly ControllerFact[]> = {
  appliesTo: everyFormOf(["Deployment"], "apps/*"),
  read: (resource) =>
    some(
      objectsOf(resource, ["Deployment"])
        .filter(({ isPatch }) => !isPatch)
        .flatMap((deployment) => controllerFact(resource, deployment)),
    ),
};

function controllerFact(resource: Resource, deployment: KubernetesObject): ControllerFact[] {
  const labels = field(deployment.body, "metadata", "labels");
  const part = String(field(labels, "app.kubernetes.io/part-of") ?? field(labels, "helm.sh/chart"));
  const name = String(field(deployment.body, "metadata", "name") ?? resource.name);
  const component = COMPONENT.exec(
    String(field(labels, "app.kubernetes.io/component") ?? name),
  )?.[1];
  const isKyverno = part.startsWith("kyverno") || name.startsWith("kyverno-");
  if (!isKyverno || component === undefined) return [];
  const spec = field(deployment.body, "spec");
  return [
    {
      resource: resource.urn ?? resource.name,
      path: deployment.path,
      component,
      namespace: field(deployment.body, "metadata", "namespace") ?? "default",
      replicas: field(spec, "replicas"),
      isSpread: isSpread(field(spec, "template", "spec")),
      labels: Object(field(spec, "template", "metadata", "labels")),
    },
  ];
}

/** Whether something keeps the pods apart; an empty list or an affinity without terms keeps nothing. */
function isSpread(pod: unknown): boolean {
  const place = { path: "", body: pod };
  const affinity = ["affinity", "podAntiAffinity"];
  const terms = [
    ...members(place, "topologySpreadConstraints"),
    ...members(place, ...affinity, "requiredDuringSchedulingIgnoredDuringExecution"),
    ...members(place, ...affinity, "preferredDuringSchedulingIgnoredDuringExecution"),
  ];
  const keys = terms.flatMap(({ body }) => [
    field(body, "topologyKey"),
    field(body, "podAffinityTerm", "topologyKey"),
  ]);
  return keys.some((key) => key !== undefined);
}

export interface BudgetFact {
  readonly namespace: unknown;
  readonly selector: unknown;
}

/** Budgets that keep something: one that may lose every pod is none. */
export const disruptionBudgets: FactSource<readonly BudgetFact[]> = {
  appliesTo: everyFormOf(["PodDisruptionBudget"]),
  read: (resource) =>
    some(
      objectsOf(resource, ["PodDisruptionBudget"])
        .filter(({ isPatch, body }) => !isPatch && !losesAll(field(body, "spec")))
        .map(({ body }) => ({
          namespace: field(body, "metadata", "namespace") ?? "default",
          selector: field(body, "spec", "selector"),
        })),
    ),
};

function losesAll(spec: unknown): boolean {
  const [least, most] = [field(spec, "minAvailable"), field(spec, "maxUnavailable")];
  return least === 0 || least === "0" || least === "0%" || most === "100%";
}
