import type { Workflow } from "./workflow";

/**
 * Events that run with the repository's own rights although somebody outside can cause them or decides
 * what they bring: https://docs.github.com/actions/reference/security/secure-use.
 */
export const PRIVILEGED_BY_OUTSIDERS = [
  "pull_request_target",
  "workflow_run",
  "issue_comment",
  "issues",
  "discussion",
  "discussion_comment",
  "fork",
  "watch",
] as const;

/** Events of proposed changes, whose code nobody has approved yet. */
const PROPOSED = ["pull_request", "pull_request_target", "pull_request_review", "merge_group"];

/** Whether somebody without write access decides what a run of this workflow does or reads. */
export function runsUntrusted({ triggers }: Workflow): boolean {
  return [...PROPOSED, ...PRIVILEGED_BY_OUTSIDERS].some((trigger) => triggers.has(trigger));
}

/** Whether a run publishes: on a release, a tag, or a branch that is named so. */
export function releases({ triggers }: Workflow): boolean {
  const push = triggers.get("push")?.value as { tags?: unknown; branches?: unknown } | null;
  if (triggers.has("release")) return true;
  if (typeof push !== "object" || push === null) return false;
  return "tags" in push || /release/i.test(JSON.stringify(push.branches ?? ""));
}
