import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { expectField, field, members, type Place, unknownField } from "../fields";
import { about, objectsOf } from "../kinds";
import { BINDING_KINDS, BINDINGS } from "../rbac";

export const defaultServiceAccountUnused: ResourceRule = {
  kind: "resource",
  name: "default-service-account-unused",
  title: "No binding must name a service account called default.",
  severity: "medium",
  level: "mandatory",
  rationale: "Every pod that names no account runs as default, and would share its rights.",
  remedy: "Bind the role to a service account of its own.",
  controls: ["CIS EKS 1.8 4.1.5"],
  appliesTo: BINDINGS,
  exceptableDays: 90,
  check: (resource) =>
    about(
      resource,
      objectsOf(resource, BINDING_KINDS).flatMap((binding) =>
        members(binding, "subjects").flatMap(subjectOf),
      ),
    ),
};

/** A subject without a kind is taken for an account: leaving the field out must not hide one. */
function subjectOf(subject: Place): Finding[] {
  const kind = field(subject.body, "kind");
  const isOther = kind === "Group" || kind === "User";
  const named = (name: unknown) =>
    isOther ? isUserOfDefault(name) : name === "default" || isUserOfDefault(name);
  const name = field(subject.body, "name");
  if (!isUnknown(name) && isUnknown(kind) && named(name)) return [unknownField(subject, ["kind"])];
  if (isUnknown(name) && kind === "Group") return [];
  return expectField(
    subject,
    ["name"],
    (value) => !named(value),
    (found) => `binds the service account ${found}; name an account of the service.`,
  );
}

/** The same account under the user name that its token carries. */
function isUserOfDefault(name: unknown): boolean {
  return typeof name === "string" && /^system:serviceaccount:[^:]*:default$/.test(name);
}
