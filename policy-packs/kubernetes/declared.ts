import { Exceptions } from "../lib/exceptions";
import type { Finding, Resource, ResourceContext, RuleMetadata } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { field, isText, type Place, unless } from "./fields";
import { annotation, type KubernetesObject } from "./kinds";
import type { Pod } from "./pods";

/** Findings that do not count where the pod, or its controller, declares a need in an annotation. */
export function unlessDeclared(findings: Finding[], pod: Pod, name: string): Finding[] {
  const onCarrier = unless(findings, pod.carrier, ["metadata", "annotations", name], isText);
  return unless(onCarrier, pod.metadata, ["annotations", name], isText);
}

/**
 * Whether what an object asks for in an annotation is approved by the register. Two keys: the object
 * states its need, and the register holds an approval of this rule for it, either an exception record
 * that the annotation names, or an entry of a service's `approvals` with rule, object and approver.
 */
export function isApproved(
  object: KubernetesObject,
  name: string,
  rule: RuleMetadata,
  resource: Resource,
  context: ResourceContext,
): boolean {
  const need = annotation(object, name);
  if (typeof need !== "string" || context.register === undefined) return false;
  return isOnRecord(need, rule, resource, context) || isInContract(object, rule, resource, context);
}

function isOnRecord(
  need: string,
  rule: RuleMetadata,
  resource: Resource,
  { components, register, settings }: ResourceContext,
): boolean {
  const words = need.split(/[^\w.-]+/);
  const record = register?.exceptions.find(({ id }) => words.includes(id));
  if (!record) return false;
  const exceptions = new Exceptions(register, [rule], settings.now);
  const subject = { id: resource.urn ?? resource.name, components };
  const withUrn = resource.urn === undefined ? subject : { ...subject, urn: resource.urn };
  const path = String([record.finding].flat()[0]);
  return exceptions.rule(record.id, rule.name, path, withUrn)?.inForce === true;
}

function isInContract(
  object: Place,
  { name }: RuleMetadata,
  resource: Resource,
  { register }: ResourceContext,
): boolean {
  const own = field(object.body, "metadata", "name");
  const names = [resource.urn, resource.name, isUnknown(own) ? undefined : own];
  return (register?.services ?? []).some((service) => {
    const approvals = service["approvals"];
    return (Array.isArray(approvals) ? approvals : []).some(
      (approval) =>
        field(approval, "rule") === name &&
        names.includes(field(approval, "object") as string) &&
        register?.approvers.includes(String(field(approval, "approvedBy"))),
    );
  });
}
