import type { Resource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";

/** What others may call a resource: its URN, its name in the program, its name in the cloud. */
export interface Names {
  /** How a finding names it: the URN where there is one. */
  readonly resource: string;
  readonly names: readonly string[];
}

/** A property by which one resource names others. */
export interface Reference {
  /** Names or ARNs, as written. */
  readonly values: readonly string[];
  /** URNs or names of the resources that the value came from. */
  readonly sources: readonly string[];
}

export function namesOf({ urn, name, props }: Resource, ...physical: string[]): Names {
  const given = physical.map((input) => props[input]).filter((value) => typeof value === "string");
  // A resource that is given no name in the cloud has one that begins with its name in the program.
  const names = urn === undefined ? [name] : [urn, name];
  for (const each of given) if (!names.includes(each)) names.push(each);
  return { resource: urn ?? name, names };
}

export function referenceOf({ props, propertyDependencies }: Resource, input: string): Reference {
  const held = [props[input]].flat();
  return {
    values: held.filter((value) => typeof value === "string"),
    sources: propertyDependencies?.[input] ?? [],
  };
}

/** Names by which the reference may mean a resource: what its value came from, itself, and the end of its ARN. */
export function namesMeant({ values, sources }: Reference): string[] {
  return [...sources, ...values, ...values.map(lastPart)];
}

/** Whether the reference means the resource. */
export function refersTo(reference: Reference, { names }: Names): boolean {
  return namesMeant(reference).some((name) => names.includes(name));
}

function lastPart(value: string): string {
  return /^arn:[^:]*:iam:.*\/([^/]+)$/.exec(value)?.[1] ?? value;
}

/** Whether nothing at all says what the property means. */
export function isDangling({ props, propertyDependencies }: Resource, input: string): boolean {
  const unknown = [props[input]].flat().some(isUnknown);
  return unknown && (propertyDependencies?.[input] ?? []).length === 0;
}
