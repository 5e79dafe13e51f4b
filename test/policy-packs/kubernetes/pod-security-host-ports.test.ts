import { podSecurityHostPorts } from "../../../policy-packs/kubernetes/rules/pod-security-host-ports";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, podOf, podWithSecret, UNKNOWN } from "./builders";

const ports = (...all: unknown[]) => podOf({ ports: all });
const bad = ports({ containerPort: 80, hostPort: 80 });

describeRule(podSecurityHostPorts, {
  pass: [
    {
      resource: pod({
        hostNetwork: true,
        ephemeralContainers: [{ name: "debug", ports: [{ containerPort: 80 }] }],
      }),
    },
    { resource: podOf({ ports: [{ containerPort: UNKNOWN }] }, { hostNetwork: false }) },

    { resource: podOf({ ports: [{ name: "none" }] }, { hostNetwork: true }) },
    { resource: pod() },
    { resource: ports({ containerPort: 80 }, { containerPort: 81, hostPort: 0 }) },
  ],
  fail: [
    {
      resource: podOf({ ports: [{ containerPort: 80, hostPort: 80 }] }, { hostNetwork: true }),
      expect: [{ path: "spec.containers[0].ports[0].hostPort" }],
    },
    {
      resource: podOf({ ports: [{ containerPort: 80, hostPort: UNKNOWN }] }, { hostNetwork: true }),
      expect: [{ path: "spec.containers[0].ports[0].hostPort" }],
    },

    {
      resource: podOf({ ports: [{ containerPort: 80 }] }, { hostNetwork: true }),
      expect: [{ path: "spec.containers[0].ports[0].hostPort" }],
    },
    { resource: bad, expect: [{ path: "spec.containers[0].ports[0].hostPort" }] },
    {
      resource: ports({ hostPort: UNKNOWN }, { hostPort: 443 }),
      expect: [{ path: "spec.containers[0].ports[1].hostPort" }],
    },
    { resource: ports({ hostPort: "80" }) },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: bad, settings: { "podSecurity.level": "privileged" } },
  ],
  unknown: [
    {
      resource: podOf({ ports: [{ containerPort: UNKNOWN }] }, { hostNetwork: true }),
      expect: [{ path: "spec.containers[0].ports[0].containerPort" }],
    },
    {
      resource: ports({ containerPort: 80, hostPort: UNKNOWN }),
      expect: [{ path: "spec.containers[0].ports[0].hostPort" }],
    },
    {
      resource: podOf({ ports: [{ containerPort: 80 }] }, { hostNetwork: UNKNOWN }),
      expect: [{ path: "spec.hostNetwork" }],
    },
  ],
  secretBearing: {
    resource: podWithSecret({ initContainers: [{ name: "a", ports: [{ hostPort: 1 }] }] }),
  },
  malformed: { resource: podOf({ ports: [null, "80", { hostPort: {} }] }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
