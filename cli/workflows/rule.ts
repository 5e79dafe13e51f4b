import type { Placed, Workflow } from "./workflow";

/** One thing in a workflow file that breaks lane separation. */
export type WorkflowProblem = Placed<string>;

/** A requirement on workflow files. */
export interface WorkflowRule {
  readonly name: string;
  readonly severity: "high" | "medium";
  /** A full sentence with "must". */
  readonly title: string;
  check(workflow: Workflow): WorkflowProblem[];
}
