import { podSecurityApparmor } from "../../../policy-packs/kubernetes/rules/pod-security-apparmor";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, deployment, pod, SECRET, secret, secured, UNKNOWN } from "./builders";

const KEY = "container.apparmor.security.beta.kubernetes.io/app";
const profile = (type: unknown) => ({ appArmorProfile: { type } });
const annotated = (value: unknown) => pod({}, { annotations: { [KEY]: value, other: "x" } });
const bad = pod({ securityContext: profile("Unconfined") });

describeRule(podSecurityApparmor, {
  pass: [
    { resource: pod() },
    { resource: secured(profile("Localhost"), { securityContext: profile("RuntimeDefault") }) },
    { resource: secured({ appArmorProfile: null }) },
    ...["", null, "runtime/default", "localhost/web"].map((value) => ({
      resource: annotated(value),
    })),
  ],
  fail: [
    { resource: bad, expect: [{ path: "spec.securityContext.appArmorProfile.type" }] },
    {
      resource: secured(profile("Unconfined")),
      expect: [{ path: "spec.containers[0].securityContext.appArmorProfile.type" }],
    },
    { resource: secured({ appArmorProfile: {} }) },
    { resource: annotated(1), expect: [{ path: `metadata.annotations["${KEY}"]` }] },
    { resource: annotated("unconfined"), expect: [{ path: `metadata.annotations["${KEY}"]` }] },
    { resource: annotated("localhost") },
    {
      resource: deployment({}, { annotations: { [KEY]: "unconfined" } }),
      expect: [{ path: `spec.template.metadata.annotations["${KEY}"]` }],
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: bad, settings: { "podSecurity.level": "privileged" } },
  ],
  unknown: [
    { resource: pod({}, { annotations: UNKNOWN }), expect: [{ path: "metadata.annotations" }] },
    { resource: annotated(UNKNOWN), expect: [{ path: `metadata.annotations["${KEY}"]` }] },
    {
      resource: pod({ securityContext: { appArmorProfile: UNKNOWN } }),
      expect: [{ path: "spec.securityContext.appArmorProfile" }],
    },
  ],
  secretBearing: { resource: secret(annotated(SECRET), `metadata.annotations["${KEY}"]`) },
  malformed: { resource: pod({ securityContext: profile(1) }, { annotations: [KEY] }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
