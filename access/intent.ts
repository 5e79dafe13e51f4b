import { entriesOf } from "./json";
import { glob, literal } from "./glob";
import { GITHUB } from "./issuers";
import type { Test } from "./language";
import { isUnknown } from "./unknown";
import { isRef, isWorkflowRef, readRepository, readSubject, type Subject } from "./subject";

/** One job that a role is declared for. */
export interface DeclaredJob {
  readonly owner: string;
  /** The repository's name; two while a rename is under way. */
  readonly names: readonly string[];
  readonly ownerId: string;
  readonly id: string;
  /** How the subject ends: `ref:refs/heads/main`, `environment:production` or `pull_request`. */
  readonly tail: string;
  /** The workflow the job must come from, where one is declared. */
  readonly workflow: string | undefined;
  /** Whose tokens they are, in lower case. */
  readonly issuer: string;
}

/** Which tokens a role is meant to admit. Where no job is declared: any one repository at one ref or environment. */
export interface Intent {
  readonly jobs?: readonly DeclaredJob[] | undefined;
  /** Whether the role is declared for pull requests. */
  readonly pullRequests: boolean;
}

/** Reads the `claims` input of a trust component, of one job or a list; undefined where one of them names no job. */
export function readDeclaredJobs(claims: unknown): readonly DeclaredJob[] | undefined {
  if (claims === undefined) return undefined;
  const jobs = [claims].flat().map(readDeclaredJob);
  return jobs.length > 0 && jobs.every((job) => job !== undefined) ? jobs : undefined;
}

/** One job; undefined where the claims do not name exactly one. */
function readDeclaredJob(claims: unknown): DeclaredJob | undefined {
  const repository = fields(fields(claims)["repository"]);
  const scope = Object.entries(fields(fields(claims)["scope"]));
  const owner = text(repository["owner"]);
  const name = text(repository["name"]);
  const renamed = text(fields(claims)["renameTo"]);
  const tail = scope.length === 1 ? tailOf(scope[0]?.[0], scope[0]?.[1]) : undefined;
  const ids = { ownerId: text(repository["ownerId"]), id: text(repository["id"]) };
  const names = renamed === "" ? [name] : [name, renamed];
  const spelled = names.flatMap((n) => [`${owner}/${n}`, `${owner}@${ids.ownerId}/${n}@${ids.id}`]);
  if (tail === undefined || !spelled.every((each) => readRepository(each))) return undefined;
  const { workflow, issuer } = fields(claims);
  if (workflow != null && !isWorkflowRef(text(workflow))) return undefined;
  return {
    owner,
    names,
    ...ids,
    tail,
    workflow: workflow == null ? undefined : text(workflow),
    issuer: (text(issuer) || GITHUB).toLowerCase(),
  };
}

/** A part of the declared claims that does not name exactly one job, or is not known yet. */
export interface DeclarationFault {
  readonly path: string;
  readonly unknown?: true;
}

/** What keeps the `claims` input of a trust component from naming jobs; nothing where they do. */
export function declarationFaults(claims: unknown): DeclarationFault[] {
  if (!Array.isArray(claims)) return faultsOfJob("claims", claims);
  if (claims.length === 0) return [{ path: "claims" }];
  return claims.flatMap((job, index) => faultsOfJob(`claims[${index}]`, job));
}

function faultsOfJob(at: string, claims: unknown): DeclarationFault[] {
  const leaves = { [at]: claims, ...prefixed(`${at}.`, claims) };
  const deep = Object.entries(leaves).flatMap(([path, value]) =>
    Object.entries({ [path]: value, ...(path === at ? {} : prefixed(`${path}.`, value)) }),
  );
  const unknown = deep.filter(([, value]) => isUnknown(value)).map(([path]) => path);
  if (unknown.length > 0) return [...new Set(unknown)].map((path) => ({ path, unknown: true }));
  if (readDeclaredJob(claims) !== undefined) return [];
  const { repository, scope } = fields(claims);
  const place = { repository, scope: { branch: "main" } };
  if (readDeclaredJob(place) === undefined) return [{ path: `${at}.repository` }];
  return [{ path: scope === undefined ? at : `${at}.scope` }];
}

function prefixed(prefix: string, value: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries((entriesOf(value) ?? []).map(([key, item]) => [prefix + key, item]));
}

function tailOf(kind: string | undefined, value: unknown): string | undefined {
  const name = text(value);
  if (kind === "pullRequests") return value === true ? "pull_request" : undefined;
  if (kind === "environment") {
    const tail = `environment:${name.replaceAll(":", "%3A")}`;
    return /[*?]/.test(name) || !readSubject(`repo:o/r:${tail}`) ? undefined : tail;
  }
  const prefix = kind === "branch" ? "refs/heads/" : kind === "tag" ? "refs/tags/" : undefined;
  return prefix !== undefined && isRef(prefix + name) ? `ref:${prefix}${name}` : undefined;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(entriesOf(value) ?? []);
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? `${value}` : "";
}

/** Claims that a statement pins besides the subject, and so settles where or who. */
export interface Pinned {
  readonly repository: boolean;
  readonly scope: boolean;
}

/** What is wrong with a subject that a statement names literally; undefined where it is within the intent. */
export function excessOfSubject(
  subject: Subject,
  { jobs, pullRequests }: Intent,
  pinned: Pinned,
): string | undefined {
  const { repository, repositoryId, ref, environment, pullRequest } = subject;
  if (jobs !== undefined) {
    return jobs.some((job) => isJob(subject, job)) ? undefined : `is not ${jobsInWords(jobs)}`;
  }
  if (repository === undefined && repositoryId === undefined && !pinned.repository) {
    return "names no repository";
  }
  if (pullRequest && !pullRequests) {
    return "admits pull requests, and the role is not declared for them";
  }
  const placed = ref !== undefined || environment !== undefined || pullRequest || pinned.scope;
  return placed ? undefined : "names no branch, tag or environment";
}

/** Whether tokens with that subject are of the job. */
export function isJob(subject: Subject, job: DeclaredJob): boolean {
  const { ref, environment, pullRequest } = subject;
  const tail = pullRequest ? "pull_request" : ref ? `ref:${ref}` : `environment:${environment}`;
  return isRepositoryOf(subject, job) && tail === job.tail && !(ref && environment);
}

function isRepositoryOf({ repository, repositoryId }: Subject, job: DeclaredJob): boolean {
  if (repositoryId !== undefined && repositoryId !== job.id) return false;
  if (repository === undefined) return repositoryId !== undefined;
  const { owner, name, ownerId, id } = repository;
  const sameIds = id === undefined || (ownerId === job.ownerId && id === job.id);
  return owner === job.owner && job.names.includes(name) && sameIds;
}

/** How many jobs a message names. */
const SHOWN = 3;

export function jobsInWords(jobs: readonly DeclaredJob[]): string {
  const named = jobs
    .slice(0, SHOWN)
    .map(({ owner, names, tail }) => `${names.map((n) => `${owner}/${n}`).join(" or ")}, ${tail}`);
  const more = jobs.length > SHOWN ? `; and ${jobs.length - SHOWN} more` : "";
  const which = jobs.length === 1 ? "the job" : "one of the jobs";
  return `${which} declared for the role (${named.join("; ")}${more})`;
}

/** Two ways for a token to lie outside the intent: by its repository, and by where in it the job runs. */
export interface Outside {
  readonly repository: readonly Test[] | undefined;
  readonly scope: readonly Test[] | undefined;
}

/** Passed by tokens whose claim fits none of the patterns, or that lack it. */
export function none(claim: string, globs: Test["globs"]): Test {
  return { claim, positive: false, globs, ifAbsent: true };
}

/** What a token outside the intent passes, where the subject is this pattern, or is not asked for at all. */
export function outside(pattern: string, { pullRequests }: Intent, pinned: Pinned): Outside {
  const [, repository = ""] = /^repo:([^:*?]+):/.exec(pattern) ?? [];
  const named = readRepository(repository) !== undefined;
  const [, ref, environment] =
    /:(?:ref:(refs\/(?:heads|tags)\/[^:*?]+)|environment:([^:*?]+))$/.exec(pattern) ?? [];
  const requests = pullRequests ? [none("sub", [glob("*:pull_request")])] : [];
  return {
    repository: pinned.repository || named ? undefined : [none("repo", [])],
    scope: pinned.scope
      ? undefined
      : [
          // A pattern of tags is for review: `trust-subject-literal` reports it.
          none("ref", [glob("refs/tags/*"), ...(ref === undefined ? [] : [literal(ref)])]),
          none("environment", environment === undefined ? [] : [literal(environment)]),
          ...requests,
        ],
  };
}
