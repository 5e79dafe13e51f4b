import { type EnvironmentProtection, protectionProblems } from "../lib/environment-protection";
import type { Lane } from "../lib/lanes";
import { claimProblems, type JobClaims, jobsOf } from "./claims";

/** What a role's trust is made of. */
interface Trust {
  readonly claims: JobClaims | readonly JobClaims[];
  readonly lane: Lane;
  readonly environmentProtection?: EnvironmentProtection | readonly EnvironmentProtection[];
}

/** `claims`, or `claims[2]` of a list. */
function fieldOf(claims: Trust["claims"], index: number): string {
  return Array.isArray(claims) ? `claims[${index}]` : "claims";
}

/** What is wrong with the jobs of a role, each by itself and together. */
export function jobsProblems(claims: Trust["claims"]): string[] {
  const jobs = jobsOf(claims);
  if (jobs.length === 0) return ["claims must name at least one job, got an empty list"];
  const problems = jobs.flatMap((job, index) => claimProblems(job, fieldOf(claims, index)));
  const ends = [...new Set(sunsets(jobs))];
  if (problems.length > 0 || ends.length < 2) return problems;
  return [
    `claims must take their name-based subjects away on one date, because the role says one, got ${ends.join(" and ")}`,
  ];
}

/** The dates on which name-based subjects end. */
export function sunsets(jobs: readonly JobClaims[]): string[] {
  return jobs.flatMap((job) => (job?.subject?.form === "both" ? [job.subject.sunset] : []));
}

/** Pull requests run unreviewed code, and what is released or deployed must come through a known workflow. */
export function laneProblems({ lane, claims }: Trust): string[] {
  return jobsOf(claims).flatMap((job, index) => {
    const problems: string[] = [];
    const field = fieldOf(claims, index);
    const forPullRequests = "pullRequests" in (job?.scope ?? {});
    if (forPullRequests !== (lane === "untrusted")) {
      problems.push(
        `lane must be untrusted for pull requests and for nothing else, got "${lane}" ` +
          `${forPullRequests ? "with" : "without"} ${field}.scope.pullRequests`,
      );
    }
    if ((lane === "release" || lane === "deploy") && job?.workflow === undefined) {
      problems.push(
        `${field}.workflow must pin the reusable workflow of a role in the lane ${lane}`,
      );
    }
    return problems;
  });
}

/** Every trusted environment must be protected, and protection be given for nothing else. */
export function environmentTrustProblems({ claims, environmentProtection }: Trust): string[] {
  const given = environmentProtection === undefined ? [] : [environmentProtection].flat();
  const trusted = jobsOf(claims).flatMap(({ scope, repository } = {} as JobClaims) =>
    scope && "environment" in scope
      ? [{ repositoryId: repository?.id, environment: scope.environment }]
      : [],
  );
  const [only] = trusted.length === 1 ? given : [];
  const problems = trusted.flatMap((each) => {
    const own = given.find(
      (protection) =>
        protection?.repositoryId === each.repositoryId &&
        protection.environment === each.environment,
    );
    return protectionProblems(own ?? only, each);
  });
  if (given.length <= trusted.length) return problems;
  return [
    ...problems,
    trusted.length === 0
      ? "environmentProtection must be left out where claims.scope is no environment"
      : `environmentProtection must be given once for each environment of claims: ${trusted.length}, got ${given.length}`,
  ];
}
