import type { JobClaims } from "./claims";

/**
 * The entry that the job's runner group must have among its selected workflows, or undefined where the
 * claims pin none: such a job runs only in a lane that does not restrict workflows.
 */
export function runnerWorkflow({ workflow }: JobClaims): string | undefined {
  return workflow;
}
