import type { StackFacts, StackFinding } from "../lib/rule";
import type { Settings } from "../lib/settings";
import { isUnknown } from "../lib/unknown";
import { policies } from "./facts/admission";
import { type ExclusionFact, kyvernoConfigs } from "./facts/exclusions";
import { namespaces } from "./facts/namespaces";
import { LEVELS } from "./namespace-labels";

/** Everything that Kyverno's configuration and its policies leave out. */
export function exclusions(facts: StackFacts) {
  return [...facts.of(kyvernoConfigs), ...facts.of(policies)]
    .flat()
    .flatMap(({ resource, exclusions }) =>
      exclusions.map((exclusion) => ({ resource, exclusion })),
    );
}

/** The finding for one exclusion, unless it is a system namespace by its name. */
export function excluded(
  resource: string,
  exclusion: ExclusionFact,
  settings: Settings,
): StackFinding[] {
  const { path } = exclusion;
  if (exclusion.kind === "unknown") {
    return [
      { resource, path, message: `${path} of "${resource}" is not known yet.`, unknown: true },
    ];
  }
  const system = settings["kubernetes.systemNamespaces"];
  if (exclusion.kind === "namespace" && system.includes(exclusion.namespace)) return [];
  const message = `"${resource}" leaves out of admission ${whatOf(exclusion)}; exclude only ${system.join(", ")}, by kubernetes.io/metadata.name.`;
  return [{ resource, path, message }];
}

function whatOf(exclusion: Exclude<ExclusionFact, { readonly kind: "unknown" }>): string {
  switch (exclusion.kind) {
    case "namespace":
      return `the namespace "${exclusion.namespace}", which is no system namespace`;
    case "label":
      return `whatever the label "${exclusion.key}" says, which anyone may set`;
    case "condition":
      return "what a condition in CEL chooses";
    default:
      return `objects of every namespace by ${exclusion.what}`;
  }
}

/** Namespaces that are below the level of all others, or that a label takes out of admission. */
export function namespacesOf(facts: StackFacts, settings: Settings): StackFinding[] {
  const system = settings["kubernetes.systemNamespaces"];
  const keys = exclusions(facts).flatMap(({ exclusion }) =>
    exclusion.kind === "label" ? [exclusion.key] : [],
  );
  const lowest = LEVELS.indexOf(settings["podSecurity.level"]);
  return facts
    .of(namespaces)
    .flat()
    .flatMap(({ resource, path, name, isNameUnknown, enforce, labels }) => {
      if (system.includes(name)) return [];
      const at = path === "" ? "metadata.labels" : `${path}.metadata.labels`;
      const lower =
        !isUnknown(enforce) && LEVELS.includes(enforce) && LEVELS.indexOf(enforce) < lowest;
      const level = `The namespace "${name}" enforces ${enforce}, below ${settings["podSecurity.level"]}; raise it.`;
      const label = (key: string) =>
        `The namespace "${name}" has the label ${key}, by which admission leaves it out; remove it.`;
      if (isNameUnknown && (lower || labels.some((key) => keys.includes(key)))) {
        const of = path === "" ? "metadata.name" : `${path}.metadata.name`;
        const message = `${of} of "${resource}" is not known yet, and may be a system namespace's.`;
        return [{ resource, path: of, message, unknown: true }];
      }
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
