import { podSecurityCapabilitiesRestricted } from "../../../policy-packs/kubernetes/rules/pod-security-capabilities-restricted";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, pod, SECRET, secret, secured, UNKNOWN } from "./builders";

const capabilities = (value: unknown) => secured({ capabilities: value });
const DROP = "spec.containers[0].securityContext.capabilities.drop";
const bad = pod();

describeRule(podSecurityCapabilitiesRestricted, {
  pass: [
    { resource: capabilities({ drop: ["ALL"], add: ["NET_BIND_SERVICE"] }) },
    { resource: capabilities({ drop: [UNKNOWN, "ALL"] }) },
    { resource: bad, settings: { "podSecurity.version": "v1.21" } },
    { resource: bad, settings: { "podSecurity.level": "baseline" } },
    { resource: pod({ os: { name: "windows" } }), settings: { "podSecurity.version": "v1.25" } },
  ],
  fail: [
    { resource: bad, expect: [{ path: DROP }] },
    { resource: capabilities({ drop: ["all", "NET_RAW"] }), expect: [{ path: DROP }] },
    {
      resource: capabilities({ drop: ["ALL"], add: ["CHOWN"] }),
      expect: [{ path: "spec.containers[0].securityContext.capabilities.add[0]" }],
    },
    {
      resource: capabilities({ drop: ["ALL"], add: ["NET_BIND_SERVICE", "CHOWN", UNKNOWN] }),
      expect: [{ path: "spec.containers[0].securityContext.capabilities.add[1]" }],
    },
    {
      resource: capabilities({ drop: ["ALL"], add: "CHOWN" }),
      expect: [{ path: "spec.containers[0].securityContext.capabilities.add" }],
    },
    { resource: pod({ containers: [] }), expect: [{ path: "spec.containers" }] },
    {
      resource: pod({ containers: ["app"] }),
      expect: [{ path: "spec.containers[0]" }, { path: DROP }],
    },
    { resource: pod({ os: { name: "windows" } }), settings: { "podSecurity.version": "v1.24" } },
    { resource: bad, settings: { "podSecurity.version": "v1.22" } },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    { resource: capabilities({ drop: ["KILL", UNKNOWN] }), expect: [{ path: `${DROP}[1]` }] },
    { resource: secured(UNKNOWN), expect: [{ path: "spec.containers[0].securityContext" }] },
    { resource: pod({ os: UNKNOWN }), expect: [{ path: "spec.os" }] },
  ],
  secretBearing: {
    resource: secret(
      capabilities({ drop: ["ALL"], add: [SECRET] }),
      "spec.containers[0].securityContext.capabilities.add[0]",
    ),
  },
  malformed: { resource: capabilities({ drop: { ALL: true }, add: 1 }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
