import { type Place, shown, unknownField } from "../kubernetes/fields";
import type { Register } from "../lib/register";
import type { Finding, StackContext, StackFacts } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { type Answer, covers } from "./branch-coverage";
import { bypasses, lacking } from "./branch-demands";
import { defaultBranchOf } from "./default-branch";
import { branchGuards, repositories } from "./facts/branches";

/** A workflow as a runner group names it; with a branch where it is neither at a commit nor at a tag. */
interface PinnedWorkflow {
  readonly owner: string;
  readonly name: string;
  readonly branch: string | undefined;
}

const WORKFLOW = /^([^/@\s]+)\/([^/@\s]+)\/\.github\/workflows\/([^/@]+)@(\S+)$/;

/** The workflow, or what keeps the text from naming exactly one. `@main` means `@refs/heads/main`. */
function readWorkflow(text: unknown): PinnedWorkflow | string {
  const [, owner = "", name = "", file = "", ref = ""] =
    (typeof text === "string" && WORKFLOW.exec(text)) || [];
  if (owner === "") return "is not <owner>/<repo>/.github/workflows/<file>@<ref>";
  if (/[*?[\]]/.test(owner + name + file + ref))
    return "holds a wildcard; name one workflow at one ref";
  if (/^[0-9a-f]{40}$/i.test(ref) || /^refs\/tags\/./.test(ref)) {
    return { owner, name, branch: undefined };
  }
  const branch = ref.replace(/^refs\/heads\//, "");
  if (branch === "" || branch.startsWith("refs/"))
    return "is at neither a commit, a tag nor a branch";
  return { owner, name, branch };
}

/** A branch that a workflow is pinned to. */
interface WorkflowBranch {
  readonly owner: string;
  readonly name: string;
  readonly branch: string;
}

/** Whether the register or a guard of the stack shows that a branch takes reviewed changes only. */
function isShownProtected(
  workflow: WorkflowBranch,
  facts: StackFacts,
  context: StackContext,
): Answer {
  if (isRecorded(workflow, context.register)) return true;
  const isOwn = isOfOwner(workflow, context.register);
  if (isOwn === false) return false;
  return isGuarded(workflow, facts, context) && isOwn;
}

function isRecorded({ owner, name, branch }: WorkflowBranch, register: Register | undefined) {
  return register?.services.some(
    ({ repository }) =>
      isSame(repository.owner, owner) &&
      isSame(repository.name, name) &&
      Array.isArray(repository.protectedBranches) &&
      repository.protectedBranches.includes(branch),
  );
}

/**
 * Whether what the stack says of a repository of that name is said of this owner's. Resources of GitHub name no owner:
 * where the register names none either, the workflow's word is taken.
 */
function isOfOwner({ owner, name }: WorkflowBranch, register: Register | undefined): Answer {
  const recorded = (register?.services ?? [])
    .map(({ repository }) => repository)
    .filter((each) => typeof each.owner === "string");
  const isOwners = (each: { readonly owner: string }) => isSame(each.owner, owner);
  const namesakes = recorded.filter((each) => isSame(each.name, name));
  if (namesakes.length > 0) {
    return namesakes.every(isOwners) || (namesakes.some(isOwners) ? undefined : false);
  }
  return recorded.length === 0 || recorded.some(isOwners) || undefined;
}

function isGuarded(
  { name, branch }: WorkflowBranch,
  facts: StackFacts,
  context: StackContext,
): Answer {
  const owned = facts.of(repositories).find((each) => isSame(each.name, name));
  const subject = { resource: name, label: name };
  const repository = owned ?? {
    subject,
    resource: name,
    names: [name],
    name,
    defaultBranch: undefined,
  };
  const ofDefault = defaultBranchOf(repository, facts, context);
  const isDefault = ofDefault.name === branch;
  const target = { ...ofDefault, name: branch, isDefault, isAssumed: false, unshown: false };
  const answers = facts.of(branchGuards).map((guard) => {
    const answer = covers(guard, target);
    if (answer === false) return false;
    const lacks = [...lacking(guard, "approvals", 1), ...bypasses(guard)];
    if (lacks.some(({ unknown }) => !unknown)) return false;
    return lacks.length > 0 ? undefined : answer;
  });
  return answers.includes(true) || (answers.includes(undefined) ? undefined : false);
}

function isSame(one: unknown, other: string): boolean {
  return String(one).toLowerCase() === other.toLowerCase();
}

/** What keeps an entry of a group's list from naming one workflow that nobody changes alone. */
export function workflowFindings(
  workflow: Place,
  facts: StackFacts,
  context: StackContext,
): Finding[] {
  const { path, body } = workflow;
  if (isUnknown(body)) return [unknownField(workflow, [])];
  const read = readWorkflow(body);
  if (typeof read === "string") return [{ path, message: `${shown(body)} ${read}.` }];
  const { owner, name, branch } = read;
  if (branch === undefined) return [];
  const answer = isShownProtected({ owner, name, branch }, facts, context);
  if (answer === true) return [];
  const message = `nothing shows the branch ${branch} of ${owner}/${name} protected from everybody; name a commit, or refs/tags/ and a tag.`;
  return [{ path, message, ...(answer === undefined ? { unknown: true as const } : {}) }];
}
