import type { Finding, ResourceRule } from "../../lib/rule";
import { expectField, field, NOTHING, unless } from "../fields";
import { about } from "../kinds";
import { called, eachContainer } from "../pod-security";
import { type Container, type Pod, POD_CARRIERS, podsOf } from "../pods";

const BOUNDS = [
  ["resources", "requests", "cpu"],
  ["resources", "requests", "memory"],
  ["resources", "limits", "memory"],
];

export const containerResourcesBounded: ResourceRule = {
  kind: "resource",
  name: "container-resources-bounded",
  title: "Every init and regular container must request CPU and memory and limit its memory.",
  severity: "medium",
  level: "mandatory",
  rationale: "One container without bounds can starve its node, and what guards the node with it.",
  remedy: "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory.",
  controls: ["NSA/CISA Kubernetes Hardening Guidance"],
  appliesTo: POD_CARRIERS,
  exceptableDays: 90,
  check: (resource) =>
    about(
      resource,
      podsOf(resource).flatMap((pod) =>
        eachContainer(pod, (container) => {
          if (container.list === "ephemeralContainers" || isBounded(container)) return NOTHING;
          return BOUNDS.flatMap((bound) => boundOf(container, pod, bound));
        }),
      ),
    ),
};

function isBounded({ body }: Container): boolean {
  return BOUNDS.every((bound) => isQuantity(field(body, ...bound)));
}

/** The pod's own bound serves a container that has none: it holds for all of them together. */
function boundOf(container: Container, pod: Pod, bound: string[]): Finding[] {
  const findings = expectField(
    container,
    bound,
    isQuantity,
    (found) => `${called(container)} has ${found} for ${bound.join(".")}; set a quantity above 0.`,
  );
  if (findings.length === 0 || field(container.body, ...bound) !== undefined) return findings;
  return unless(findings, pod.spec, bound, isQuantity);
}

/** A number with an exponent or a unit, in which some digit before those is not 0. */
const ABOVE_ZERO = /^(?=[^e]*[1-9])\+?[\d.]+(?:e[+-]?\d+|[a-z]{0,2})$/i;

/** A quantity above zero: 0 means "no bound" to the kubelet. */
function isQuantity(value: unknown): boolean {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && ABOVE_ZERO.test(text);
}
