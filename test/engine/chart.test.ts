import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, type TestContext } from "vitest";

import { findHelm } from "../../sandbox/providers/charts/helm";
import { editWorld, listWorld } from "../../sandbox/providers/world";
import { writeChart } from "../support/chart";
import { hasEngine, needEngine, Project, STACK } from "../support/engine";

/** A busy machine is no failure. */
const LONG = 180_000;
const AT_STACK = ["--stack", STACK];
const PASSWORD = "canary-password-5d1e8b3a";

const program = (chart: object) => `
const pulumi = require("@pulumi/pulumi");
const { Provider } = require("@pulumi/kubernetes/provider");
const { Namespace } = require("@pulumi/kubernetes/core/v1");
const helm = require("@pulumi/kubernetes/helm/v4");

module.exports = () => {
  const provider = new Provider("kubernetes", { context: "demo" });
  const team = new Namespace("team", { metadata: { name: "team" } }, { provider });
  const { values, ...chart } = ${JSON.stringify(chart)};
  const password = pulumi.secret(${JSON.stringify(PASSWORD)});
  const made = new helm.Chart(
    "sample",
    { ...chart, namespace: "team", values: { ...values, password } },
    { provider, dependsOn: [team] },
  );
  return { resources: made.resources.apply((all) => all.length) };
};
`;

function needHelm(context: TestContext): void {
  if (!findHelm()) context.skip("no helm here; npm run parts -- helm builds one");
}

const kinds = (project: Project) =>
  listWorld(project.sandbox)
    .map(({ type, id }) => `${type.replace("kubernetes:", "")} ${id}`)
    .sort();

describe("a Helm chart under the real engine", () => {
  let project: Project;
  beforeAll(async () => {
    if (!(await hasEngine())) return;
    project = await Project.create();
    await project.pulumi("stack", "init", STACK);
  }, LONG);
  afterAll(() => project?.remove());
  beforeEach(needEngine);
  const use = (chart: object) => project.writeProgram(program(chart));
  const done = async (...args: string[]) => {
    const ended = await project.pulumi(...args, ...AT_STACK);
    expect(ended, ended.printed).toMatchObject({ code: 0 });
    expect(ended.printed).not.toContain(PASSWORD);
    return ended.printed;
  };

  it(
    "that is not at hand is one resource that says what it stands for",
    async () => {
      use({
        chart: "oci://registry.example/charts/sample",
        version: "1.2.3",
        values: { a: { port: 80, name: "x" } },
      });
      const previewed = await done("preview", "--diff");
      expect(previewed).toContain("sample:unrendered");
      expect(previewed).toMatch(/chart +: "oci:\/\/registry\.example\/charts\/sample"/);
      expect(previewed).toMatch(/version *: "1\.2\.3"/);
      expect(previewed).toMatch(/name: \[secret\]/);
      expect(previewed).toMatch(/port: 80/);
      expect(previewed).toContain(
        `put it into ${project.sandbox}/charts/registry.example/charts/sample-1.2.3.tgz`,
      );
      await done("up", "--yes", "--skip-preview");
      expect(kinds(project)).toEqual([
        "core/v1:Namespace team",
        "sandbox.airside.dev/v1:UnrenderedChart team/sample",
      ]);
      await done("preview", "--expect-no-changes");
    },
    LONG,
  );

  it(
    "that lies in a folder is rendered: objects in the order they need, hooks left out",
    async (context) => {
      needHelm(context);
      use({ chart: writeChart(project.folder), values: { replicas: 2 } });
      const printed = await done("up", "--yes");
      expect(printed).toContain("resources: 1 => 6");
      expect(kinds(project)).toEqual([
        "apiextensions.k8s.io/v1:CustomResourceDefinition widgets.example.dev",
        "apps/v1:Deployment team/sample",
        "core/v1:ConfigMap team/notes",
        "core/v1:Namespace team",
        "core/v1:Secret team/sample",
        "core/v1:ServiceAccount team/sample",
        "example.dev/v1:Widget default/one",
      ]);
      const { resources = [] } = await project.state();
      const names = resources.map(({ urn }) => urn.split("::").at(-1));
      expect(names).toContain("sample:team/sample");
      expect(names).toContain("sample:widgets.example.dev");
      // No second one of a version that nobody asked for.
      expect(resources.filter(({ type }) => type === "pulumi:providers:kubernetes")).toHaveLength(
        1,
      );
    },
    LONG,
  );

  it(
    "has nothing to do when nothing has changed, and shows what was changed behind its back",
    async (context) => {
      needHelm(context);
      await done("preview", "--expect-no-changes");
      await done("refresh", "--yes", "--expect-no-changes");
      const [row] = listWorld(project.sandbox).filter(({ type }) => type.endsWith(":ConfigMap"));
      editWorld(project.sandbox, row!, { data: { note: "changed by hand" } });
      const drifted = await done("preview", "--refresh", "--diff");
      expect(drifted).toContain('note: "changed by hand" => "plain"');
      await done("up", "--refresh", "--yes", "--skip-preview");
    },
    LONG,
  );

  it(
    "updates the one object that a value reaches",
    async (context) => {
      needHelm(context);
      use({ chart: writeChart(project.folder), values: { replicas: 3 } });
      const printed = await done("preview");
      expect(printed).toMatch(/~ +kubernetes:apps\/v1:Deployment sample:team\/sample update/);
      expect(printed).toMatch(/~ 1 to update\n +\d+ unchanged/);
      await done("up", "--yes", "--skip-preview");
    },
    LONG,
  );

  it(
    "leaves no value that was secret in clear, wherever the chart has put it",
    async (context) => {
      needHelm(context);
      const files = readdirSync(project.sandbox, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      const words = [PASSWORD, Buffer.from(PASSWORD).toString("base64")];
      const spilt = files.filter((file) => words.some((word) => readFileSync(file).includes(word)));
      expect(files.length).toBeGreaterThan(3);
      expect(spilt).toEqual([]);
    },
    LONG,
  );

  it(
    "is refused in Helm's own words when it does not render",
    async (context) => {
      needHelm(context);
      const chart = writeChart(project.folder);
      writeFileSync(
        join(chart, "templates/bad.yaml"),
        '{{ fail (printf "no %s" .Values.password) }}',
      );
      use({ chart });
      const ended = await project.pulumi("preview", ...AT_STACK);
      rmSync(join(chart, "templates/bad.yaml"));
      expect(ended.code).not.toBe(0);
      expect(ended.printed).toMatch(/helm cannot render .*no \[secret\]/s);
      expect(ended.printed).not.toContain(PASSWORD);
    },
    LONG,
  );

  it(
    "is told apart from the one object in it that is wrong, and judged by every rule",
    async (context) => {
      needHelm(context);
      const chart = writeChart(project.folder);
      const bad = join(chart, "templates/bad.yaml");
      use({ chart });
      const judged = await project.airside(["preview", ...AT_STACK, "--json"]);
      const { findings } = JSON.parse(judged.stdout) as { findings: { rule: string }[] };
      expect(findings.map(({ rule }) => rule)).toContain("image-digest-pinned");
      writeFileSync(
        bad,
        "apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { oops: 1 }\n",
      );
      const ended = await project.airside(["preview", ...AT_STACK, "--json"]);
      rmSync(bad);
      expect(JSON.parse(ended.stdout).errors).toEqual([
        `sample:team/a: kubernetes:core/v1:Service resource 'sample:team/a' has a problem: unexpected property "spec.oops"`,
      ]);
    },
    LONG,
  );

  it(
    "is destroyed, but for what its author has marked to keep",
    async (context) => {
      needHelm(context);
      use({ chart: writeChart(project.folder), values: { replicas: 3 } });
      await done("destroy", "--yes");
      expect(kinds(project)).toEqual(["core/v1:ConfigMap team/notes"]);
      expect((await project.state()).resources ?? []).toEqual([]);
    },
    LONG,
  );
});
