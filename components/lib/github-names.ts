import { shown } from "./shown";

/** A repository by name and by the ids that survive a rename. */
export interface RepositoryRef {
  /** The organization or user, at most 39 characters. */
  readonly owner: string;
  /** At most 100 characters. */
  readonly name: string;
  /** GitHub's id of the owner: `gh api users/OWNER --jq .id`. */
  readonly ownerId: number;
  /** GitHub's id of the repository: `gh api repos/OWNER/NAME --jq .id`. */
  readonly id: number;
}

// A managed user's name ends in an underscore and the enterprise's short code.
const OWNER = /^[A-Za-z0-9]+(-[A-Za-z0-9]+)*(_[A-Za-z0-9]+)?$/;

export function repositoryProblems(field: string, repository: RepositoryRef): string[] {
  const { owner, name, ownerId, id } = repository ?? {};
  return [
    ...ownerProblems(`${field}.owner`, owner),
    ...repositoryNameProblems(`${field}.name`, name),
    ...idProblems(`${field}.ownerId`, ownerId),
    ...idProblems(`${field}.id`, id),
  ];
}

export function ownerProblems(field: string, owner: unknown): string[] {
  if (typeof owner === "string" && OWNER.test(owner) && owner.length <= 39) return [];
  return [
    `${field} must be one GitHub owner: at most 39 ASCII letters and digits with single hyphens ` +
      `between them, got ${shown(owner)}`,
  ];
}

export function repositoryNameProblems(field: string, name: unknown): string[] {
  const legal = typeof name === "string" && /^[A-Za-z0-9._-]{1,100}$/.test(name);
  if (legal && name !== "." && name !== ".." && !/\.git$/i.test(name)) return [];
  return [
    `${field} must be one repository: 1 to 100 of A-Z, a-z, 0-9 and ._-, not "." or "..", without ` +
      `a trailing .git, got ${shown(name)}`,
  ];
}

export function idProblems(field: string, id: unknown): string[] {
  if (typeof id === "number" && Number.isSafeInteger(id) && id > 0) return [];
  return [`${field} must be GitHub's numeric id, a positive whole number, got ${shown(id)}`];
}

/** A branch or tag by its short name: Git's own rules, and ASCII alone, because IAM takes no more. */
export function refProblems(field: string, ref: unknown): string[] {
  if (typeof ref !== "string" || ref === "")
    return [`${field} must be one name, got ${shown(ref)}`];
  if (/^refs\/(heads|tags)\//.test(ref)) {
    return [
      `${field} must be the short name, "${ref.replace(/^refs\/(heads|tags)\//, "")}", got ${shown(ref)}`,
    ];
  }
  if (isRefName(ref)) return [];
  return [
    `${field} must name exactly one ${field.split(".").at(-1)} by Git's rules for refs, in printable ` +
      `ASCII and without a pattern, got ${shown(ref)}`,
  ];
}

/** Whether Git takes the text as the short name of a branch or tag. */
export function isRefName(ref: string): boolean {
  const forbidden = /[^\x21-\x7e]|[~^:?*[\\]|\.\.|@\{|\$\{|\/\/|^[-/]|[/.]$|^@$/;
  const parts = ref.split("/");
  return (
    !forbidden.test(ref) && !parts.some((part) => part.startsWith(".") || part.endsWith(".lock"))
  );
}

/** A deployment environment by name. GitHub takes nearly anything; a subject must name one and no other. */
export function environmentProblems(field: string, environment: unknown): string[] {
  const legal =
    typeof environment === "string" &&
    /^[\x20-\x7e]{1,255}$/.test(environment) &&
    environment.trim() === environment &&
    !/[*?]|\$\{/.test(environment);
  if (legal) return [];
  return [
    `${field} must name exactly one environment: 1 to 255 printable ASCII characters, no *, ? or \${, ` +
      `no space at either end, got ${shown(environment)}`,
  ];
}

const WORKFLOW =
  /^([^/@]+)\/([^/@]+)\/\.github\/workflows\/([A-Za-z0-9._-]+\.ya?ml)@([0-9a-f]{40}|refs\/(?:heads|tags)\/(.+))$/;

/** A workflow file at a pinned ref: `OWNER/REPO/.github/workflows/FILE@REF`, as `job_workflow_ref` has it. */
export function workflowProblems(field: string, workflow: unknown): string[] {
  const parts = typeof workflow === "string" ? WORKFLOW.exec(workflow) : null;
  const [, owner, name, , , short] = parts ?? [];
  const legal =
    parts !== null &&
    ownerProblems("", owner).length === 0 &&
    repositoryNameProblems("", name).length === 0 &&
    (short === undefined || isRefName(short));
  if (legal) return [];
  return [
    `${field} must be OWNER/REPO/.github/workflows/FILE.yml@REF, where REF is a commit of 40 hex ` +
      `digits, refs/tags/TAG or refs/heads/BRANCH, got ${shown(workflow)}`,
  ];
}
