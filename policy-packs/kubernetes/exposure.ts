import type { Finding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { expectField, field, isObject, isText, members, pathTo, unknownField } from "./fields";
import { annotation, type KubernetesObject } from "./kinds";

const AWS = "service.beta.kubernetes.io/aws-load-balancer";
const CERTIFICATE = `${AWS}-ssl-cert`;

/** How an object opens the cluster to the outside. */
export interface Exposure {
  /** What its TLS lacks. */
  readonly weaknesses: readonly Finding[];
  /** What has to be known before one can say that it is open at all. */
  readonly doubt?: Finding;
}

/** Undefined where the object opens nothing. */
export function exposureOf(object: KubernetesObject): Exposure | undefined {
  if (object.kind === "Service") return serviceOf(object);
  const weaknesses = object.kind === "Ingress" ? tlsOfIngress(object) : listenersOf(object);
  return { weaknesses };
}

function serviceOf(service: KubernetesObject): Exposure | undefined {
  const type = field(service.body, "spec", "type");
  if (isUnknown(type)) return { weaknesses: [], doubt: unknownField(service, ["spec", "type"]) };
  if (type !== "LoadBalancer") return undefined;
  const marks = field(service.body, "metadata", "annotations");
  if (isUnknown(marks)) {
    return { weaknesses: [], doubt: unknownField(service, ["metadata", "annotations"]) };
  }
  if (isInternal(service)) return undefined;
  const weaknesses = expectField(
    service,
    ["metadata", "annotations", CERTIFICATE],
    isText,
    () => `is a public load balancer without TLS; set the annotation ${CERTIFICATE}.`,
  );
  return { weaknesses };
}

function isInternal(service: KubernetesObject): boolean {
  const says = (name: string) => annotation(service, name);
  return (
    says(`${AWS}-scheme`) === "internal" ||
    (says(`${AWS}-scheme`) === undefined &&
      ["true", "0.0.0.0/0"].includes(String(says(`${AWS}-internal`)))) ||
    says("networking.gke.io/load-balancer-type") === "Internal" ||
    says("service.beta.kubernetes.io/azure-load-balancer-internal") === "true"
  );
}

function tlsOfIngress(ingress: KubernetesObject): Finding[] {
  if (annotation(ingress, "alb.ingress.kubernetes.io/certificate-arn") !== undefined) return [];
  return expectField(
    ingress,
    ["spec", "tls"],
    (tls) => Array.isArray(tls) && tls.length > 0,
    () => "is an Ingress without TLS; set spec.tls.",
  );
}

/** A listener terminates TLS where its protocol does and nothing tells it to pass TLS through. */
function listenersOf(gateway: KubernetesObject): Finding[] {
  return members(gateway, "spec", "listeners").flatMap((listener) => {
    const tls = field(listener.body, "tls");
    return [
      ...expectField(
        listener,
        ["protocol"],
        (protocol) => protocol === "HTTPS" || protocol === "TLS",
        (found) => `has a listener of protocol ${found}; use HTTPS or TLS.`,
      ),
      ...(isObject(tls) && tls["mode"] === "Passthrough"
        ? [
            {
              path: pathTo(listener, ["tls", "mode"]),
              message: "passes TLS through; terminate it.",
            },
          ]
        : []),
    ];
  });
}
