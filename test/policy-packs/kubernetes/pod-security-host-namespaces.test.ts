import { podSecurityHostNamespaces } from "../../../policy-packs/kubernetes/rules/pod-security-host-namespaces";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, deployment, object, pod, podWithSecret, UNKNOWN } from "./builders";

const bad = pod({ hostNetwork: true });
const spec = { hostPID: true, containers: [{ name: "app" }] };
const manifest = { apiVersion: "v1", kind: "Pod", spec };

const text = (...lines: readonly string[]) =>
  object("yaml/v2:ConfigGroup", { yaml: ["apiVersion: v1", "kind: Pod", ...lines].join("\n") });

describeRule(podSecurityHostNamespaces, {
  pass: [
    // Kubernetes reads YAML 1.1.
    { resource: text("spec:", "  hostNetwork: no", "  containers: [{ name: app }]") },
    { resource: pod() },
    { resource: pod({ hostNetwork: false, hostPID: false, hostIPC: false }) },
    { resource: object("apps/v1:DeploymentPatch", { spec: { replicas: 2 } }) },
    { resource: object("batch.volcano.sh/v1alpha1:Job", { spec: { tasks: [] } }) },
    { resource: object("yaml:ConfigGroup", { yaml: "a: [" }) },
  ],
  fail: [
    {
      resource: text("spec:", "  hostNetwork: yes", "  containers: [{ name: app }]"),
      expect: [{ path: "yaml[0].spec.hostNetwork" }],
    },
    {
      resource: text("spec:", "  <<: { hostNetwork: true }", "  containers: [{ name: app }]"),
      expect: [{ path: "yaml[0].spec.hostNetwork" }],
    },
    {
      resource: text(
        "x: &x y",
        `aliases: [${Array(500).fill("*x").join(", ")}]`,
        "spec: { hostNetwork: true, containers: [{ name: app }] }",
      ),
      expect: [{ path: "yaml[0].spec.hostNetwork" }],
    },
    {
      resource: object("yaml:ConfigGroup", { objs: [{ ...manifest, apiVersion: UNKNOWN }] }),
      expect: [{ path: "objs[0].spec.hostPID" }],
    },
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
      resource: object("core/v1:List", { items: [{ kind: "List", items: [manifest] }] }),
      expect: [{ path: "items[0].items[0].spec.hostPID" }],
    },
    {
      resource: object("core/v1:List", { items: [{ kind: "PodList", items: [{ spec }] }] }),
      expect: [{ path: "items[0].items[0].spec.hostPID" }],
    },
    {
      resource: object("yaml/v2:ConfigGroup", { objs: [manifest] }),
      expect: [{ path: "objs[0].spec.hostPID" }],
    },
    {
      resource: object("yaml:ConfigGroup", {
        yaml: ["kind: Service", `kind: Service\n---\n${JSON.stringify(manifest)}`],
      }),
      expect: [{ path: "yaml[1][1].spec.hostPID" }],
    },
    {
      resource: object("apiextensions.k8s.io:CustomResource", {
        apiVersion: "actions.github.com/v1alpha1",
        kind: "AutoscalingRunnerSet",
        spec: { template: { spec } },
      }),
      expect: [{ path: "spec.template.spec.hostPID" }],
    },
    {
      resource: object("actions.github.com/v1alpha1:AutoscalingRunnerSet", {
        spec: {
          template: { spec: { containers: [{ name: "runner" }] } },
          listenerTemplate: { spec },
        },
      }),
      expect: [{ path: "spec.listenerTemplate.spec.hostPID" }],
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
    // More aliases than anybody reads: what they stand for is not known.
    {
      resource: text(
        "a: &a [y, y, y, y, y, y, y, y, y, y]",
        ...["b", "c", "d", "e"].map((name, index) => {
          const inner = ["*a", "*b", "*c", "*d"][index];
          return `${name}: &${name} [${Array(10).fill(inner).join(", ")}]`;
        }),
        "spec: { hostNetwork: true, containers: [{ name: app }] }",
      ),
      expect: [{ path: "yaml[0]" }],
    },
    {
      resource: object("yaml:ConfigGroup", { objs: [{ ...manifest, kind: UNKNOWN }] }),
      expect: [{ path: "objs[0]" }],
    },
    {
      resource: object("apiextensions.k8s.io:CustomResource", { ...manifest, kind: UNKNOWN }),
      expect: [{ path: "" }],
    },
    { resource: pod({ hostNetwork: UNKNOWN }), expect: [{ path: "spec.hostNetwork" }] },
    { resource: object("apps/v1:Deployment", { spec: UNKNOWN }), expect: [{ path: "spec" }] },
    { resource: object("core/v1:List", { items: [UNKNOWN] }), expect: [{ path: "items[0]" }] },
    { resource: object("yaml:ConfigGroup", { objs: UNKNOWN }), expect: [{ path: "objs" }] },
    { resource: object("yaml/v2:ConfigGroup", { yaml: UNKNOWN }), expect: [{ path: "yaml" }] },
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
