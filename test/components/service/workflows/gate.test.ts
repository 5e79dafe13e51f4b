import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { renderGate } from "../../../../components/service/workflows/gate";
import { workflowErrors } from "../../../support/parse-workflow";

const files = renderGate({
  groups: {
    untrusted: "airside-untrusted",
    build: "airside-build",
    release: "airside-release",
    deploy: "airside-deploy",
  },
  repository: "acme/delivery-gate",
});
const workflow = (lane: string) => parse(files[`.github/workflows/${lane}.yml`]!);
interface Job {
  readonly if: string;
  readonly "runs-on": object;
  readonly "timeout-minutes": number;
  readonly permissions: object;
  readonly steps: readonly {
    readonly run?: string;
    readonly uses?: string;
    readonly env?: Readonly<Record<string, string>>;
  }[];
}
const jobs = ["build", "release", "deploy"].flatMap((lane) =>
  Object.entries<Job>(workflow(lane).jobs).map(([id, job]) => ({ lane, id, job })),
);

describe("the gate's workflows", () => {
  it("are one a lane, and GitHub's own parser takes them", async () => {
    expect(Object.keys(files)).toEqual([
      ".github/workflows/build.yml",
      ".github/workflows/release.yml",
      ".github/workflows/deploy.yml",
    ]);
    for (const [name, text] of Object.entries(files)) {
      expect(await workflowErrors(name, text)).toEqual([]);
    }
    expect(await workflowErrors("no.yml", "on: push\njobs: {a: {runs: x}}")).not.toEqual([]);
  });

  it("can be called and nothing else, and grant nothing at their top", () => {
    for (const lane of ["build", "release", "deploy"]) {
      const { on, permissions } = workflow(lane);
      expect(Object.keys(on)).toEqual(["workflow_call"]);
      expect(permissions).toEqual({});
    }
  });

  it.each(jobs)("$lane: $id is in its lane, for pushes alone, bounded in time", ({ lane, job }) => {
    expect(job["runs-on"]).toEqual({ group: `airside-${lane}` });
    expect(job.if).toMatch(/^github\.event_name == 'push'( && |$)/);
    expect(job["timeout-minutes"]).toBeLessThan(60);
  });

  it.each(jobs)("$lane: $id asks first whether the commit is merged", ({ job }) => {
    const { run, env } = job.steps[0]!;
    expect(env?.["DEFAULT_BRANCH"]).toBe("${{ github.event.repository.default_branch }}");
    expect(run).toContain("identical | behind) ;;");
    expect(run).toContain("exit 1");
  });

  it("give each job exactly these rights", () => {
    expect(jobs.map(({ id, job }) => [id, job.permissions])).toEqual([
      ["build", { contents: "read" }],
      [
        "archive",
        {
          contents: "read",
          "id-token": "write",
          attestations: "write",
          "artifact-metadata": "write",
        },
      ],
      [
        "images",
        {
          contents: "read",
          "id-token": "write",
          attestations: "write",
          "artifact-metadata": "write",
          packages: "write",
        },
      ],
      ["deploy", { contents: "read", "id-token": "write", attestations: "read", packages: "read" }],
    ]);
  });

  it("use these actions by commit, and run nothing of the repository where they sign", () => {
    const actions = (lane: string) =>
      jobs
        .filter((each) => each.lane === lane)
        .flatMap(({ job }) => job.steps.flatMap(({ uses }) => uses ?? []));
    const all = ["build", "release", "deploy"].flatMap(actions);
    expect(all.filter((uses) => !/^[\w/-]+@[0-9a-f]{40}$/.test(uses))).toEqual([]);
    const named = (lane: string) => [...new Set(actions(lane).map((uses) => uses.split("@")[0]))];
    expect(named("build")).toEqual(["actions/checkout", "actions/upload-artifact"]);
    expect(named("release")).toEqual(["actions/download-artifact", "actions/attest"]);
    expect(named("deploy")).toEqual([
      "actions/checkout",
      "actions/download-artifact",
      "aws-actions/configure-aws-credentials",
    ]);
    expect(files[".github/workflows/release.yml"]).not.toMatch(/ci\//);
  });

  it("deploy only what the gate's own release workflow signed for this very commit", () => {
    const steps: { name: string; run?: string }[] = workflow("deploy").jobs.deploy.steps;
    const names = steps.map(({ name }) => name);
    expect(names.indexOf("refuse what the release lane has not signed")).toBeLessThan(
      names.indexOf("assume the role"),
    );
    expect(steps.find(({ name }) => name.startsWith("refuse what"))!.run).toContain(
      "--signer-workflow acme/delivery-gate/.github/workflows/release.yml \\\n" +
        '    --source-digest "$GITHUB_SHA" --source-ref "$GITHUB_REF"\n',
    );
    expect(workflow("deploy").jobs.deploy.environment).toBe("${{ inputs.environment }}");
  });

  it("write no input into a script", () => {
    for (const { job } of jobs) {
      for (const { run = "" } of job.steps) expect(run).not.toContain("${{");
    }
  });
});
