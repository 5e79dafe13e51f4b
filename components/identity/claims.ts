import {
  environmentProblems,
  refProblems,
  repositoryNameProblems,
  repositoryProblems,
  type RepositoryRef,
  workflowProblems,
} from "../lib/github-names";
import { instant, shown } from "../lib/shown";
import { GITHUB_ISSUER, issuerProblems } from "./issuer";

/** Where in the repository the job runs: the part of the subject that GitHub decides. Exactly one. */
export type JobScope =
  | { readonly branch: string }
  | { readonly tag: string }
  | { readonly environment: string }
  | { readonly pullRequests: true };

/**
 * Which subject the repository's tokens carry. Repositories made or renamed after 2026-07-15 have the
 * immutable form; older ones go from `legacy` through `both` to it. `sunset` is the ISO date on which
 * the name-based half is taken away. Source: docs.github.com, "OpenID Connect reference".
 */
export type SubjectForm =
  | { readonly form: "legacy" }
  | { readonly form: "both"; readonly sunset: string }
  | { readonly form: "immutable" };

/** One job, and no other: what every kind of trust in Airside is written from. All of it is plain. */
export interface JobClaims {
  readonly repository: RepositoryRef;
  readonly scope: JobScope;
  /**
   * The reusable workflow that the job must come from, at a pinned ref:
   * `OWNER/REPO/.github/workflows/FILE.yml@` and a commit, `refs/tags/TAG` or `refs/heads/BRANCH`.
   */
  readonly workflow?: string;
  /** @default { form: "immutable" } */
  readonly subject?: SubjectForm;
  /** The repository's next name: until the rename is done, jobs under either name are the same job. */
  readonly renameTo?: string;
  /** Host, and path where there is one, of the token issuer. @default "token.actions.githubusercontent.com" */
  readonly issuer?: string;
}

/** The one job, or the several, that a trust is for. */
export function jobsOf(claims: JobClaims | readonly JobClaims[]): readonly JobClaims[] {
  return Array.isArray(claims) ? claims : [claims as JobClaims];
}

/** Every subject a token of that job may carry: one, or two while a transition lasts. */
export function subjects({ repository, scope, subject, renameTo }: JobClaims): string[] {
  const { owner, name, ownerId, id } = repository;
  const form = subject?.form ?? "immutable";
  const names = renameTo === undefined ? [name] : [name, renameTo];
  const tail = subjectTail(scope);
  const legacy = `repo:${owner}/${name}:${tail}`;
  const immutable = names.map((each) => `repo:${owner}@${ownerId}/${each}@${id}:${tail}`);
  if (form === "legacy") return [legacy];
  return form === "both" ? [legacy, ...immutable] : immutable;
}

function subjectTail(scope: JobScope): string {
  if ("branch" in scope) return `ref:refs/heads/${scope.branch}`;
  if ("tag" in scope) return `ref:refs/tags/${scope.tag}`;
  // GitHub escapes the subject's own delimiter inside a value.
  if ("environment" in scope) return `environment:${scope.environment.replaceAll(":", "%3A")}`;
  return "pull_request";
}

/** The claims besides the subject that hold for every token of the job, under GitHub's names. */
export function pinnedClaims({
  repository,
  workflow,
}: JobClaims): Readonly<Record<string, string>> {
  return {
    repository_id: `${repository.id}`,
    repository_owner_id: `${repository.ownerId}`,
    ...(workflow === undefined ? {} : { job_workflow_ref: workflow }),
  };
}

/** What is wrong with the claims, in their author's terms; nothing when they name exactly one job. */
export function claimProblems(claims: JobClaims, field: string = "claims"): string[] {
  const { repository, scope, workflow, subject, renameTo, issuer = GITHUB_ISSUER } = claims ?? {};
  return [
    ...repositoryProblems(`${field}.repository`, repository),
    ...scopeProblems(`${field}.scope`, scope),
    ...(workflow === undefined ? [] : workflowProblems(`${field}.workflow`, workflow)),
    ...(subject === undefined ? [] : subjectProblems(`${field}.subject`, subject)),
    ...(renameTo === undefined ? [] : renameProblems(`${field}.renameTo`, renameTo, subject)),
    ...issuerProblems(`${field}.issuer`, issuer),
  ];
}

function scopeProblems(field: string, scope: JobScope): string[] {
  const given = Object.entries(scope ?? {});
  const [only, ...others] = given;
  if (!only || others.length > 0) {
    return [
      `${field} must be exactly one of branch, tag, environment and pullRequests, got ` +
        (only ? given.map(([key]) => key).join(" and ") : shown(scope)),
    ];
  }
  const [kind, value] = only;
  if (kind === "branch" || kind === "tag") return refProblems(`${field}.${kind}`, value);
  if (kind === "environment") return environmentProblems(`${field}.environment`, value);
  if (kind === "pullRequests" && value === true) return [];
  return kind === "pullRequests"
    ? [`${field}.pullRequests must be true or left out, got ${shown(value)}`]
    : [`${field} must be one of branch, tag, environment and pullRequests, got ${shown(kind)}`];
}

function subjectProblems(field: string, subject: SubjectForm): string[] {
  if (subject.form === "legacy" || subject.form === "immutable") return [];
  if (subject.form !== "both") {
    const { form } = subject as { form: unknown };
    return [`${field}.form must be legacy, both or immutable, got ${shown(form)}`];
  }
  if (instant(subject.sunset)) return [];
  return [
    `${field}.sunset must be the date, such as 2027-01-31, on which the name-based subject is ` +
      `taken away, got ${shown(subject.sunset)}`,
  ];
}

function renameProblems(
  field: string,
  renameTo: string,
  subject: SubjectForm | undefined,
): string[] {
  const problems = repositoryNameProblems(field, renameTo);
  if (subject !== undefined && subject.form !== "immutable") {
    problems.push(
      `${field} must wait while subjects are name-based (form ${shown(subject.form)}): after the rename ` +
        "no token fits, and who takes the old name fits in its place; move to the immutable form first",
    );
  }
  return problems;
}
