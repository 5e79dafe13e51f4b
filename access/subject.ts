import * as grammars from "./grammars";
import { Recent } from "./recent";

/** A repository as a subject names it; with ids in the immutable form. */
export interface SubjectRepository {
  readonly owner: string;
  readonly name: string;
  readonly ownerId: string | undefined;
  readonly id: string | undefined;
}

/** A subject taken apart: `repo:acme/api:ref:refs/heads/main` or any customised one. */
export interface Subject {
  /** The claim it begins with; `repo` by default. */
  readonly first: string;
  readonly repository: SubjectRepository | undefined;
  /** Where the repository is pinned by its id alone. */
  readonly repositoryId: string | undefined;
  readonly ref: string | undefined;
  readonly environment: string | undefined;
  readonly pullRequest: boolean;
}

/** Every claim that a template may put into a subject. */
export const TEMPLATE_CLAIMS: ReadonlySet<string> = new Set([
  "repo",
  "actor",
  "actor_id",
  "base_ref",
  "check_run_id",
  "enterprise",
  "enterprise_id",
  "environment",
  "event_name",
  "head_ref",
  "job_workflow_ref",
  "job_workflow_sha",
  "ref",
  "ref_protected",
  "ref_type",
  "repository",
  "repository_id",
  "repository_owner",
  "repository_owner_id",
  "repository_visibility",
  "run_attempt",
  "run_id",
  "run_number",
  "runner_environment",
  "sha",
  "workflow",
  "workflow_ref",
  "workflow_sha",
]);

export function isTemplateClaim(name: string): boolean {
  return TEMPLATE_CLAIMS.has(name) || /^repo_property_\w+$/.test(name);
}

/** Claims that whoever writes a workflow, in whatever repository, sets as they like. */
const SETTABLE = new Set([
  ...["actor", "actor_id", "base_ref", "check_run_id", "environment", "event_name", "head_ref"],
  ...[
    "job_workflow_sha",
    "ref",
    "ref_protected",
    "ref_type",
    "repository_visibility",
    "run_attempt",
  ],
  ...["run_id", "run_number", "runner_environment", "sha", "workflow", "workflow_sha"],
]);

export function isSettable(claim: string): boolean {
  return SETTABLE.has(claim) || claim.startsWith("repo_property_");
}

/** The subject, or undefined where no token of GitHub can carry this text. */
export function readSubject(text: string): Subject | undefined {
  return subjects.of(text, (each) => ({ subject: takeApart(each) })).subject;
}

const subjects = new Recent<{ readonly subject: Subject | undefined }>(100, 500);

function takeApart(text: string): Subject | undefined {
  const parts = text.split(":");
  const claims = new Map<string, string>();
  let pullRequest = false;
  for (let at = 0; at < parts.length; ) {
    const key = parts[at] ?? "";
    if (key === "pull_request" && at > 0) {
      pullRequest = true;
      at += 1;
      continue;
    }
    const value = parts[at + 1];
    if (value === undefined || !isTemplateClaim(key) || !isValueOf(key, value)) return undefined;
    if (claims.has(key) && claims.get(key) !== value) return undefined;
    claims.set(key, value);
    at += 2;
  }
  return subjectOf(parts[0] ?? "", claims, pullRequest);
}

function subjectOf(first: string, claims: ReadonlyMap<string, string>, asked: boolean): Subject {
  const [workflow, workflowRef] = (claims.get("workflow_ref") ?? "").split("@");
  const ref = claims.get("ref") ?? workflowRef;
  const onPullRequest = ref?.startsWith("refs/pull/") ?? false;
  const named = claims.get("repo") ?? claims.get("repository") ?? workflow?.split("/", 2).join("/");
  return {
    first,
    repository: readRepository(named ?? ""),
    repositoryId: claims.get("repository_id"),
    ref: onPullRequest ? undefined : ref,
    environment: claims.get("environment"),
    pullRequest: asked || onPullRequest,
  };
}

const REPOSITORY = /^([^/@]+)(?:@([1-9]\d*))?\/([^/@]+)(?:@([1-9]\d*))?$/;

/** `acme/api`, or `acme@42/api@4242`: with both ids or with none. */
export function readRepository(text: string): SubjectRepository | undefined {
  return repositories.of(text, (each) => ({ repository: takeRepositoryApart(each) })).repository;
}

const repositories = new Recent<{ readonly repository: SubjectRepository | undefined }>(100, 200);

function takeRepositoryApart(text: string): SubjectRepository | undefined {
  const [, owner = "", ownerId, name = "", id] = REPOSITORY.exec(text) ?? [];
  if ((ownerId === undefined) !== (id === undefined)) return undefined;
  if (owner.length > 39 || name.length > 100 || /\.git$/i.test(name)) return undefined;
  if (!grammars.isA(grammars.owner, owner) || !grammars.isA(grammars.repository, name)) {
    return undefined;
  }
  return { owner, name, ownerId, id };
}

/** `refs/heads/…`, `refs/tags/…` or `refs/pull/1/merge`. */
export function isRef(text: string): boolean {
  const [, name] = /^refs\/(?:heads|tags)\/(.+)$/.exec(text) ?? [];
  if (name === undefined) return /^refs\/pull\/[1-9]\d*\/merge$/.test(text);
  return grammars.isA(grammars.ref, name) && !/\.lock(?:\/|$)/.test(name) && !/^refs\//.test(name);
}

/** `acme/flows/.github/workflows/deploy.yml@refs/heads/main`, or with a commit after the `@`. */
export function isWorkflowRef(text: string): boolean {
  const [, repository = "", at = ""] = /^([^/]+\/[^/]+)\/[^@*?]+@(.+)$/.exec(text) ?? [];
  return readRepository(repository) !== undefined && (isRef(at) || /^[0-9a-f]{40}$/.test(at));
}

/** Whether a token of GitHub can carry this value of the claim, as it stands in a subject. */
export function isValueOf(claim: string, value: string): boolean {
  switch (claim) {
    case "repo":
      return readRepository(value) !== undefined;
    case "repository":
      return readRepository(value)?.id === undefined && readRepository(value) !== undefined;
    case "ref":
      return isRef(value);
    case "environment":
      return value.length <= 255 && grammars.isA(grammars.environment, value);
    case "job_workflow_ref":
    case "workflow_ref":
      return isWorkflowRef(value);
    case "actor":
      return grammars.isA(grammars.owner, value.replace(/\[bot\]$/, ""));
    default:
      return claim.endsWith("_id")
        ? grammars.isA(grammars.id, value)
        : grammars.isA(grammars.text, value);
  }
}
