import type { WorkflowRule } from "../rule";
import { runsUntrusted } from "../triggers";
import type { Placed } from "../workflow";

export const privilegedLane: WorkflowRule = {
  name: "privileged-lane",
  severity: "high",
  title: "A job that proposed changes can start must run in the untrusted lane.",
  check(workflow) {
    if (!runsUntrusted(workflow)) return [];
    return workflow.jobs.flatMap(({ name, runsOn, matrix }) =>
      runsOn && !isUntrustedLane(runsOn, matrix)
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

/** A group or label decides where a job runs; an expression could name any, but for a list beside it. */
function isUntrustedLane({ value }: Placed, matrix: Placed | undefined): boolean {
  const { group, labels } = (
    typeof value === "object" && value !== null && !Array.isArray(value) ? value : { labels: value }
  ) as { group?: unknown; labels?: unknown };
  const words = [group, labels]
    .flat()
    .flatMap((word) => fromMatrix(word, matrix))
    .filter((word) => word !== undefined && word !== "self-hosted");
  return (
    words.length > 0 &&
    words.every(
      (word) => typeof word === "string" && (HOSTED.test(word) || UNTRUSTED_LANE.test(word)),
    )
  );
}

/** What `${{ matrix.NAME }}` can be where the matrix is written out; anything else is itself. */
function fromMatrix(word: unknown, matrix: Placed | undefined): unknown[] {
  const [, name = ""] = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(String(word)) ?? [];
  const written = matrix?.value as Readonly<Record<string, unknown>> | undefined;
  if (name === "" || typeof written !== "object") return [word];
  const included = Array.isArray(written["include"]) ? written["include"] : [];
  const values = [written[name], ...included.map((each) => each?.[name])].flat();
  return values.filter((each) => each !== undefined);
}
