import type { Finding, ResourceContext, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { isApproved } from "../declared";
import { expectField, field, members, unknownField } from "../fields";
import { about, annotation, type KubernetesObject, namespaceOf, objectsOf } from "../kinds";
import { BINDING_KINDS, BINDINGS, isOutside, ROLE_KINDS, ROLES, rulesOf } from "../rbac";
import { aggregationOf, excessOf } from "../rbac-excess";

const NEED = "airside/operator";
export const rbacLeastPrivilege: ResourceRule = {
  kind: "resource",
  name: "rbac-least-privilege",
  title: "No role or binding must give more than named verbs on named resources.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Wildcards, secrets of the whole cluster and escalating verbs make any account an administrator.",
  remedy:
    "Name verbs and resources one by one. A system component's role states its need in the annotation " +
    "airside/operator, and the register approves it.",
  controls: [1, 2, 3, 4, 5, 6, 7, 8].map((item) => `CIS EKS 1.8 4.1.${item}`),
  appliesTo: [...ROLES, ...BINDINGS],
  exceptableDays: 14,
  check: (resource, context) =>
    about(
      resource,
      objectsOf(resource, [...ROLE_KINDS, ...BINDING_KINDS]).flatMap((object) => {
        const findings = BINDING_KINDS.includes(object.kind)
          ? bindingOf(object, context)
          : [...aggregationOf(object), ...rulesOf(object).flatMap((one) => excessOf(one, object))];
        const approved =
          findings.length > 0 && isApproved(object, NEED, rbacLeastPrivilege, resource, context);
        return approved ? [] : findings.map((finding) => hinted(finding, object));
      }),
    ),
};

function bindingOf(binding: KubernetesObject, { settings }: ResourceContext): Finding[] {
  if (!isOutside(binding, settings["kubernetes.systemNamespaces"])) return [];
  const role = field(binding.body, "roleRef", "kind") === "Role" ? [] : roleOf(binding);
  const groups = members(binding, "subjects").flatMap((subject) =>
    expectField(
      subject,
      ["name"],
      (name) => name !== "system:masters",
      () => "binds the group system:masters, which no policy holds back; bind a group of your own.",
    ),
  );
  return mindingTheNamespace([...role, ...groups], binding);
}

/** While the namespace is not known, it may still turn out to be one of the system's. */
function mindingTheNamespace(findings: Finding[], binding: KubernetesObject): Finding[] {
  const isOpen = binding.kind === "RoleBinding" && isUnknown(namespaceOf(binding));
  return findings.length > 0 && isOpen
    ? [unknownField(binding, ["metadata", "namespace"])]
    : findings;
}

function roleOf(binding: KubernetesObject): Finding[] {
  return expectField(
    binding,
    ["roleRef", "name"],
    (name) => name !== undefined && name !== "cluster-admin",
    (found) => `refers to the role ${found}; refer to a role that names what is needed.`,
  );
}

function hinted(finding: Finding, object: KubernetesObject): Finding {
  if (annotation(object, NEED) === undefined || finding.unknown) return finding;
  const hint = `The need in ${NEED} is stated, but the register holds no approval of it.`;
  return { ...finding, message: `${finding.message} ${hint}` };
}
