import type { StackContext, StackFacts, StackFinding, StackRule } from "../../lib/rule";
import { controlsOf } from "../controls";
import { kyvernoControllers, policies, type PolicyFact } from "../facts/admission";
import { clusterOf, clusterPrograms } from "../facts/clusters";
import { minorOf } from "../pod-security";

export const admissionEnforced: StackRule = {
  kind: "stack",
  name: "admission-enforced",
  title:
    "A cluster must run Kyverno, with a policy that denies for every Pod Security control and for images.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "Preview judges only what goes through Pulumi; admission judges what anyone else sends to the cluster.",
  remedy:
    "Install the platform's admission component: a ValidatingPolicy for each control (annotation " +
    "airside/control) and an ImageValidatingPolicy, with validationActions [Deny] and failurePolicy Fail.",
  controls: ["CIS EKS 1.8 4.2"],
  exceptableDays: 14,
  reads: [clusterPrograms, kyvernoControllers, policies],
  check(facts, context) {
    const cluster = clusterOf(facts);
    if (cluster === undefined) return [];
    const about = (message: string): StackFinding => ({
      resource: cluster,
      path: "",
      message: `The cluster "${cluster}" ${message}`,
    });
    const found = facts.of(policies);
    const installed = facts
      .of(kyvernoControllers)
      .some(({ component }) => component === "admission");
    return [
      ...(installed ? [] : [about("holds no Kyverno admission controller; install it.")]),
      ...missingControls(facts, context).map((answer) => ({
        ...about(answer.message),
        ...answer.unknown,
      })),
      ...missingImages(found).map((answer) => ({ ...about(answer.message), ...answer.unknown })),
      ...found.filter(enforcesSomething).flatMap(weaknessOf),
    ];
  },
};

interface Answer {
  readonly message: string;
  readonly unknown: { readonly unknown?: true };
}

/** One answer for all controls without a policy; unknown where what is not known yet may be all of them. */
function missingControls(facts: StackFacts, { settings }: StackContext): Answer[] {
  const found = facts.of(policies);
  const level = settings["podSecurity.level"];
  const standard = { level, minor: minorOf(settings["podSecurity.version"]) };
  const covers = (policy: PolicyFact, control: string) =>
    policy.controls === undefined || policy.controls.includes(control);
  const without = (all: readonly PolicyFact[]) =>
    controlsOf(standard).filter((control) => !all.some((policy) => covers(policy, control)));
  const missing = without(found.filter((policy) => isSure(policy)));
  if (missing.length === 0) return [];
  const surely = without(found.filter(({ weakness }) => weakness === undefined));
  if (surely.length === 0)
    return [{ message: "has policies that are not known yet.", unknown: { unknown: true } }];
  const message = `has no policy that denies for ${surely.join(", ")}; add one for each, named in airside/control.`;
  return [{ message, unknown: {} }];
}

function missingImages(found: readonly PolicyFact[]): Answer[] {
  const images = found.filter(({ isImagePolicy }) => isImagePolicy);
  if (images.some(isSure)) return [];
  const open = images.some(({ weakness }) => weakness === undefined);
  const message = open
    ? "has an image policy that is not known yet."
    : "has no ImageValidatingPolicy that denies; add one for its images.";
  return [{ message, unknown: open ? { unknown: true } : {} }];
}

function isSure({ weakness, unknownAt, controls }: PolicyFact): boolean {
  return weakness === undefined && unknownAt === undefined && controls !== undefined;
}

function enforcesSomething({ isImagePolicy, controls }: PolicyFact): boolean {
  return isImagePolicy || controls === undefined || controls.length > 0;
}

function weaknessOf({ resource, weakness }: PolicyFact): StackFinding[] {
  if (!weakness) return [];
  return [
    { resource, path: weakness.path, message: `The policy "${resource}" ${weakness.message}.` },
  ];
}
