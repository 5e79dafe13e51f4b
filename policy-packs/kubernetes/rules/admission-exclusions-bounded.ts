import type { StackRule } from "../../lib/rule";
import { policies } from "../facts/admission";
import { kyvernoConfigs } from "../facts/exclusions";
import { namespaces } from "../facts/namespaces";
import { exceptionRemovers, policyExceptions } from "../facts/policy-exceptions";
import { exceptionFindings } from "../kyverno-exceptions";
import { excluded, exclusions, namespacesOf } from "../admission-exclusions";

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
