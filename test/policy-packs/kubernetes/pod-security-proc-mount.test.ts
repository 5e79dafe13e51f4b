import { podSecurityProcMount } from "../../../policy-packs/kubernetes/rules/pod-security-proc-mount";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, podWithSecret, secured, UNKNOWN } from "./builders";

const bad = secured({ procMount: "Unmasked" });
const inUserNamespace = (hostUsers: unknown) => secured({ procMount: "Unmasked" }, { hostUsers });
const baseline = (version: string) => ({
  "podSecurity.level": "baseline",
  "podSecurity.version": version,
});

describeRule(podSecurityProcMount, {
  pass: [
    { resource: pod() },
    { resource: secured({ procMount: "Default" }) },
    { resource: inUserNamespace(false), settings: baseline("v1.35") },
    { resource: inUserNamespace(false), settings: baseline("latest") },
  ],
  fail: [
    { resource: bad, expect: [{ path: "spec.containers[0].securityContext.procMount" }] },
    { resource: inUserNamespace(false) },
    { resource: inUserNamespace(false), settings: baseline("v1.34") },
    { resource: inUserNamespace(true), settings: baseline("v1.35") },
    { resource: secured({ procMount: "" }) },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: bad, settings: { "podSecurity.level": "privileged" } },
  ],
  unknown: [
    {
      resource: secured({ procMount: UNKNOWN }),
      expect: [{ path: "spec.containers[0].securityContext.procMount" }],
    },
    {
      resource: inUserNamespace(UNKNOWN),
      settings: baseline("v1.36"),
      expect: [{ path: "spec.hostUsers" }],
    },
  ],
  secretBearing: {
    resource: podWithSecret({ initContainers: [{ securityContext: { procMount: "Unmasked" } }] }),
  },
  malformed: { resource: secured({ procMount: ["Unmasked"] }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
