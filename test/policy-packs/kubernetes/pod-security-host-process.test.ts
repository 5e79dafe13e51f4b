import { podSecurityHostProcess } from "../../../policy-packs/kubernetes/rules/pod-security-host-process";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, deployment, pod, podWithSecret, secured, UNKNOWN } from "./builders";

const hostProcess = (value: unknown) => ({ windowsOptions: { hostProcess: value } });
const bad = pod({ securityContext: hostProcess(true) });

describeRule(podSecurityHostProcess, {
  pass: [
    { resource: pod() },
    { resource: secured(hostProcess(false), { securityContext: hostProcess(false) }) },
    { resource: secured({ windowsOptions: { runAsUserName: "app" } }) },
  ],
  fail: [
    { resource: bad, expect: [{ path: "spec.securityContext.windowsOptions.hostProcess" }] },
    {
      resource: secured(hostProcess(true)),
      expect: [{ path: "spec.containers[0].securityContext.windowsOptions.hostProcess" }],
    },
    {
      resource: deployment({ securityContext: hostProcess(true) }),
      expect: [{ path: "spec.template.spec.securityContext.windowsOptions.hostProcess" }],
    },
    { resource: bad, settings: { "podSecurity.level": "baseline", "podSecurity.version": "v1.0" } },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: bad, settings: { "podSecurity.level": "privileged" } },
  ],
  unknown: {
    resource: secured({ windowsOptions: UNKNOWN }),
    expect: [{ path: "spec.containers[0].securityContext.windowsOptions" }],
  },
  secretBearing: { resource: podWithSecret({ securityContext: hostProcess(true) }) },
  malformed: { resource: pod({ securityContext: [], containers: "app" }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
