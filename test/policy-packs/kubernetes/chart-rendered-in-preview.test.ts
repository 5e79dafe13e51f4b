import { chartRenderedInPreview } from "../../../policy-packs/kubernetes/rules/chart-rendered-in-preview";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret } from "./builders";

const release = object(
  "helm.sh/v3:Release",
  { chart: "nginx", values: { token: SECRET } },
  { name: "nginx" },
);
const chart = object(
  "helm.sh/v4:Chart",
  {},
  { name: "kyverno", urn: "urn:pulumi:s::p::kubernetes:helm.sh/v4:Chart::kyverno" },
);
const child = (parent: string) => object("apps/v1:Deployment", {}, { name: "child", parent });
const bad = { resource: release };

describeRule(chartRenderedInPreview, {
  pass: [
    { resources: [{ type: chart.type, name: "web", props: {} }, child("web")] },
    { resources: [chart, child("kyverno")] },
    { resources: [child(chart.urn!), chart] },
  ],
  fail: [{ ...bad, expect: [{ path: "", resource: "nginx" }] }, { resources: [release, chart] }],
  notApplicable: [{ resource: BUCKET }, { resource: object("core/v1:Pod", {}) }],
  unknown: [
    { resource: chart, expect: [{ path: "", resource: chart.urn! }] },
    { resources: [chart, child("other")] },
    {
      resources: [
        chart,
        object("sandbox.airside.dev/v1:UnrenderedChart", {}, { name: "web", parent: "kyverno" }),
      ],
    },
  ],
  secretBearing: { resource: secret(release, "values.token") },
  malformed: { resource: object("helm.sh/v3:Release", { chart: 1 }) },
  excepted: bad,
  expired: bad,
});
