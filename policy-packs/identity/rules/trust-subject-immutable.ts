import { subjectOf } from "../../../access/forms";
import { literal } from "../../../access/glob";
import { entriesOf } from "../../../access/json";
import { pinsOf } from "../../../access/pins";
import { conditionsOn } from "../../../access/requirements";
import { readRepository } from "../../../access/subject";
import { isUnknown } from "../../../access/unknown";
import { globOf } from "../../../access/values";
import type { Finding, Resource, ResourceContext, ResourceRule } from "../../lib/rule";
import {
  at,
  declaredClaims,
  type GithubTrust,
  githubTrusts,
  notKnown,
  ROLE,
  TRUST_ROLE,
  trustOf,
  unknownParts,
} from "../trust";

export const trustSubjectImmutable: ResourceRule = {
  name: "trust-subject-immutable",
  title:
    "A trusted GitHub subject must carry the ids of owner and repository, or stand beside pins of both.",
  severity: "high",
  level: "mandatory-in-production",
  rationale:
    "Names are given anew after a rename or deletion, and whoever takes the name takes the role.",
  remedy:
    "Use the immutable subject form of identity.TrustRole, or form both with a sunset date meanwhile.",
  controls: ["SOC 2 CC6.1"],
  kind: "resource",
  appliesTo: [ROLE, TRUST_ROLE],
  exceptableDays: 30,
  check(resource, context) {
    if (resource.type === TRUST_ROLE) return ofComponent(resource, context);
    const document = trustOf(resource);
    const trusts = githubTrusts(document).map((trust) => ({
      ...trust,
      subjects: subjectsOf(trust),
    }));
    const all = trusts.flatMap(({ subjects }) => subjects);
    return [
      ...unknownParts(document),
      ...trusts.flatMap((trust) => ofStatement(resource, trust, all, context)),
    ];
  },
};

interface Trusted {
  readonly path: string;
  readonly text: string;
  readonly unknown: boolean;
  /** The repository as it is spelled; empty where none is named. */
  readonly spelled: string;
  readonly immutable: boolean;
}

function subjectsOf({ statement, issuer }: GithubTrust): Trusted[] {
  return conditionsOn(statement, issuer, "sub").flatMap(({ values, operator }) =>
    values.map((value) => {
      const { text } = globOf(value, operator?.comparison === "like", false);
      const [, spelled = ""] = /^repo:([^:*?]+):/i.exec(text) ?? [];
      const immutable = readRepository(spelled)?.id !== undefined;
      return { path: value.path, text, unknown: value.unknown, spelled, immutable };
    }),
  );
}

/** The subject with the ids taken out, where it has some. */
function byName({ text, spelled }: Trusted): string {
  return text.replace(spelled, spelled.replace(/@\d+/g, ""));
}

function ofStatement(
  resource: Resource,
  { statement, issuer, subjects }: GithubTrust & { readonly subjects: readonly Trusted[] },
  all: readonly Trusted[],
  context: ResourceContext,
) {
  if (subjects.length === 0) return [];
  const pinned = ["repository_id", "repository_owner_id"].every((c) =>
    pinsOf(statement, issuer, c),
  );
  const transition = (subject: Trusted) =>
    all.some((other) => other.immutable !== subject.immutable && byName(other) === byName(subject));
  return subjects.flatMap((subject): Finding[] => {
    const { path, text, unknown, immutable } = subject;
    if (unknown) return pinned ? [] : [notKnown(at(path))];
    if (immutable || subjectOf(literal(text))?.repositoryId) return [];
    const inTransition = transition(subject);
    if (pinned && !inTransition) return [];
    const sunset = inTransition ? sunsetOf(resource, context) : undefined;
    if (isToCome(sunset, context)) return [];
    const end = inTransition
      ? `states no sunset date still to come for it (found ${JSON.stringify(sunset ?? "none")}); set the tag airside:subject-sunset`
      : 'names the repository by name alone; write "repo:OWNER@OWNER_ID/NAME@ID:…", or pin repository_id and repository_owner_id beside it';
    return [
      { path: at(path), message: `The role "${resource.name}" trusts "${text}" and ${end}.` },
    ];
  });
}

function sunsetOf({ props }: Resource, { components }: ResourceContext): unknown {
  const component = components.find(({ type }) => type === TRUST_ROLE);
  const declared = component === undefined ? [] : declaredClaims(component);
  const [sunset] = declared
    .map(({ value }) => member(member(value, "subject"), "sunset"))
    .filter((each) => each !== undefined);
  return sunset ?? member(props["tags"], "airside:subject-sunset");
}

function isToCome(sunset: unknown, { settings }: ResourceContext): boolean {
  return typeof sunset === "string" && Date.parse(sunset) > settings.now.getTime();
}

function ofComponent(component: Resource, context: ResourceContext): Finding[] {
  return declaredClaims(component).flatMap(({ path: at, value }) => {
    const subject = member(value, "subject");
    const path = `${at}.subject.sunset`;
    if (isUnknown(value) || isUnknown(subject)) return [notKnown(`${at}.subject`)];
    const sunset = member(subject, "sunset");
    if (member(subject, "form") !== "both" || isToCome(sunset, context)) return [];
    if (isUnknown(sunset)) return [notKnown(path)];
    const message =
      `The trust role "${component.name}" must take its name-based subject away on a date still to come, ` +
      `but ${path} is ${JSON.stringify(sunset ?? "absent")}.`;
    return [{ path, message }];
  });
}

function member(value: unknown, key: string): unknown {
  return entriesOf(value)?.find(([name]) => name === key)?.[1];
}
