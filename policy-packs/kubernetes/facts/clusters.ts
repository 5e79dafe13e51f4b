import { isGithubIssuer } from "../../../access/issuers";
import { readTrustDocument } from "../../../access/document";
import type { FactSource, Resource, StackFacts } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { field } from "../fields";

/** A resource by all that others may call it. */
export interface Named {
  /** What a finding about it names: its URN, else its name. */
  readonly resource: string;
  readonly names: readonly unknown[];
}

/** What makes a stack a cluster program: an EKS cluster, or a component that stands for one. */
export const clusterPrograms: FactSource<Named & { readonly isComponent: boolean }> = {
  appliesTo: ["aws:eks/cluster:Cluster", "airside:cluster:*"],
  read: (resource) => ({
    ...named(resource, "name"),
    isComponent: resource.type.startsWith("airside:"),
  }),
};

export interface RoleFact extends Named {
  /** It admits tokens of GitHub Actions. */
  readonly isCi: boolean;
  readonly isBreakGlass: boolean;
}

export const roles: FactSource<RoleFact> = {
  appliesTo: ["aws:iam/role:Role"],
  read: (resource, { components }) => ({
    ...named(resource, "name", "arn"),
    isCi: admitsGithub(resource.props["assumeRolePolicy"]),
    isBreakGlass:
      components.some(({ type }) => type === "airside:identity:BreakGlassRole") ||
      String(field(resource.props, "tags", "airside:break-glass")) === "true",
  }),
};

/** An access entry, or the association of a policy with one. */
export interface AccessFact {
  readonly resource: string;
  readonly cluster: Reference;
  readonly principal: Reference;
  readonly policyArn: unknown;
  readonly scope: unknown;
  readonly groups: unknown;
}

export const access: FactSource<AccessFact> = {
  appliesTo: [
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    "aws:eks/accessEntry:AccessEntry",
  ],
  read: (resource) => ({
    resource: resource.urn ?? resource.name,
    cluster: reference(resource, "clusterName"),
    principal: reference(resource, "principalArn"),
    policyArn: resource.props["policyArn"],
    scope: field(resource.props, "accessScope", "type"),
    groups: resource.props["kubernetesGroups"],
  }),
};

/** What a property refers to: its value, where known, and the resources that the value comes from. */
export interface Reference {
  readonly value: unknown;
  readonly from: readonly string[];
}

export function reference(resource: Resource, property: string): Reference {
  const value = resource.props[property];
  return { value, from: resource.propertyDependencies?.[property] ?? [] };
}

/** True or false where that can be told, undefined where it cannot. */
export function refersTo({ value, from }: Reference, { names }: Named): boolean | undefined {
  if (from.some((name) => names.includes(name))) return true;
  if (!isUnknown(value)) return names.some((name) => name === value || endOf(value) === name);
  return from.length > 0 ? false : undefined;
}

/** The role's name at the end of its ARN, behind whatever path. */
function endOf(value: unknown): unknown {
  const isRole = typeof value === "string" && /^arn:[^:]*:iam::\d*:role\//.test(value);
  return isRole ? value.slice(value.lastIndexOf("/") + 1) : undefined;
}

export function named(resource: Resource, ...properties: readonly string[]): Named {
  const known = properties.map((property) => resource.props[property]);
  const names = [resource.urn, resource.name, ...known].filter((name) => typeof name === "string");
  return { resource: resource.urn ?? resource.name, names };
}

function admitsGithub(document: unknown): boolean {
  return readTrustDocument(document).statements.some(
    ({ effect, principals }) =>
      effect === "Allow" &&
      principals.named.some(({ provider }) => isGithubIssuer(provider?.issuer ?? "")),
  );
}

/** The resource that stands for the cluster of a cluster program; undefined in any other stack. */
export function clusterOf(facts: StackFacts): string | undefined {
  const found = facts.of(clusterPrograms);
  return (found.find(({ isComponent }) => !isComponent) ?? found[0])?.resource;
}
