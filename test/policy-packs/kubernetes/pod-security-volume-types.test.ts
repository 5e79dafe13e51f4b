import { podSecurityVolumeTypes } from "../../../policy-packs/kubernetes/rules/pod-security-volume-types";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, SECRET, secret, UNKNOWN } from "./builders";

const volumes = (...all: unknown[]) => pod({ volumes: all });
const bad = volumes({ name: "share", nfs: { server: "nfs", path: "/" } });
const SOURCES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

describeRule(podSecurityVolumeTypes, {
  pass: [
    { resource: pod() },
    { resource: volumes({ name: "without-a-source" }, { name: "n", hostPath: null }) },
    { resource: volumes({ name: "v", __defaults: [] }, "nfs", ["nfs"]) },
    { resource: volumes(...SOURCES.map((source) => ({ name: source, [source]: {} }))) },
    { resource: bad, settings: { "podSecurity.level": "baseline" } },
  ],
  fail: [
    { resource: bad, expect: [{ path: "spec.volumes[0].nfs" }] },
    {
      resource: volumes({ name: "a", hostPath: {} }, { name: "b", emptyDir: {}, gitRepo: {} }),
      expect: [{ path: "spec.volumes[0].hostPath" }, { path: "spec.volumes[1].gitRepo" }],
    },
    { resource: bad, settings: { "podSecurity.version": "v1.0" } },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    { resource: volumes({ name: "a", nfs: UNKNOWN }), expect: [{ path: "spec.volumes[0].nfs" }] },
    { resource: volumes(UNKNOWN), expect: [{ path: "spec.volumes[0]" }] },
  ],
  secretBearing: { resource: secret(volumes({ name: SECRET, nfs: {} }), "spec.volumes[0].name") },
  malformed: { resource: volumes(null, 1, "nfs", ["nfs"]) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
