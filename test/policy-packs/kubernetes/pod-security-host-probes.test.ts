import { podSecurityHostProbes } from "../../../policy-packs/kubernetes/rules/pod-security-host-probes";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, podOf, SECRET, secret, UNKNOWN } from "./builders";

const bad = podOf({ livenessProbe: { httpGet: { host: "10.0.0.1", port: 80 } } });

describeRule(podSecurityHostProbes, {
  pass: [
    { resource: pod() },
    {
      resource: podOf({
        livenessProbe: { httpGet: { port: 80 } },
        readinessProbe: { tcpSocket: { host: "", port: 80 } },
        lifecycle: { preStop: { exec: { command: ["stop"] } } },
      }),
    },
    { resource: bad, settings: { "podSecurity.version": "v1.33" } },
  ],
  fail: [
    { resource: bad, expect: [{ path: "spec.containers[0].livenessProbe.httpGet.host" }] },
    ...["readinessProbe", "startupProbe"].map((probe) => ({
      resource: podOf({ [probe]: { tcpSocket: { host: "db" } } }),
      expect: [{ path: `spec.containers[0].${probe}.tcpSocket.host` }],
    })),
    ...["postStart", "preStop"].map((hook) => ({
      resource: podOf({ lifecycle: { [hook]: { httpGet: { host: "db" } } } }),
      expect: [{ path: `spec.containers[0].lifecycle.${hook}.httpGet.host` }],
    })),
    {
      resource: podOf({
        livenessProbe: { httpGet: { host: "10.0.0.1", port: 80 } },
        readinessProbe: {},
        startupProbe: {},
        lifecycle: {},
      }),
      expect: [{ path: "spec.containers[0].livenessProbe.httpGet.host" }],
    },
    {
      resource: podOf({
        readinessProbe: { tcpSocket: { host: "db" } },
        startupProbe: { httpGet: { host: "db" } },
        lifecycle: {
          postStart: { httpGet: { host: "db" } },
          preStop: { tcpSocket: { host: "db" } },
        },
      }),
      expect: [
        { path: "spec.containers[0].readinessProbe.tcpSocket.host" },
        { path: "spec.containers[0].startupProbe.httpGet.host" },
        { path: "spec.containers[0].lifecycle.postStart.httpGet.host" },
        { path: "spec.containers[0].lifecycle.preStop.tcpSocket.host" },
      ],
    },
    {
      resource: bad,
      settings: { "podSecurity.version": "v1.34", "podSecurity.level": "baseline" },
    },
    { resource: bad, settings: { "podSecurity.version": "latest" } },
  ],
  notApplicable: [{ resource: BUCKET }],
  unknown: {
    resource: podOf({ startupProbe: UNKNOWN }),
    expect: [{ path: "spec.containers[0].startupProbe" }],
  },
  secretBearing: {
    resource: secret(
      podOf({ livenessProbe: { httpGet: { host: SECRET } } }),
      "spec.containers[0].livenessProbe.httpGet.host",
    ),
  },
  malformed: { resource: podOf({ livenessProbe: [], lifecycle: "x" }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
