import { settle } from "../kubernetes/fields";
import type { Finding, Resource, StackFinding } from "../lib/rule";

/** A resource as a stack rule's findings call it. */
export interface Subject {
  /** Its URN where it has one, else its name. */
  readonly resource: string;
  /** Kind and name, as messages begin. */
  readonly label: string;
}

export function subjectOf({ type, name, urn }: Resource): Subject {
  const kind = type.slice(type.lastIndexOf(":") + 1);
  return { resource: urn ?? name, label: `${kind} "${name}"` };
}

/** The verdict over one resource of a stack. */
export function said({ resource, label }: Subject, findings: Finding[]): StackFinding[] {
  return settle(findings).map((finding) => ({
    ...finding,
    resource,
    message: `${label}: ${finding.message}`,
  }));
}

/** The same findings, where it is not known yet whether they are about the resource at all. */
export function undecided(findings: readonly Finding[], why: string): Finding[] {
  return findings.map(({ path, message }) => ({
    path,
    message: `${why}; if so, ${message}`,
    unknown: true,
  }));
}

/** The findings, each place once: a ruleset or a security group may be looked at for many others' sake. */
export function once(findings: readonly StackFinding[]): StackFinding[] {
  return [...new Map(findings.map((each) => [`${each.resource} ${each.path}`, each])).values()];
}
