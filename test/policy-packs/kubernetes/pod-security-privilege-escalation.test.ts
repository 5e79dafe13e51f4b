import { podSecurityPrivilegeEscalation } from "../../../policy-packs/kubernetes/rules/pod-security-privilege-escalation";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, deployment, object, podWithSecret, secured, UNKNOWN } from "./builders";

const bad = secured({ allowPrivilegeEscalation: true });
const windows = { os: { name: "windows" } };
const good = { allowPrivilegeEscalation: false };

describeRule(podSecurityPrivilegeEscalation, {
  pass: [
    { resource: secured(good) },
    { resource: bad, settings: { "podSecurity.version": "v1.7" } },
    { resource: bad, settings: { "podSecurity.level": "baseline" } },
    { resource: secured({}, windows), settings: { "podSecurity.version": "v1.25" } },
    { resource: object("apps/v1:DeploymentPatch", { spec: { replicas: 3 } }) },
  ],
  fail: [
    {
      resource: bad,
      expect: [{ path: "spec.containers[0].securityContext.allowPrivilegeEscalation" }],
    },
    {
      resource: deployment({ initContainers: [{ name: "init", securityContext: good }] }),
      expect: [
        { path: "spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation" },
      ],
    },
    { resource: secured({}, windows), settings: { "podSecurity.version": "v1.24" } },
    { resource: secured({}, { os: { name: "linux" } }) },
    { resource: bad, settings: { "podSecurity.version": "v1.8" } },
    {
      resource: object("apps/v1:Deployment", {}),
      expect: [{ path: "spec.template.spec.containers" }],
    },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    {
      resource: secured({ allowPrivilegeEscalation: UNKNOWN }),
      expect: [{ path: "spec.containers[0].securityContext.allowPrivilegeEscalation" }],
    },
    { resource: secured({}, { os: UNKNOWN }), expect: [{ path: "spec.os" }] },
  ],
  secretBearing: { resource: podWithSecret() },
  malformed: { resource: secured({ allowPrivilegeEscalation: "false" }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
