import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { field, unknownField } from "../fields";
import { about, everyFormOf, type KubernetesObject, namespaceOf, objectsIn } from "../kinds";
import { isNamespaced } from "../scope";

export const defaultNamespaceUnused: ResourceRule = {
  kind: "resource",
  name: "default-namespace-unused",
  title: "No object must be placed in the namespace default.",
  severity: "low",
  level: "mandatory",
  rationale:
    "What lies in default shares it with all that named no namespace, and no policy of its own fits it.",
  remedy: "Set metadata.namespace to a namespace of the service.",
  controls: ["CIS EKS 1.8 4.5.2"],
  appliesTo: ["kubernetes:*/*:*", "kubernetes:v1:*", ...everyFormOf([])],
  exceptableDays: 180,
  check: (resource) =>
    OPAQUE.test(resource.type) ? [] : about(resource, objectsIn(resource).flatMap(placeOf)),
};

/** Charts, files and the like: their children are resources of their own. */
const OPAQUE = /^kubernetes:((helm\.sh|kustomize)\/|yaml\/.*:ConfigFile$)/;

function placeOf(object: KubernetesObject): Finding[] {
  const { apiVersion, kind } = object;
  const scope = isNamespaced(apiVersion, kind);
  if (scope === false || isUnknown(object.body)) return [];
  const namespace = namespaceOf(object);
  if (isUnknown(namespace)) return scope ? [unknownField(object, ["metadata", "namespace"])] : [];
  const written = field(object.body, "metadata", "namespace");
  if (namespace !== "default" || (scope === undefined && written === undefined)) return [];
  if (kind === "ServiceAccount" && field(object.body, "metadata", "name") === "default") return [];
  const path = object.path === "" ? "metadata.namespace" : `${object.path}.metadata.namespace`;
  const message =
    written === undefined
      ? "names no namespace, and so lies in default; set metadata.namespace."
      : "lies in the namespace default; set metadata.namespace to another.";
  return [{ path, message }];
}
