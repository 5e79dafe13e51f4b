import { podSecuritySeccompRestricted } from "../../../policy-packs/kubernetes/rules/pod-security-seccomp-restricted";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, SECRET, secret, secured, UNKNOWN } from "./builders";

const profile = (type: unknown) => ({ seccompProfile: { type } });
const OWN = "spec.containers[0].securityContext.seccompProfile.type";
const OF_POD = "spec.securityContext.seccompProfile.type";
const bad = pod();

describeRule(podSecuritySeccompRestricted, {
  pass: [
    { resource: secured(profile("Localhost")) },
    { resource: pod({ securityContext: profile("RuntimeDefault") }) },
    { resource: bad, settings: { "podSecurity.version": "v1.18" } },
    { resource: bad, settings: { "podSecurity.level": "baseline" } },
    { resource: pod({ os: { name: "windows" } }), settings: { "podSecurity.version": "v1.25" } },
  ],
  fail: [
    { resource: bad, expect: [{ path: OWN }] },
    {
      resource: secured(profile("Unconfined"), { securityContext: profile("RuntimeDefault") }),
      expect: [{ path: OWN }],
    },
    {
      resource: secured(profile("RuntimeDefault"), { securityContext: profile("Unconfined") }),
      expect: [{ path: OF_POD }],
    },
    { resource: pod({ securityContext: { seccompProfile: {} } }), expect: [{ path: OF_POD }] },
    { resource: pod({ os: { name: "windows" } }), settings: { "podSecurity.version": "v1.24" } },
    { resource: bad, settings: { "podSecurity.version": "v1.19" } },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    { resource: secured(profile(UNKNOWN)), expect: [{ path: OWN }] },
    { resource: pod({ securityContext: profile(UNKNOWN) }), expect: [{ path: OF_POD }] },
    {
      resource: secured({ seccompProfile: UNKNOWN }),
      expect: [{ path: "spec.containers[0].securityContext.seccompProfile" }],
    },
  ],
  secretBearing: { resource: secret(secured(profile(SECRET)), OWN) },
  malformed: { resource: secured({ seccompProfile: ["RuntimeDefault"] }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
