import type { Finding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { expectField, field, isObject, isText, members, pathTo, unknownField } from "./fields";
import { annotation, type KubernetesObject } from "./kinds";

const AWS = "service.beta.kubernetes.io/aws-load-balancer";
const CERTIFICATE = `${AWS}-ssl-cert`;
const TLS_PORTS = `${AWS}-ssl-ports`;
const ALB = "alb.ingress.kubernetes.io";

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
  // A patch may open a load balancer that is there already, of whose type it says nothing.
  const opens = service.isPatch && type === undefined && isInternetFacing(service);
  if (type !== "LoadBalancer" && !opens) return undefined;
  const marks = field(service.body, "metadata", "annotations");
  if (isUnknown(marks)) {
    return { weaknesses: [], doubt: unknownField(service, ["metadata", "annotations"]) };
  }
  if (isInternal(service)) return undefined;
  if (opens) return { weaknesses: [] };
  const weaknesses = expectField(
    service,
    ["metadata", "annotations", CERTIFICATE],
    isText,
    () => `is a public load balancer without TLS; set the annotation ${CERTIFICATE}.`,
  );
  return { weaknesses: weaknesses.length > 0 ? weaknesses : plainPorts(service) };
}

function isInternetFacing(service: KubernetesObject): boolean {
  return annotation(service, `${AWS}-scheme`) === "internet-facing";
}

/** The certificate serves all ports, or those that an annotation lists by number or name. */
function plainPorts(service: KubernetesObject): Finding[] {
  const listed = annotation(service, TLS_PORTS);
  if (listed === undefined) return [];
  if (typeof listed !== "string") {
    return [unknownField(service, ["metadata", "annotations", TLS_PORTS])];
  }
  const names = listed.split(",").map((name) => name.trim());
  if (names.includes("*")) return [];
  return members(service, "spec", "ports")
    .filter(({ body }) => !["port", "name"].some((key) => names.includes(String(field(body, key)))))
    .map(({ path }) => ({
      path,
      message: `has a port without TLS; list it in the annotation ${TLS_PORTS}, or leave it out.`,
    }));
}

function isInternal(service: KubernetesObject): boolean {
  const says = (name: string) => annotation(service, name);
  return (
    says(`${AWS}-scheme`) === "internal" ||
    (says(`${AWS}-scheme`) === undefined &&
      ["true", "0.0.0.0/0"].includes(String(says(`${AWS}-internal`))))
  );
}

function tlsOfIngress(ingress: KubernetesObject): Finding[] {
  if (annotation(ingress, `${ALB}/certificate-arn`) !== undefined) return plainListeners(ingress);
  const findings = expectField(
    ingress,
    ["spec", "tls"],
    (tls) => Array.isArray(tls) && tls.some((entry) => isObject(entry) || isUnknown(entry)),
    () => "is an Ingress without TLS; set spec.tls.",
  );
  return findings.length > 0 ? findings : plainListeners(ingress);
}

/** What an AWS load balancer serves without TLS, unless it only sends callers to the port with TLS. */
function plainListeners(ingress: KubernetesObject): Finding[] {
  const ports = `${ALB}/listen-ports`;
  const listed = annotation(ingress, ports);
  if (listed === undefined || annotation(ingress, `${ALB}/ssl-redirect`) !== undefined) return [];
  const keys = ["metadata", "annotations", ports];
  if (typeof listed !== "string") return [unknownField(ingress, keys)];
  if (!/"HTTP"/.test(listed)) return [];
  const message = `listens on HTTP in ${ports}; leave it out, or set ${ALB}/ssl-redirect.`;
  return [{ path: pathTo(ingress, keys), message }];
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
