import type { Finding, ResourceContext, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { isText, unknownField, unless } from "../fields";
import { about, type KubernetesObject, namespaceOf, objectsOf } from "../kinds";
import { granted, isOutside, type Power, ROLE_KINDS, ROLES, rulesOf } from "../rbac";

const NEED = "airside/operator";
const OTHERWISE = `leave it out, or state the need in ${NEED}.`;
const CREATE: Power = {
  groups: [""],
  resources: [
    "pods",
    "pods/exec",
    "pods/attach",
    "pods/ephemeralcontainers",
    "pods/portforward",
    "persistentvolumes",
  ],
  verbs: ["create"],
};

/** A container is added to a running pod by a change of this, not by creating it. */
const DEBUG: Power = {
  groups: [""],
  resources: ["pods/ephemeralcontainers"],
  verbs: ["update", "patch"],
};

export const rbacWorkloadCreationBounded: ResourceRule = {
  kind: "resource",
  name: "rbac-workload-creation-bounded",
  title:
    "No role outside system namespaces must create pods, enter them, or create persistent volumes.",
  severity: "medium",
  level: "mandatory-in-production",
  rationale: "Who creates or enters pods acts as every service account of the namespace.",
  remedy:
    "Grant deployments instead of pods; an operator's role states its need in the annotation airside/operator.",
  controls: ["CIS EKS 1.8 4.1.4", "NSA/CISA Kubernetes Hardening Guidance"],
  appliesTo: ROLES,
  exceptableDays: 90,
  check: (resource, context) =>
    about(
      resource,
      objectsOf(resource, ROLE_KINDS).flatMap((role) => creationOf(role, context)),
    ),
};

function creationOf(role: KubernetesObject, { settings }: ResourceContext): Finding[] {
  if (!isOutside(role, settings["kubernetes.systemNamespaces"])) return [];
  const findings = rulesOf(role).flatMap((rule) => {
    const creates = granted(rule, CREATE, (name) => `may create ${name}; ${OTHERWISE}`);
    if (creates.length > 0) return creates;
    return granted(rule, DEBUG, (name) => `may add containers through ${name}; ${OTHERWISE}`);
  });
  if (findings.length > 0 && role.kind === "Role" && isUnknown(namespaceOf(role))) {
    return [unknownField(role, ["metadata", "namespace"])];
  }
  return unless(findings, role, ["metadata", "annotations", NEED], isText);
}
