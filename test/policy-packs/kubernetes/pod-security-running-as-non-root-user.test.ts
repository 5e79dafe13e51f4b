import { podSecurityRunningAsNonRootUser } from "../../../policy-packs/kubernetes/rules/pod-security-running-as-non-root-user";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, podWithSecret, secured, UNKNOWN } from "./builders";

const bad = secured({ runAsUser: 0 });

describeRule(podSecurityRunningAsNonRootUser, {
  pass: [
    { resource: pod() },
    { resource: secured({ runAsUser: 1000 }, { securityContext: { runAsUser: 1 } }) },
    { resource: secured({ runAsUser: 0 }, { hostUsers: false }) },
    { resource: bad, settings: { "podSecurity.version": "v1.22" } },
    { resource: bad, settings: { "podSecurity.level": "baseline" } },
  ],
  fail: [
    { resource: secured({ runAsUser: "1000" }) },

    { resource: bad, expect: [{ path: "spec.containers[0].securityContext.runAsUser" }] },
    {
      resource: secured({ runAsUser: 5 }, { securityContext: { runAsUser: 0 } }),
      expect: [{ path: "spec.securityContext.runAsUser" }],
    },
    {
      resource: secured({ runAsUser: 0 }, { hostUsers: false }),
      settings: { "podSecurity.version": "v1.34" },
    },
    { resource: bad, settings: { "podSecurity.version": "v1.23" } },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    {
      resource: secured({ runAsUser: UNKNOWN }),
      expect: [{ path: "spec.containers[0].securityContext.runAsUser" }],
    },
    {
      resource: secured({ runAsUser: 0 }, { hostUsers: UNKNOWN }),
      expect: [{ path: "spec.hostUsers" }],
    },
  ],
  secretBearing: { resource: podWithSecret({ securityContext: { runAsUser: 0 } }) },
  malformed: { resource: secured({ runAsUser: "0" }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
