import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

import { readChart } from "../../../sandbox/providers/charts/chart";
import { chartAtHand } from "../../../sandbox/providers/charts/helm";
import { chartObjects } from "../../../sandbox/providers/charts/manifest";
import { unrendered } from "../../../sandbox/providers/charts/unrendered";
import { isSecret, secret, type Properties } from "../../../sandbox/providers/values";

const chart = (inputs: Properties = {}) => readChart("web", { chart: "./web", ...inputs });
const objects = (manifest: string, inputs: Properties = {}) =>
  chartObjects(manifest, chart({ namespace: "team", ...inputs }));

const ASSET = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17" };

describe("what a program asks of a chart", () => {
  it("names release and resources after the chart's resource where it does not say", () => {
    expect(chart()).toMatchObject({ release: "web", prefix: "web", namespace: "default" });
    expect(chart({ name: "r", resourcePrefix: "p" })).toMatchObject({ release: "r", prefix: "p" });
  });

  it("lays values over files, the later over the earlier, maps into each other", () => {
    const valueYamlFiles = [
      { ...ASSET, text: "a: { one: 1, two: 2 }\nlist: [1, 2]\n" },
      { ...ASSET, text: "a: { two: 3 }\n" },
    ];
    expect(chart({ valueYamlFiles, values: { list: [9], a: { three: null } } }).values).toEqual({
      a: { one: 1, two: 3, three: null },
      list: [9],
    });
  });

  it("knows every secret among them, those of a secret file and of a list too", () => {
    const valueYamlFiles = [secret({ ...ASSET, text: "token: t1\nport: 80\n" })];
    const values = { a: [secret("s1")], b: { c: secret({ d: "s2" }) }, plain: "p" };
    expect(chart({ valueYamlFiles, values }).secrets.toSorted()).toEqual(["80", "s1", "s2", "t1"]);
  });

  it("says which wishes are beyond the sandbox", () => {
    expect(chart({ postRenderer: { command: "x" }, verify: false }).beyond).toBe(
      "the sandbox does not do postRenderer",
    );
  });
});

describe("whether a chart is at hand", () => {
  const sandbox = mkdtempSync(join(tmpdir(), "airside-charts-"));
  afterAll(() => rmSync(sandbox, { recursive: true }));
  const why = (inputs: Properties) => {
    const found = chartAtHand(chart(inputs), sandbox);
    return "why" in found ? found.why : `found ${found.folder}`;
  };

  it.each([
    [{ chart: "oci://ghcr.io/a/b", version: "0.14.2" }, "charts/ghcr.io/a/b-0.14.2.tgz"],
    [
      {
        chart: "kyverno",
        version: "3.8.1",
        repositoryOpts: { repo: "https://k.github.io/charts/" },
      },
      "charts/k.github.io/charts/kyverno-3.8.1.tgz",
    ],
  ])("says where %j has to lie", (inputs, place) => {
    expect(why(inputs)).toBe(`the chart is not at hand; put it into ${join(sandbox, place)}`);
  });

  it.each([
    { chart: "oci://ghcr.io/a/b" },
    { chart: "oci://ghcr.io/a/b", version: "^1.0.0" },
    { chart: "oci://ghcr.io/a/../../../../etc/b", version: "1.0.0" },
    { chart: "nowhere", version: "1.0.0" },
  ])("has no place for %j", (inputs) => {
    expect(why(inputs)).toBe("the chart is not at hand; it names no exact version and source");
  });

  it("finds a chart by the program's own path", () => {
    const archive = join(sandbox, "own.tgz");
    writeFileSync(archive, "");
    expect(why({ chart: archive })).toMatch(/^found .*own\.tgz$|^there is no helm/);
  });
});

describe("what a chart renders", () => {
  it("is placed and named as the real provider does it", () => {
    const found = objects(
      [
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: a }",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: b }",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: c, namespace: other }",
        "# only a remark",
      ].join("\n---\n"),
    );
    expect(found.map(({ type, name }) => [type, name])).toEqual([
      ["kubernetes:core/v1:ServiceAccount", "web:team/a"],
      ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "web:b"],
      ["kubernetes:apps/v1:Deployment", "web:other/c"],
    ]);
    expect(found[0]?.inputs).toEqual({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "a", namespace: "team" },
    });
  });

  it("reads numbers, words and times as Go's YAML does", () => {
    const [found] = objects(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { mode: 0640, on: yes, at: 2026-01-02, ports: 22:22 }",
    );
    expect(found?.inputs["data"]).toEqual({
      mode: 416,
      true: true,
      at: "2026-01-02",
      ports: "22:22",
    });
  });

  it("comes after its namespace, its definition and what it names", () => {
    const found = objects(
      [
        "apiVersion: example.dev/v1\nkind: Widget\nmetadata: { name: w, namespace: made, annotations: { config.kubernetes.io/depends-on: /namespaces/made/Service/s } }",
        "apiVersion: v1\nkind: Namespace\nmetadata: { name: made }",
        "apiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: made }",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: d }\nspec: { group: example.dev, names: { kind: Widget } }",
      ].join("\n---\n"),
    );
    expect(found[0]?.after).toEqual([
      "/Namespace/made",
      "apiextensions.k8s.io/CustomResourceDefinition/d",
      "/namespaces/made/Service/s",
    ]);
  });

  it("is refused where it names what is not there, or is no object", () => {
    const foreign =
      "apiVersion: v1\nkind: Pod\nmetadata: { name: p, annotations: { config.kubernetes.io/depends-on: /Node/n } }";
    expect(() => objects(foreign)).toThrow(
      "/namespaces/team/Pod/p depends on /Node/n, which is no object of the same chart",
    );
    expect(() => objects("kind: Pod\nmetadata: { name: p }")).toThrow(
      "every object of a chart must have apiVersion, kind and metadata.name, got Pod",
    );
    expect(() => objects("- a\n")).toThrow("the chart renders something that is no object");
    expect(() => objects("a: [")).toThrow(/^the chart renders no YAML: /);
  });

  it("hides what a Secret holds, and a secret value wherever it went", () => {
    const manifest = [
      "apiVersion: v1\nkind: Secret\nmetadata: { name: s, annotations: { a: open } }\ndata: { x: eA== }\ntype: Opaque",
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, labels: { l: s3cret } }\ndata: { url: "u:s3cret@h", code: ${Buffer.from("s3cret").toString("base64")}, open: fine }`,
    ].join("\n---\n");
    const [held, spread] = objects(manifest, { values: { password: secret("s3cret") } });
    expect(isSecret(held?.inputs["data"])).toBe(true);
    expect(held?.inputs["type"]).toBe("Opaque");
    const { metadata, data } = spread!.inputs as Record<string, Properties>;
    const labels = metadata!["labels"] as Properties;
    expect([labels["l"], data!["url"], data!["code"]].map(isSecret)).toEqual([true, true, true]);
    expect(data!["open"]).toBe("fine");
  });
});

it("stands for an unrendered chart with every text among its values secret", () => {
  const values = { replicas: 2, on: true, name: "n", pin: secret(1234), list: [{ a: "b" }] };
  const { inputs } = unrendered(chart({ version: "1.0.0", values }));
  const shown = (inputs["spec"] as Properties)["values"] as Properties;
  expect(shown["replicas"]).toBe(2);
  expect(shown["on"]).toBe(true);
  expect([shown["name"], shown["pin"]].map(isSecret)).toEqual([true, true]);
  expect(isSecret((shown["list"] as Properties[])[0]?.["a"])).toBe(true);
});
