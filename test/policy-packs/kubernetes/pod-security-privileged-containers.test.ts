import { podSecurityPrivilegedContainers } from "../../../policy-packs/kubernetes/rules/pod-security-privileged-containers";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, deployment, object, pod, podWithSecret, secured, UNKNOWN } from "./builders";

const bad = secured({ privileged: true });
const container = { name: "c", securityContext: { privileged: true } };

describeRule(podSecurityPrivilegedContainers, {
  pass: [
    { resource: pod() },
    { resource: secured({ privileged: false }) },
    { resource: object("core/v1:PodPatch", { spec: {} }) },
  ],
  fail: [
    ...['{"privileged":true}', [{ privileged: true }]].map((context) => ({
      resource: secured(context),
      expect: [{ path: "spec.containers[0].securityContext" }],
    })),
    {
      resource: pod({ securityContext: '{"privileged":true}' }),
      expect: [{ path: "spec.securityContext" }],
    },
    { resource: pod({ containers: [["app"]] }), expect: [{ path: "spec.containers[0]" }] },
    {
      resource: object("core/v1:PodPatch", { spec: { initContainers: "[]" } }),
      expect: [{ path: "spec.initContainers" }],
    },
    { resource: bad, expect: [{ path: "spec.containers[0].securityContext.privileged" }] },
    {
      resource: deployment({ initContainers: [container], ephemeralContainers: [container] }),
      expect: [
        { path: "spec.template.spec.initContainers[0].securityContext.privileged" },
        { path: "spec.template.spec.ephemeralContainers[0].securityContext.privileged" },
      ],
    },
    {
      resource: pod({ containers: [UNKNOWN, container], initContainers: UNKNOWN }),
      expect: [{ path: "spec.containers[1].securityContext.privileged" }],
    },
    { resource: object("core/v1:Pod", { spec: {} }), expect: [{ path: "spec.containers" }] },
    {
      resource: object("actions.github.com/v1alpha1:AutoscalingRunnerSet", {
        spec: { template: { spec: { containers: [container] } } },
      }),
      expect: [{ path: "spec.template.spec.containers[0].securityContext.privileged" }],
    },
    {
      resource: object("core/v1:List", {
        items: [{ kind: "Pod", spec: { containers: [container] } }],
      }),
      expect: [{ path: "items[0].spec.containers[0].securityContext.privileged" }],
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: object("core/v1:Service", { spec: { containers: [container] } }) },
  ],
  unknown: [
    {
      resource: secured({ privileged: UNKNOWN }),
      expect: [{ path: "spec.containers[0].securityContext.privileged" }],
    },
    { resource: pod({ containers: UNKNOWN }), expect: [{ path: "spec.containers" }] },
  ],
  secretBearing: {
    resource: podWithSecret({ initContainers: [container] }),
  },
  malformed: { resource: pod({ containers: { app: container }, initContainers: [null, 1] }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
