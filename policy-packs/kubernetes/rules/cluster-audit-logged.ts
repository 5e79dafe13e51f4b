import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { expectField, field, members, type Place, unknownField } from "../fields";
import { about } from "../kinds";

const TYPES = ["api", "audit", "authenticator"];
const LOG_GROUP = /^\/aws\/eks\/[^/]+\/cluster$/;
const DAYS = 90;

export const clusterAuditLogged: ResourceRule = {
  kind: "resource",
  name: "cluster-audit-logged",
  title: "An EKS cluster must write its API, audit and authenticator logs, and keep them 90 days.",
  severity: "high",
  level: "mandatory",
  rationale: "Without them nobody can tell who did what in the cluster, or when an intruder came.",
  remedy:
    'Set enabledClusterLogTypes: ["api", "audit", "authenticator"] and retentionInDays: 90 or more.',
  controls: ["CIS EKS 1.8 2.1.1", "SOC 2 CC7.2"],
  appliesTo: ["aws:eks/cluster:Cluster", "aws:cloudwatch/logGroup:LogGroup"],
  exceptableDays: 30,
  check(resource) {
    const place = { path: "", body: resource.props };
    const isCluster = resource.type === "aws:eks/cluster:Cluster";
    return about(resource, isCluster ? typesOf(place) : retentionOf(place));
  },
};

function typesOf(cluster: Place): Finding[] {
  const types = members(cluster, "enabledClusterLogTypes");
  const missing = TYPES.filter((type) => !types.some(({ body }) => body === type));
  if (missing.length === 0) return [];
  const unknown = types.filter(({ body }) => isUnknown(body));
  if (unknown.length > 0) return unknown.map((type) => unknownField(type, []));
  const message = `enabledClusterLogTypes lacks ${missing.join(", ")}; add ${missing.length > 1 ? "them" : "it"}.`;
  return [{ path: "enabledClusterLogTypes", message }];
}

/** Zero days, or none given, is forever. */
function retentionOf(group: Place): Finding[] {
  const name = field(group.body, "name");
  if (!isUnknown(name) && (typeof name !== "string" || !LOG_GROUP.test(name))) return [];
  const findings = expectField(
    group,
    ["retentionInDays"],
    (days) => days === undefined || days === 0 || (typeof days === "number" && days >= DAYS),
    (found) => `retentionInDays is ${found}; set ${DAYS} or more, or 0 for ever.`,
  );
  return findings.length > 0 && isUnknown(name) ? [unknownField(group, ["name"])] : findings;
}
