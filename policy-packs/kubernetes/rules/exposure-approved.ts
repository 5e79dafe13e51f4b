import type { Finding, Resource, ResourceContext, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { isApproved } from "../declared";
import { exposureOf } from "../exposure";
import { field, pathTo, unknownField } from "../fields";
import { about, annotation, everyFormOf, type KubernetesObject, objectsOf } from "../kinds";

const APPROVAL = "airside/public-exposure";

export const exposureApproved: ResourceRule = {
  kind: "resource",
  name: "exposure-approved",
  title:
    "What opens the cluster to the internet must terminate TLS and be approved in the register.",
  severity: "high",
  level: "mandatory",
  rationale:
    "A public load balancer is reached by everyone, and is often made without anyone deciding it.",
  remedy: `Make the Service internal, or write the annotation ${APPROVAL} with an approval from the register, and set TLS.`,
  controls: ["CIS EKS 1.8 5.4.5"],
  appliesTo: [
    ...everyFormOf(["Service"], "core/*"),
    ...everyFormOf(["Service"], "v1"),
    ...everyFormOf(["Ingress", "Gateway"]),
  ],
  exceptableDays: 30,
  check: (resource, context) =>
    about(
      resource,
      objectsOf(resource, ["Service", "Ingress", "Gateway"]).flatMap((object) => {
        const exposure = exposureOf(object);
        if (!exposure) return [];
        if (exposure.doubt) return [exposure.doubt];
        return [...exposure.weaknesses, ...approvalOf(object, resource, context)];
      }),
    ),
};

function approvalOf(
  object: KubernetesObject,
  resource: Resource,
  context: ResourceContext,
): Finding[] {
  const keys = ["metadata", "annotations", APPROVAL];
  if (isUnknown(field(object.body, ...keys))) return [unknownField(object, keys)];
  if (isApproved(object, APPROVAL, exposureApproved, resource, context)) return [];
  const stated = annotation(object, APPROVAL) !== undefined;
  const message = stated
    ? "is open to the internet, and the register holds no approval of it."
    : `is open to the internet; state it in the annotation ${APPROVAL} and have the register approve it.`;
  return [{ path: pathTo(object, keys), message }];
}
