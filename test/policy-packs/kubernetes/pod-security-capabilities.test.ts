import { podSecurityCapabilities } from "../../../policy-packs/kubernetes/rules/pod-security-capabilities";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, SECRET, secret, secured, UNKNOWN } from "./builders";

const adding = (...add: unknown[]) => secured({ capabilities: { add } });
const bad = adding("CHOWN", "SYS_ADMIN");

describeRule(podSecurityCapabilities, {
  pass: [
    {
      resource: adding(
        ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD"],
        ...["NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"],
      ),
    },

    { resource: pod() },
    { resource: adding() },
    { resource: adding("NET_BIND_SERVICE", "MKNOD", "SYS_CHROOT") },
  ],
  fail: [
    { resource: bad, expect: [{ path: "spec.containers[0].securityContext.capabilities.add[1]" }] },
    {
      resource: adding("ALL", UNKNOWN, "chown"),
      expect: [
        { path: "spec.containers[0].securityContext.capabilities.add[0]" },
        { path: "spec.containers[0].securityContext.capabilities.add[2]" },
      ],
    },
    { resource: secured({ capabilities: { add: "NET_RAW" } }) },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: bad, settings: { "podSecurity.namespaces": { default: "privileged" } } },
  ],
  unknown: {
    resource: adding("CHOWN", UNKNOWN),
    expect: [{ path: "spec.containers[0].securityContext.capabilities.add[1]" }],
  },
  secretBearing: {
    resource: secret(adding(SECRET), "spec.containers[0].securityContext.capabilities.add[0]"),
  },
  malformed: { resource: secured({ capabilities: ["ALL"] }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
