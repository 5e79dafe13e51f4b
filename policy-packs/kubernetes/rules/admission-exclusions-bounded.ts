import type { StackFacts, StackFinding, StackRule } from "../../lib/rule";
import type { Settings } from "../../lib/settings";
import { isUnknown } from "../../lib/unknown";
import { policies } from "../facts/admission";
import { type ExclusionFact, kyvernoConfigs } from "../facts/exclusions";
import { namespaces } from "../facts/namespaces";
import { exceptionRemovers, policyExceptions } from "../facts/policy-exceptions";
import { exceptionFindings } from "../kyverno-exceptions";
import { LEVELS } from "../namespace-labels";

export const admissionExclusionsBounded: StackRule = {
  kind: "stack",
  name: "admission-exclusions-bounded",
  title:
    "Only system namespaces, by name, and approved exceptions that end must be outside admission.",
  severity: "high",
  level: "mandatory",
  rationale: "Whoever may set a label that admission looks away from is outside every policy.",
  remedy:
    "Exclude by kubernetes.io/metadata.name NotIn the system namespaces, and make each PolicyException from the register.",
  controls: ["CIS EKS 1.8 4.2"],
  exceptableDays: 30,
  reads: [policies, kyvernoConfigs, namespaces, policyExceptions, exceptionRemovers],
  check: (facts, { settings, register }) => [
    ...exclusions(facts).flatMap(({ resource, exclusion }) =>
      excluded(resource, exclusion, settings),
    ),
    ...namespacesOf(facts, settings),
    ...exceptionFindings(facts, register),
  ],
};

function exclusions(facts: StackFacts) {
  return [...facts.of(kyvernoConfigs), ...facts.of(policies)].flatMap(({ resource, exclusions }) =>
    exclusions.map((exclusion) => ({ resource, exclusion })),
  );
}

function excluded(resource: string, exclusion: ExclusionFact, settings: Settings): StackFinding[] {
  const { path, kind } = exclusion;
  if (kind === "unknown") {
    return [
      { resource, path, message: `${path} of "${resource}" is not known yet.`, unknown: true },
    ];
  }
  const system = settings["kubernetes.systemNamespaces"];
  if (kind === "namespace" && system.includes(exclusion.namespace)) return [];
  const what =
    kind === "namespace"
      ? `the namespace "${exclusion.namespace}", which is no system namespace`
      : kind === "label"
        ? `whatever the label "${exclusion.key}" says, which anyone may set`
        : `objects of every namespace by ${exclusion.what}`;
  const message = `"${resource}" leaves out of admission ${what}; exclude only ${system.join(", ")}, by kubernetes.io/metadata.name.`;
  return [{ resource, path, message }];
}

function namespacesOf(facts: StackFacts, settings: Settings): StackFinding[] {
  const system = settings["kubernetes.systemNamespaces"];
  const keys = exclusions(facts).flatMap(({ exclusion }) =>
    exclusion.kind === "label" ? [exclusion.key] : [],
  );
  const lowest = LEVELS.indexOf(settings["podSecurity.level"]);
  return facts
    .of(namespaces)
    .flat()
    .flatMap(({ resource, path, name, enforce, labels }) => {
      if (system.includes(name)) return [];
      const at = path === "" ? "metadata.labels" : `${path}.metadata.labels`;
      const lower =
        !isUnknown(enforce) && LEVELS.includes(enforce) && LEVELS.indexOf(enforce) < lowest;
      const level = `The namespace "${name}" enforces ${enforce}, below ${settings["podSecurity.level"]}; raise it.`;
      const label = (key: string) =>
        `The namespace "${name}" has the label ${key}, by which admission leaves it out; remove it.`;
      return [
        ...(lower
          ? [{ resource, path: `${at}["pod-security.kubernetes.io/enforce"]`, message: level }]
          : []),
        ...labels
          .filter((key) => keys.includes(key))
          .map((key) => ({ resource, path: `${at}["${key}"]`, message: label(key) })),
      ];
    });
}
