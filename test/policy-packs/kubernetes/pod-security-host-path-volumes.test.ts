import { podSecurityHostPathVolumes } from "../../../policy-packs/kubernetes/rules/pod-security-host-path-volumes";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, deployment, pod, SECRET, secret, UNKNOWN } from "./builders";

const volumes = (...all: unknown[]) => pod({ volumes: all });
const bad = volumes({ name: "logs", hostPath: { path: "/var/log" } });

describeRule(podSecurityHostPathVolumes, {
  pass: [
    { resource: pod() },
    {
      resource: volumes({ name: "a", emptyDir: {} }, { name: "b" }, { name: "c", hostPath: null }),
    },
  ],
  fail: [
    { resource: bad, expect: [{ path: "spec.volumes[0].hostPath" }] },
    {
      resource: volumes(UNKNOWN, { name: "a", hostPath: {} }),
      expect: [{ path: "spec.volumes[1].hostPath" }],
    },
    {
      resource: deployment({ volumes: [{ name: "a", hostPath: { path: "/" } }] }),
      settings: { "podSecurity.level": "baseline" },
      expect: [{ path: "spec.template.spec.volumes[0].hostPath" }],
    },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    { resource: volumes(UNKNOWN), expect: [{ path: "spec.volumes[0]" }] },
    { resource: pod({ volumes: UNKNOWN }), expect: [{ path: "spec.volumes" }] },
  ],
  secretBearing: {
    resource: secret(volumes({ name: SECRET, hostPath: {} }), "spec.volumes[0].name"),
  },
  malformed: { resource: pod({ volumes: { a: { hostPath: 1 } } }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
