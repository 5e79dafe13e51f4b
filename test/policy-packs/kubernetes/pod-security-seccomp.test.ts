import { podSecuritySeccomp } from "../../../policy-packs/kubernetes/rules/pod-security-seccomp";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, SECRET, secret, secured, UNKNOWN } from "./builders";

const POD = "seccomp.security.alpha.kubernetes.io/pod";
const APP = "container.seccomp.security.alpha.kubernetes.io/app";
const profile = (type: unknown) => ({ seccompProfile: { type } });
const annotated = (key: string, value: unknown) => pod({}, { annotations: { [key]: value } });
const OLD = { "podSecurity.version": "v1.18" };
const bad = pod({ securityContext: profile("Unconfined") });

describeRule(podSecuritySeccomp, {
  pass: [
    { resource: annotated(POD, "runtime/default"), settings: OLD },

    { resource: pod() },
    { resource: secured(profile("Localhost"), { securityContext: profile("RuntimeDefault") }) },
    { resource: annotated(POD, "unconfined"), settings: { "podSecurity.version": "v1.19" } },
    { resource: annotated(POD, "docker/default"), settings: OLD },
    { resource: annotated(APP, "localhost/web"), settings: OLD },
    { resource: annotated(`${APP}-other`, "unconfined"), settings: OLD },
    { resource: bad, settings: OLD },
  ],
  fail: [
    {
      resource: annotated(POD, 1),
      settings: { "podSecurity.version": "v1.18" },
      expect: [{ path: `metadata.annotations["${POD}"]` }],
    },
    { resource: bad, expect: [{ path: "spec.securityContext.seccompProfile.type" }] },
    {
      resource: secured(profile("Unconfined"), { securityContext: profile("RuntimeDefault") }),
      settings: { "podSecurity.level": "baseline" },
      expect: [{ path: "spec.containers[0].securityContext.seccompProfile.type" }],
    },
    { resource: secured({ seccompProfile: {} }) },
    {
      resource: annotated(POD, "unconfined"),
      settings: OLD,
      expect: [{ path: `metadata.annotations["${POD}"]` }],
    },
    {
      resource: annotated(APP, ""),
      settings: OLD,
      expect: [{ path: `metadata.annotations["${APP}"]` }],
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: bad, settings: { "podSecurity.level": "privileged" } },
  ],
  unknown: [
    {
      resource: secured(profile(UNKNOWN)),
      expect: [{ path: "spec.containers[0].securityContext.seccompProfile.type" }],
    },
    { resource: annotated(POD, UNKNOWN), settings: OLD },
  ],
  secretBearing: {
    resource: secret(
      pod({ securityContext: profile(SECRET) }),
      "spec.securityContext.seccompProfile.type",
    ),
  },
  malformed: { resource: secured({ seccompProfile: "Unconfined" }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
