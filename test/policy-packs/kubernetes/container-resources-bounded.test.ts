import { containerResourcesBounded } from "../../../policy-packs/kubernetes/rules/container-resources-bounded";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, podOf, SECRET, secret, UNKNOWN } from "./builders";

const bounds = (cpu: unknown, memory: unknown, limit: unknown) => ({
  resources: { requests: { cpu, memory }, limits: { memory: limit } },
});
const good = bounds("100m", "64Mi", "128Mi");
const bad = pod();

describeRule(containerResourcesBounded, {
  pass: [
    { resource: podOf(good) },
    { resource: podOf(bounds(1, 1e9, "1.5Gi")) },
    { resource: pod(good) },
    { resource: podOf(good, { ephemeralContainers: [{ name: "debug" }] }) },
  ],
  fail: [
    {
      resource: podOf(bounds("100m", "0", "1Gi"), { resources: good.resources }),
      expect: [{ path: "spec.containers[0].resources.requests.memory" }],
    },
    ...[["100m"], "100 much1"].map((cpu) => ({
      resource: podOf(bounds(cpu, "64Mi", "1Gi")),
      expect: [{ path: "spec.containers[0].resources.requests.cpu" }],
    })),
    {
      resource: podOf(bounds("0e5", "64Mi", "1Gi")),
      expect: [{ path: "spec.containers[0].resources.requests.cpu" }],
    },
    {
      resource: podOf(bounds("much", "64Mi", "1Gi")),
      expect: [{ path: "spec.containers[0].resources.requests.cpu" }],
    },
    {
      resource: podOf(bounds(true, "64Mi", "1Gi")),
      expect: [{ path: "spec.containers[0].resources.requests.cpu" }],
    },

    {
      resource: bad,
      expect: [
        { path: "spec.containers[0].resources.requests.cpu" },
        { path: "spec.containers[0].resources.requests.memory" },
        { path: "spec.containers[0].resources.limits.memory" },
      ],
    },
    {
      resource: podOf(bounds("100m", "64Mi", "0")),
      expect: [{ path: "spec.containers[0].resources.limits.memory" }],
    },
    {
      resource: podOf(good, { initContainers: [bounds("1", undefined, "1Gi")] }),
      expect: [{ path: "spec.initContainers[0].resources.requests.memory" }],
    },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    {
      resource: podOf(bounds("1", "1Gi", UNKNOWN)),
      expect: [{ path: "spec.containers[0].resources.limits.memory" }],
    },
    {
      resource: podOf(bounds("1", "1Gi", undefined), { resources: UNKNOWN }),
      expect: [{ path: "spec.resources" }],
    },
  ],
  secretBearing: {
    resource: secret(
      podOf(bounds(SECRET, "1Gi", "1Gi")),
      "spec.containers[0].resources.requests.cpu",
    ),
  },
  malformed: { resource: podOf({ resources: "small" }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
