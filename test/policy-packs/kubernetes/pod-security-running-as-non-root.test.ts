import { podSecurityRunningAsNonRoot } from "../../../policy-packs/kubernetes/rules/pod-security-running-as-non-root";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, deployment, pod, podWithSecret, secured, UNKNOWN } from "./builders";

const nonRoot = { runAsNonRoot: true };
const root = { runAsNonRoot: false };
const OWN = "spec.containers[0].securityContext.runAsNonRoot";
const OF_POD = "spec.securityContext.runAsNonRoot";
const bad = pod();

describeRule(podSecurityRunningAsNonRoot, {
  pass: [
    { resource: secured(nonRoot) },
    { resource: pod({ securityContext: nonRoot }) },
    { resource: secured(root, { hostUsers: false }) },
    { resource: bad, settings: { "podSecurity.level": "baseline" } },
  ],
  fail: [
    { resource: bad, expect: [{ path: OWN }] },
    { resource: secured(root, { securityContext: nonRoot }), expect: [{ path: OWN }] },
    { resource: secured(nonRoot, { securityContext: root }), expect: [{ path: OF_POD }] },
    { resource: pod({ securityContext: root }), expect: [{ path: OF_POD }] },
    { resource: secured(root, { hostUsers: false }), settings: { "podSecurity.version": "v1.34" } },
    { resource: secured(root, { hostUsers: true }) },
    { resource: secured(undefined, { os: { name: "windows" } }) },
    { resource: secured(undefined), settings: { "podSecurity.version": "v1.0" } },
    {
      resource: deployment({ initContainers: [{ securityContext: UNKNOWN }] }),
      expect: [{ path: "spec.template.spec.containers[0].securityContext.runAsNonRoot" }],
    },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    { resource: secured({ runAsNonRoot: UNKNOWN }), expect: [{ path: OWN }] },

    {
      resource: secured({ runAsNonRoot: UNKNOWN }, { securityContext: nonRoot }),
      expect: [{ path: OWN }],
    },
    { resource: pod({ securityContext: UNKNOWN }), expect: [{ path: "spec.securityContext" }] },
    { resource: pod({ hostUsers: UNKNOWN }), expect: [{ path: "spec.hostUsers" }] },
  ],
  secretBearing: { resource: podWithSecret() },
  malformed: { resource: secured({ runAsNonRoot: "true" }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
