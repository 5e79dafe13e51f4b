import type { Finding, Resource, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { expectField, field, isFalse, type Place, unknownField } from "../fields";
import { about, everyFormOf, namespaceOf, objectsOf } from "../kinds";

export const clusterAccessEntriesOnly: ResourceRule = {
  kind: "resource",
  name: "cluster-access-entries-only",
  title: "An EKS cluster must admit people and roles by access entries alone.",
  severity: "high",
  level: "mandatory",
  rationale:
    "The ConfigMap aws-auth and the creator's hidden rights give access that no review shows.",
  remedy:
    'Set accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false } ' +
    "and write aws.eks.AccessEntry resources.",
  controls: ["SOC 2 CC6.1"],
  appliesTo: ["aws:eks/cluster:Cluster", ...everyFormOf(["ConfigMap"])],
  exceptableDays: 30,
  check: (resource) =>
    about(
      resource,
      resource.type === "aws:eks/cluster:Cluster" ? modeOf(resource) : mapsIn(resource),
    ),
};

function modeOf({ props }: Resource): Finding[] {
  const cluster = { path: "", body: props };
  return [
    ...expectField(
      cluster,
      ["accessConfig", "authenticationMode"],
      (mode) => mode === "API",
      (found) => `authenticationMode is ${found}; set "API".`,
    ),
    ...expectField(
      cluster,
      ["accessConfig", "bootstrapClusterCreatorAdminPermissions"],
      isFalse,
      (found) =>
        `bootstrapClusterCreatorAdminPermissions is ${found}, and AWS takes nothing for true; set it to false.`,
    ),
  ];
}

function mapsIn(resource: Resource): Finding[] {
  return objectsOf(resource, ["ConfigMap"]).flatMap(mapOf);
}

function mapOf(map: Place): Finding[] {
  const namespace = namespaceOf(map);
  const name = field(map.body, "metadata", "name");
  if (typeof namespace === "string" && namespace !== "kube-system") return [];
  if (!isUnknown(name) && name !== "aws-auth") return [];
  // Most names are not known in a first preview; only one with aws-auth's own keys is worth a doubt.
  if (isUnknown(name) && !holdsMapping(map)) return [];
  if (isUnknown(name)) return [unknownField(map, ["metadata", "name"])];
  if (isUnknown(namespace)) return [unknownField(map, ["metadata", "namespace"])];
  const path = map.path === "" ? "metadata.name" : `${map.path}.metadata.name`;
  return [{ path, message: "writes aws-auth; write an access entry instead." }];
}

function holdsMapping(map: Place): boolean {
  return ["mapRoles", "mapUsers", "mapAccounts"].some(
    (key) => field(map.body, "data", key) !== undefined,
  );
}
