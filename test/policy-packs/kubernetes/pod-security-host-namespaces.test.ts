import { podSecurityHostNamespaces } from "../../../policy-packs/kubernetes/rules/pod-security-host-namespaces";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, deployment, object, pod, podWithSecret, UNKNOWN } from "./builders";

const bad = pod({ hostNetwork: true });

describeRule(podSecurityHostNamespaces, {
  pass: [
    { resource: pod() },
    { resource: pod({ hostNetwork: false, hostPID: false, hostIPC: false }) },
    { resource: object("apps/v1:DeploymentPatch", { spec: { replicas: 2 } }) },
  ],
  fail: [
    {
      resource: bad,
      expect: [
        {
          path: "spec.hostNetwork",
          message:
            'Pod "web": the pod sets hostNetwork to true; only false is allowed: remove it. ' +
            "[Pod Security baseline: Host Namespaces]",
        },
      ],
    },
    {
      resource: deployment({ hostPID: true, hostIPC: true }),
      expect: [{ path: "spec.template.spec.hostPID" }, { path: "spec.template.spec.hostIPC" }],
    },
    { resource: pod({ hostIPC: true, hostPID: UNKNOWN }), expect: [{ path: "spec.hostIPC" }] },
    { resource: pod({ hostNetwork: "true" }) },
    { resource: { ...bad, type: "kubernetes:core/v1:PodPatch" } },
    {
      resource: object("batch/v1beta1:CronJobList", {
        items: [{ spec: { jobTemplate: { spec: { template: { spec: { hostPID: true } } } } } }],
      }),
      expect: [{ path: "items[0].spec.jobTemplate.spec.template.spec.hostPID" }],
    },
    {
      resource: pod({ hostNetwork: true }, { namespace: "shop" }),
      settings: {
        "podSecurity.level": "privileged",
        "podSecurity.namespaces": { shop: "baseline" },
      },
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: pod({ hostNetwork: true }, { namespace: "kube-system" }) },
    { resource: bad, settings: { "podSecurity.level": "privileged" } },
  ],
  unknown: [
    { resource: pod({ hostNetwork: UNKNOWN }), expect: [{ path: "spec.hostNetwork" }] },
    { resource: object("apps/v1:Deployment", { spec: UNKNOWN }), expect: [{ path: "spec" }] },
    {
      resource: pod({ hostNetwork: true }, { namespace: UNKNOWN }),
      expect: [{ path: "metadata.namespace" }],
    },
  ],
  secretBearing: { resource: podWithSecret({ hostNetwork: true }) },
  malformed: { resource: object("core/v1:Pod", { metadata: 1, spec: '{"hostNetwork":true}' }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
