import type { LaneDescription } from "../../components/runners/lane";
import type { ServiceContract } from "../../components/service/contract";

type Row = readonly string[];

/** What each lane takes, reaches and keeps. */
export function laneTable(lanes: readonly LaneDescription[]): string {
  return table(
    ["lane", "`runs-on: group:`", "takes", "reaches", "keeps"],
    lanes.map(({ lane, runnerGroup, workflows, reaches, keeps }) => [
      lane,
      `\`${runnerGroup}\``,
      typeof workflows === "string"
        ? workflows
        : workflows.map((each) => `\`${each}\``).join("<br>"),
      typeof reaches === "string"
        ? reaches
        : `DNS, ${reaches.map((each) => `\`${each}\``).join(", ")}`,
      keeps.startsWith("s3:") ? `\`${keeps}\`` : keeps,
    ]),
  );
}

/** Where each job of a service runs, by what starts it. */
export function jobTable(
  services: readonly ServiceContract[],
  lanes: readonly LaneDescription[],
): string {
  const group = (zone: string) => lanes.find(({ lane }) => lane === zone)!.runnerGroup;
  return table(
    ["repository", "what happens", "job", "runs in"],
    services.flatMap(({ repository, lanes: zones, environments }) => {
      const name = `\`${repository.owner}/${repository.name}\``;
      const job = (zone: string, event: string, what: string) =>
        zones.some((each) => each === zone) ? [[name, event, what, `\`${group(zone)}\``]] : [];
      const push = `push to ${repository.protectedBranches.join(", ")}`;
      return [
        ...job("untrusted", "pull request", "`ci/test`"),
        ...job("build", push, "`ci/build`"),
        ...job("release", push, "sign what was built"),
        ...environments.flatMap(({ name: environment, branch, tag }) =>
          job(
            "deploy",
            branch === undefined ? `push of a tag ${tag}` : `push to ${branch}`,
            `\`ci/deploy\`, after approval for ${environment}`,
          ),
        ),
      ];
    }),
  );
}

const table = (head: Row, rows: readonly Row[]) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
