import { runtimeDetectionEnabled } from "../../../policy-packs/kubernetes/rules/runtime-detection-enabled";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

import { CLUSTER } from "./platform";

const falco = object(
  "apps/v1:DaemonSet",
  { metadata: { labels: { "app.kubernetes.io/name": "falco" } } },
  { name: "falco" },
);
const forwarder = object("apps/v1:Deployment", {
  metadata: { labels: { "app.kubernetes.io/name": "falcosidekick" } },
});
const OUT = "http_output: { enabled: true, url: https://alerts.acme.dev/falco }";
const config = (...lines: unknown[]) =>
  object("core/v1:ConfigMap", { data: { "falco.yaml": lines.join("\n") } }, { name: "config" });
const files = (...refs: string[]) =>
  object(
    "core/v1:ConfigMap",
    { data: { "falcoctl.yaml": `artifact: { install: { refs: [${refs.join(", ")}] } }` } },
    { name: "falcoctl" },
  );
const ENGINE = "engine: { kind: modern_ebpf }";
const good = [CLUSTER, falco, config(ENGINE, OUT)];
const bad = { resources: [CLUSTER] };
const PICKED =
  "rules: [{ disable: { tag: '*' } }, { enable: { rule: Terminal shell in container } }]";

describeRule(runtimeDetectionEnabled, {
  pass: [
    { resources: good },
    { resources: [...good, files("falco-rules:5.1.0", `falco-rules@sha256:${"0".repeat(64)}`)] },
    {
      resources: [
        CLUSTER,
        falco,
        config(ENGINE, OUT, PICKED),
        files("falco-incubating-rules:6.0.1"),
      ],
    },
    {
      resources: [
        CLUSTER,
        falco,
        forwarder,
        config(ENGINE, "http_output: { enabled: true, url: 'http://sidekick:2801' }"),
      ],
    },
  ],
  fail: [
    {
      resources: [CLUSTER, config(ENGINE, OUT)],
      expect: [
        { path: "", message: 'The cluster "main" holds no Falco DaemonSet; install Falco.' },
      ],
    },
    {
      resources: [CLUSTER, falco],
      expect: [
        {
          path: "",
          message: 'The cluster "main" holds no ConfigMap with falco.yaml; install Falco.',
        },
      ],
    },
    {
      resources: [
        CLUSTER,
        falco,
        config(ENGINE, "http_output: { enabled: true, url: 'http://sink.falco.svc/a.b' }"),
      ],
    },

    { ...bad, expect: [{ path: "", resource: "main" }] },
    { resources: [CLUSTER, falco], expect: [{ path: "" }] },
    {
      resources: [CLUSTER, falco, config("engine: { kind: ebpf }", OUT)],
      expect: [{ path: 'data["falco.yaml"].engine.kind', resource: "config" }],
    },
    {
      resources: [CLUSTER, falco, config(ENGINE)],
      expect: [{ path: 'data["falco.yaml"].http_output' }],
    },
    {
      resources: [
        CLUSTER,
        falco,
        config(ENGINE, "http_output: { enabled: true, url: 'http://sidekick:2801' }"),
      ],
    },
    {
      resources: [...good, files("falco-rules:5")],
      expect: [{ path: 'data["falcoctl.yaml"]', resource: "falcoctl" }],
    },
    { resources: [...good, files("falco-sandbox-rules:6.1.0")] },
  ],
  notApplicable: [{ resource: BUCKET }, { resource: config("engine: { kind: ebpf }") }],
  unknown: {
    resources: [CLUSTER, falco, object("core/v1:ConfigMap", { data: { "falco.yaml": UNKNOWN } })],
    expect: [{ path: 'data["falco.yaml"]' }],
  },
  secretBearing: {
    resources: [
      CLUSTER,
      falco,
      secret(config(`engine: { kind: ${SECRET} }`), 'data["falco.yaml"]'),
    ],
  },
  malformed: { resources: [CLUSTER, falco, config("{"), files("[")] },
  excepted: bad,
  expired: bad,
});
