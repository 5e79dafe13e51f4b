import { podSecuritySelinux } from "../../../policy-packs/kubernetes/rules/pod-security-selinux";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, SECRET, secret, secured, UNKNOWN } from "./builders";

const options = (seLinuxOptions: unknown) => ({ seLinuxOptions });
const bad = pod({ securityContext: options({ type: "spc_t" }) });

describeRule(podSecuritySelinux, {
  pass: [
    ...["", "container_t", "container_init_t", "container_kvm_t"].flatMap((type) => [
      { resource: secured(options({ type })) },
      { resource: secured(options({ type })), settings: { "podSecurity.version": "v1.30" } },
    ]),

    { resource: pod() },
    { resource: secured(options({ level: "s0:c1" })) },
    { resource: secured(options({ type: "container_engine_t", user: "", role: "" })) },
    {
      resource: secured(options({ type: "container_kvm_t" })),
      settings: { "podSecurity.version": "v1.0" },
    },
  ],
  fail: [
    { resource: bad, expect: [{ path: "spec.securityContext.seLinuxOptions.type" }] },
    {
      resource: secured(options({ user: "system_u", role: "system_r" })),
      expect: [
        { path: "spec.containers[0].securityContext.seLinuxOptions.user" },
        { path: "spec.containers[0].securityContext.seLinuxOptions.role" },
      ],
    },
    {
      resource: secured(options({ type: "container_engine_t" })),
      settings: { "podSecurity.version": "v1.30" },
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: bad, settings: { "podSecurity.level": "privileged" } },
  ],
  unknown: [
    {
      resource: secured(options({ type: UNKNOWN })),
      expect: [{ path: "spec.containers[0].securityContext.seLinuxOptions.type" }],
    },
    { resource: pod({ securityContext: UNKNOWN }), expect: [{ path: "spec.securityContext" }] },
  ],
  secretBearing: {
    resource: secret(
      pod({ securityContext: options({ type: SECRET }) }),
      "spec.securityContext.seLinuxOptions.type",
    ),
  },
  malformed: { resource: secured(options("spc_t")) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
