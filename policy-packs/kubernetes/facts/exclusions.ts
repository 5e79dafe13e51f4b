import type { FactSource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { field, isObject, members, pathTo, type Place } from "../fields";
import { everyFormOf, type KubernetesObject, objectsOf, some } from "../kinds";

/** Something that takes objects out of admission: namespaces by name, or whatever carries a label. */
export type ExclusionFact =
  | { readonly path: string; readonly kind: "namespace"; readonly namespace: string }
  | { readonly path: string; readonly kind: "label"; readonly key: string }
  | { readonly path: string; readonly kind: "objects"; readonly what: string }
  | { readonly path: string; readonly kind: "condition" }
  | { readonly path: string; readonly kind: "unknown" };

const NAME = "kubernetes.io/metadata.name";

/** What a policy's own match leaves out. */
export function policyExclusions(policy: KubernetesObject): ExclusionFact[] {
  const place: Place = {
    path: pathTo(policy, ["spec", "matchConstraints"]),
    body: field(policy.body, "spec", "matchConstraints"),
  };
  return [
    ...selectorExclusions(place, "namespaceSelector"),
    ...selectorExclusions(place, "objectSelector", "label"),
    ...members(place, "excludeResourceRules").flatMap(ruleExclusions),
    ...members(policy, "spec", "matchConditions").flatMap(conditionExclusions),
  ];
}

/** A rule by which a policy looks away from pods, or from whatever it names besides. */
function ruleExclusions({ path, body }: Place): ExclusionFact[] {
  if (isUnknown(body)) return [{ path, kind: "unknown" }];
  const resources = members({ path, body }, "resources");
  if (resources.some((each) => isUnknown(each.body))) return [{ path, kind: "unknown" }];
  const names = resources.map((each) => String(each.body));
  const pods = names.filter((name) => ["pods", "*", "*/*"].includes(name));
  return pods.map((name) => ({ path, kind: "objects", what: `excludeResourceRules of ${name}` }));
}

/**
 * A condition that asks for the namespace, or for labels and annotations that anyone may set, chooses what to judge out
 * of everyone's sight; one that is false judges nothing.
 */
function conditionExclusions({ path, body }: Place): ExclusionFact[] {
  const expression = field(body, "expression");
  const at = `${path}.expression`;
  if (isUnknown(expression)) return [{ path: at, kind: "unknown" }];
  return CHOOSING.test(String(expression)) ? [{ path: at, kind: "condition" }] : [];
}

const CHOOSING = /namespace|labels|annotations|^\s*(false|!\s*true)\s*$/i;

/** What Kyverno's ConfigMap keeps from every policy. */
export interface KyvernoConfigFact {
  readonly resource: string;
  readonly exclusions: readonly ExclusionFact[];
}

export const kyvernoConfigs: FactSource<readonly KyvernoConfigFact[]> = {
  appliesTo: everyFormOf(["ConfigMap"]),
  read: (resource) =>
    some(
      objectsOf(resource, ["ConfigMap"])
        .map(configExclusions)
        .filter((exclusions) => exclusions.length > 0)
        .map((exclusions) => ({ resource: resource.urn ?? resource.name, exclusions })),
    ),
};

function configExclusions(map: KubernetesObject): ExclusionFact[] {
  const value = (key: string): Place => ({
    path: pathTo(map, ["data", key]),
    body: field(map.body, "data", key),
  });
  return [...webhookExclusions(value("webhooks")), ...filterExclusions(value("resourceFilters"))];
}

/** The selector that all of Kyverno's webhooks get: JSON text, an object or a list of one. */
function webhookExclusions({ path, body: text }: Place): ExclusionFact[] {
  if (isUnknown(text)) return [{ path, kind: "unknown" }];
  const webhooks = [parsed(text)].flat();
  return webhooks.flatMap((webhook) => {
    const place = { path, body: webhook };
    return [
      ...selectorExclusions(place, "namespaceSelector"),
      ...selectorExclusions(place, "objectSelector", "label"),
    ].map((exclusion) => ({ ...exclusion, path }));
  });
}

/** `[Kind,namespace,name]`, one after the other. */
function filterExclusions({ path, body: text }: Place): ExclusionFact[] {
  if (isUnknown(text)) return [{ path, kind: "unknown" }];
  if (typeof text !== "string") return [];
  return [...text.matchAll(/\[([^\]]*)\]/g)].flatMap(([, filter = ""]): ExclusionFact[] => {
    const [kind = "*", namespace = "*"] = filter.split(",").map((part) => part.trim());
    if (namespace !== "*" && namespace !== "") return [{ path, kind: "namespace", namespace }];
    return EXEMPT_KINDS.test(kind) ? [] : [{ path, kind: "objects", what: `[${filter}]` }];
  });
}

/** Kinds that run nothing: leaving them out opens no way for a pod. */
const EXEMPT_KINDS =
  /^(?:[\w.*]+\/)*(Event|Node|Node\/\w*|APIService|APIService\/\w*|TokenReview|SubjectAccessReview|SelfSubjectAccessReview|Binding|Pod\/binding|Lease|NodeMetrics|PodMetrics|ReplicaSet|ReplicaSet\/\w*|AdmissionReport|AdmissionReport\/\w*|ClusterAdmissionReport|ClusterAdmissionReport\/\w*|BackgroundScanReport|BackgroundScanReport\/\w*|ClusterBackgroundScanReport|ClusterBackgroundScanReport\/\w*|EphemeralReport|ClusterEphemeralReport|PolicyReport|ClusterPolicyReport|UpdateRequest)(\/\*)?$/;

/** A selector leaves out whatever it does not select; only `NotIn` over namespace names can be told. */
function selectorExclusions(place: Place, key: string, always?: "label"): ExclusionFact[] {
  const selector = field(place.body, key);
  const path = `${place.path}.${key}`;
  if (isUnknown(selector)) return [{ path, kind: "unknown" }];
  if (!isObject(selector)) return [];
  const labels = Object.keys(Object(selector["matchLabels"]));
  const byLabel = labels.map(
    (label): ExclusionFact => ({ path: `${path}.matchLabels`, kind: "label", key: label }),
  );
  const expressions = members({ path, body: selector }, "matchExpressions");
  return [...byLabel, ...expressions.flatMap((one) => expressionExclusions(one, always))];
}

function expressionExclusions({ path, body }: Place, always?: "label"): ExclusionFact[] {
  if (isUnknown(body)) return [{ path, kind: "unknown" }];
  const key = field(body, "key");
  if (isUnknown(key)) return [{ path: `${path}.key`, kind: "unknown" }];
  if (always || key !== NAME || field(body, "operator") !== "NotIn") {
    return [{ path, kind: "label", key: String(key) }];
  }
  return members({ path, body }, "values").map(
    (value): ExclusionFact =>
      typeof value.body === "string"
        ? { path: value.path, kind: "namespace", namespace: value.body }
        : { path: value.path, kind: "unknown" },
  );
}

function parsed(text: unknown): unknown {
  if (typeof text !== "string") return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
