import type { FactSource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { field, isObject, members, type Place } from "../fields";
import { everyFormOf, type KubernetesObject, objectsOf } from "../kinds";

/** Something that takes objects out of admission: namespaces by name, or whatever carries a label. */
export type ExclusionFact =
  | { readonly path: string; readonly kind: "namespace"; readonly namespace: string }
  | { readonly path: string; readonly kind: "label"; readonly key: string }
  | { readonly path: string; readonly kind: "objects"; readonly what: string }
  | { readonly path: string; readonly kind: "unknown" };

const NAME = "kubernetes.io/metadata.name";

/** What a policy's own match leaves out. */
export function policyExclusions(policy: KubernetesObject): ExclusionFact[] {
  const place: Place = {
    path: "spec.matchConstraints",
    body: field(policy.body, "spec", "matchConstraints"),
  };
  return [
    ...selectorExclusions(place, "namespaceSelector"),
    ...selectorExclusions(place, "objectSelector", "label"),
  ];
}

/** What Kyverno's ConfigMap keeps from every policy. */
export interface KyvernoConfigFact {
  readonly resource: string;
  readonly exclusions: readonly ExclusionFact[];
}

export const kyvernoConfigs: FactSource<KyvernoConfigFact> = {
  appliesTo: everyFormOf(["ConfigMap"]),
  read: (resource) => {
    const [map] = objectsOf(resource, ["ConfigMap"]);
    const data = field(map?.body, "data");
    if (!isObject(data) || !("webhooks" in data || "resourceFilters" in data)) return undefined;
    const exclusions = [
      ...webhookExclusions(data["webhooks"]),
      ...filterExclusions(data["resourceFilters"]),
    ];
    return { resource: resource.urn ?? resource.name, exclusions };
  },
};

/** The selector that all of Kyverno's webhooks get: JSON text, an object or a list of one. */
function webhookExclusions(text: unknown): ExclusionFact[] {
  if (isUnknown(text)) return [{ path: "data.webhooks", kind: "unknown" }];
  const webhooks = [parsed(text)].flat();
  return webhooks.flatMap((webhook) => {
    const place = { path: "data.webhooks", body: webhook };
    return [
      ...selectorExclusions(place, "namespaceSelector"),
      ...selectorExclusions(place, "objectSelector", "label"),
    ].map((exclusion) => ({ ...exclusion, path: "data.webhooks" }));
  });
}

/** `[Kind,namespace,name]`, one after the other. */
function filterExclusions(text: unknown): ExclusionFact[] {
  const path = "data.resourceFilters";
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
