import { type Case, type Excess, report, shownBy } from "./excess";
import { literal } from "./glob";
import { type DeclaredJob, none } from "./intent";
import type { Test } from "./language";
import { requirementsOf } from "./requirements";
import { denials, tokenBeyond } from "./witness";

/** Every subject that GitHub writes of itself for tokens of the job, under its names and in both forms. */
function subjectsOf({ owner, ownerId, names, id, tail }: DeclaredJob): string[] {
  return names.flatMap((name) => [
    `repo:${owner}/${name}:${tail}`,
    `repo:${owner}@${ownerId}/${name}@${id}:${tail}`,
  ]);
}

function isOneOf(jobs: readonly DeclaredJob[]): Test {
  const globs = jobs.flatMap(subjectsOf).map((subject) => literal(subject));
  return { claim: "sub", positive: true, globs, ifAbsent: false };
}

/** The finding where the statement, asked for these subjects, admits tokens of none of the declared jobs. */
export function beyondJobs(
  judged: Case,
  path: string,
  problem: string,
  asked: readonly Test[],
): Excess[] {
  const { trust, statement, issuer, intent, budget } = judged;
  const { tests, impossible } = requirementsOf(statement, issuer);
  if (impossible !== undefined) return [];
  const excluded = [...denials(trust, issuer), [isOneOf(intent.jobs ?? [])]];
  const found = tokenBeyond([...tests, ...asked], excluded, issuer, budget);
  return shownBy(trust, found, path, problem);
}

/** The findings where tokens of a job enter by another workflow than the one declared for it. */
export function beyondWorkflows(judged: Case, jobs: readonly DeclaredJob[]): Excess[] {
  const places = Map.groupBy(jobs, (job) => JSON.stringify(subjectsOf(job)));
  return [...places.values()].flatMap((same) => {
    const workflows = same.flatMap(({ workflow }) => workflow ?? []);
    // Where one of them may come by any workflow, so may the others.
    if (workflows.length < same.length) return [];
    const problem = `the declared workflow ${workflows.join(" or ")} is not pinned`;
    const other = none(
      "job_workflow_ref",
      workflows.map((workflow) => literal(workflow)),
    );
    const own = jobs.length === same.length ? [] : [isOneOf(same)];
    return report(judged, judged.statement.path, problem, [...own, other]);
  });
}
