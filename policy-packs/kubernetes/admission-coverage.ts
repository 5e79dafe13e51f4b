import type { StackContext, StackFacts, StackFinding } from "../lib/rule";
import { controlsOf } from "./controls";
import { policies, type PolicyFact } from "./facts/admission";
import { minorOf } from "./pod-security";

interface Answer {
  readonly message: string;
  readonly unknown: { readonly unknown?: true };
}

/** One answer for all controls without a policy; unknown where what is not known yet may be all of them. */
export function missingControls(facts: StackFacts, { settings }: StackContext): Answer[] {
  const found = facts.of(policies).flat();
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

/** One answer where nothing refuses unsigned images. */
export function missingImages(found: readonly PolicyFact[]): Answer[] {
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

/** Whether a policy stands for a control or for images, or may be a patch of one that does, so that its weakness matters. */
export function enforcesSomething({ isPatch, isImagePolicy, controls }: PolicyFact): boolean {
  return isPatch || isImagePolicy || controls === undefined || controls.length > 0;
}

/** What keeps a policy from refusing anything. */
export function weaknessOf({ resource, weakness }: PolicyFact): StackFinding[] {
  if (!weakness) return [];
  return [
    { resource, path: weakness.path, message: `The policy "${resource}" ${weakness.message}.` },
  ];
}
