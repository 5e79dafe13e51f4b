import type { WorkflowRule } from "../rule";
import { PRIVILEGED_BY_OUTSIDERS } from "../triggers";
import type { Step } from "../workflow";

/** Ways to name the proposed code: the event's head, the merge ref, the run that came before. */
const PROPOSED_CODE =
  /github\.head_ref|github\.event\.(pull_request|workflow_run|issue|inputs|client_payload)\b|refs\/pull\/|\bgh\s+pr\s+(checkout|diff)|FETCH_HEAD|\bpull\/\S+\/(head|merge)/i;

export const untrustedCheckout: WorkflowRule = {
  name: "untrusted-checkout",
  severity: "high",
  title: "A workflow that holds the repository's rights must not check out proposed code.",
  check(workflow) {
    if (!PRIVILEGED_BY_OUTSIDERS.some((name) => workflow.triggers.has(name))) return [];
    return workflow.jobs
      .flatMap(({ steps }) => steps)
      .filter(bringsProposedCode)
      .map(({ line }) => ({
        line,
        value:
          "this step must not fetch proposed code in a run that holds the repository's rights; " +
          "build it under on: pull_request in the untrusted lane",
      }));
  },
};

function bringsProposedCode({ uses, run, with: inputs }: Step): boolean {
  if (run) return /\b(git|gh|hub)\b/.test(run.value) && PROPOSED_CODE.test(run.value);
  if (!uses || !/^actions\/(checkout|download-artifact)@/i.test(uses.value)) return false;
  // A download by run id brings what the untrusted run made.
  const read = [inputs["ref"], inputs["repository"], inputs["run-id"]];
  return read.some((input) => PROPOSED_CODE.test(String(input?.value ?? "")));
}
