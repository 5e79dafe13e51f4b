import { isSettable } from "../../access/subject";
import { members, unknownField } from "../kubernetes/fields";
import type { Finding, StackFacts, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { repositories } from "./facts/branches";
import {
  type ExpectedSubject,
  nameOf,
  type SubjectTemplate,
  subjectTemplates,
} from "./facts/subjects";
import { said } from "./said";

/** GitHub's own: the repository, and where in it the job runs. */
const DEFAULT = ["repo", "context"];

/** A template must begin with something that its repository cannot choose. */
export function firstClaimFindings({ subject, keys, useDefault }: SubjectTemplate): StackFinding[] {
  if (useDefault === true) return [];
  const [first] = members({ path: "", body: { includeClaimKeys: keys } }, "includeClaimKeys");
  if (first === undefined) return [];
  if (isUnknown(first.body)) return said(subject, [unknownField(first, [])]);
  const claim = typeof first.body === "string" ? first.body.trim().toLowerCase() : "";
  if (claim !== "" && claim !== "context" && !isSettable(claim)) return [];
  const message = `subjects begin with ${JSON.stringify(first.body) ?? "nothing"}, which any repository can set; begin with repo or repository_id.`;
  return said(subject, [{ path: first.path, message }]);
}

/** Whether tokens of the repository carry the subject's shape. */
export function shapeFinding(expected: ExpectedSubject, facts: StackFacts): Finding[] {
  const { path, text } = expected;
  const unknown = (why: string): Finding[] => [
    { path, message: `${path}: ${why} is not known yet.`, unknown: true },
  ];
  if (text === undefined) return unknown("the subject");
  const shapes = templatesFor(expected, facts);
  if (shapes.length === 0 || shapes.some((keys) => keys !== undefined && hasShape(text, keys)))
    return [];
  if (shapes.includes(undefined)) return unknown("the template of its repository");
  const given = shapes.map((keys) => keys?.join(":")).join(" or ");
  const message = `the subject "${text}" has not the shape ${given} that tokens of its repository carry; change both together.`;
  return [{ path, message }];
}

type Keys = readonly string[] | undefined;

/** The keys of every template that may be the repository's; undefined for one that is not known yet. */
function templatesFor(
  { text = "", repositories: pinned }: ExpectedSubject,
  facts: StackFacts,
): Keys[] {
  const all = facts.of(subjectTemplates);
  const spelled = /(?:^|:)(?:repo|repository):([^:*?]+)(?=:|$)/.exec(text)?.[1];
  const names = [...(spelled === undefined ? [] : [nameOf(spelled)]), ...pinned];
  const own = all.filter(({ repository }) => repository !== undefined);
  if (names.length === 0) {
    // Whose token it is cannot be told, so that any template here may be meant.
    return own.length > 0 ? [...own.map((each) => keysOf(each, all)), DEFAULT] : [DEFAULT];
  }
  const meant = own.filter(({ repository }) => isFor(repository, names, facts));
  if (meant.length > 0) return meant.map((each) => keysOf(each, all));
  const unsure = own.filter(
    ({ repository }) => isUnknown(repository?.value) && repository?.sources.length === 0,
  );
  return [DEFAULT, ...unsure.map(() => undefined)];
}

function isFor(
  repository: SubjectTemplate["repository"],
  names: readonly string[],
  facts: StackFacts,
): boolean {
  if (repository === undefined) return false;
  const { value, sources } = repository;
  if (typeof value === "string") return names.includes(nameOf(value));
  const known = facts
    .of(repositories)
    .filter((each) => sources.some((id) => each.names.includes(id)));
  return known.some(({ name }) => typeof name === "string" && names.includes(nameOf(name)));
}

/** The organization's template reaches a repository that gives up the default and names no keys of its own. */
function keysOf({ useDefault, keys }: SubjectTemplate, all: readonly SubjectTemplate[]): Keys {
  if (isUnknown(useDefault)) return undefined;
  if (useDefault !== false && useDefault !== "false") return DEFAULT;
  const organization = all.find(({ repository }) => repository === undefined);
  const own =
    isUnknown(keys) || (Array.isArray(keys) && keys.length > 0) ? keys : organization?.keys;
  if (own === undefined && organization === undefined) return undefined;
  if (!Array.isArray(own)) return isUnknown(own) ? undefined : DEFAULT;
  return own.some(isUnknown) ? undefined : own.map(String);
}

/** Whether a subject, or what a pattern fixes of it, is made of these claims in this order. */
function hasShape(text: string, keys: readonly string[]): boolean {
  const parts = text.split(":");
  let at = 0;
  for (const key of keys) {
    const part = parts[at];
    if (part === undefined) return false;
    if (/[*?]/.test(part)) return true;
    if (key === "context") {
      if (part !== "pull_request" && part !== "ref" && part !== "environment") return false;
      at += part === "pull_request" ? 1 : 2;
    } else {
      if (part !== key) return false;
      at += 2;
    }
    // A `*` in a value may go on over all that follows.
    if (/\*/.test(parts[at - 1] ?? "")) return true;
  }
  return at === parts.length;
}
