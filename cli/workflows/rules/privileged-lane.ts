import type { WorkflowRule } from "../rule";
import { runsUntrusted } from "../triggers";
import type { Placed } from "../workflow";

export const privilegedLane: WorkflowRule = {
  name: "privileged-lane",
  severity: "high",
  title: "A job that proposed changes can start must run in the untrusted lane.",
  check(workflow) {
    if (!runsUntrusted(workflow)) return [];
    return workflow.jobs.flatMap(({ name, runsOn }) =>
      runsOn && !isUntrustedLane(runsOn)
        ? [
            {
              line: runsOn.line,
              value:
                `job ${name} must run on a runner that GitHub hosts or in the untrusted lane, ` +
                `not on ${JSON.stringify(runsOn.value)}: proposed changes start it`,
            },
          ]
        : [],
    );
  },
};

const HOSTED = /^(ubuntu|windows|macos)-[\w.-]+$/;
const UNTRUSTED_LANE = /^(.+-)?untrusted(-.+)?$/;

/** A group or label decides where a job runs; an expression could name any. */
function isUntrustedLane({ value }: Placed): boolean {
  const { group, labels } = (
    typeof value === "object" && value !== null && !Array.isArray(value) ? value : { labels: value }
  ) as { group?: unknown; labels?: unknown };
  const words = [group, labels]
    .flat()
    .filter((word) => word !== undefined && word !== "self-hosted");
  return (
    words.length > 0 &&
    words.every(
      (word) => typeof word === "string" && (HOSTED.test(word) || UNTRUSTED_LANE.test(word)),
    )
  );
}
