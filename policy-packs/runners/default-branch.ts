import { refersTo } from "../identity/facts/references";
import { settle } from "../kubernetes/fields";
import type { StackContext, StackFacts, StackFinding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { type Answer, type Branch, covers } from "./branch-coverage";
import { bypasses, type Demand, DEMANDS, lacking } from "./branch-demands";
import {
  type BranchGuard,
  customProperties,
  defaultBranches,
  type Repository,
  type RepositoryTrait,
} from "./facts/branches";
import { said } from "./said";

/** GitHub's own choice where a repository names no default branch. */
const USUAL = "main";

/** The default branch of a repository of the stack. */
export function defaultBranchOf(
  repository: Repository,
  facts: StackFacts,
  { register }: StackContext,
): Branch {
  const { name } = repository;
  const names = repository.names;
  const ofIt = ({ repository: of }: RepositoryTrait) =>
    refersTo(of, repository) || of.values.some((each) => isSame(each, name));
  const stated =
    facts.of(defaultBranches).find(ofIt)?.value ?? repository.defaultBranch ?? undefined;
  return {
    names,
    repository: typeof name === "string" ? name : undefined,
    name: isUnknown(stated) ? undefined : String(stated ?? USUAL),
    isDefault: true,
    isAssumed: stated === undefined,
    properties: facts.of(customProperties).filter(ofIt),
    register,
    unshown: undefined,
  };
}

function isSame(one: string, other: unknown): boolean {
  return typeof other === "string" && one.toLowerCase() === other.toLowerCase();
}

interface Near {
  readonly guard: BranchGuard;
  readonly answer: Answer;
}

/** Guards by the repository that they name, so that a fleet's are not all tried on each; the rest may be over any. */
export interface GuardIndex {
  readonly named: ReadonlyMap<string, readonly BranchGuard[]>;
  readonly others: readonly BranchGuard[];
}

export function indexGuards(guards: readonly BranchGuard[]): GuardIndex {
  const nameOf = ({ kind, repository: { values, sources } }: BranchGuard) =>
    kind !== "organization" && sources.length === 0 ? values[0]?.toLowerCase() : undefined;
  const byName = Map.groupBy(guards, nameOf);
  const others = byName.get(undefined) ?? [];
  byName.delete(undefined);
  return { named: byName as ReadonlyMap<string, BranchGuard[]>, others };
}

/** What the guards of a default branch lack, looked at together as GitHub does. */
export function judgeDefaultBranch(
  repository: Repository,
  { named, others }: GuardIndex,
  facts: StackFacts,
  context: StackContext,
): StackFinding[] {
  const branch = defaultBranchOf(repository, facts, context);
  const own = branch.names.flatMap((name) => named.get(name.toLowerCase()) ?? []);
  const near = [...new Set([...own, ...others])]
    .map((guard): Near => ({ guard, answer: covers(guard, branch) }))
    .filter(({ answer }) => answer !== false);
  if (near.length === 0) return unprotected(repository);
  const approvals = context.settings["repository.approvals"];
  const unmet = DEMANDS.flatMap((demand) => unmetOf(demand, near, approvals, repository));
  return settle(unmet);
}

function unprotected({ subject }: Repository): StackFinding[] {
  const message = "nothing in force protects its default branch; put a ruleset over it.";
  return said(subject, [{ path: "", message }]);
}

/** A demand is met where one guard asks it of everybody. */
function unmetOf(
  demand: Demand,
  near: readonly Near[],
  approvals: number,
  repository: Repository,
): StackFinding[] {
  const looked = near.map(({ guard, answer }) => {
    const lacks = lacking(guard, demand, approvals);
    const findings = lacks.length > 0 ? lacks : bypasses(guard);
    const rank = answer === undefined ? 2 : lacks.length > 0 ? 1 : 0;
    return { guard, answer, findings, rank, fails: findings.some(({ unknown }) => !unknown) };
  });
  if (looked.some(({ answer, findings }) => answer && findings.length === 0)) return [];
  const open = looked.find(({ fails }) => !fails);
  if (open && open.findings.length > 0) return said(open.guard.subject, open.findings);
  if (open) {
    const message = `whether ${open.guard.subject.label} protects its default branch is not known yet.`;
    return said(repository.subject, [{ path: "", message, unknown: true }]);
  }
  const [closest] = looked.toSorted((one, other) => one.rank - other.rank);
  if (closest?.answer !== true) return unprotected(repository);
  return said(closest.guard.subject, closest.findings);
}
