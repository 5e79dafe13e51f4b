import { servedApiCurrent } from "../../../policy-packs/governance/rules/served-api-current";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";

const object = (type: string, props: Record<string, unknown> = {}) => ({
  resource: { type: `kubernetes:${type}`, name: "x", props },
});
const falco = (config: unknown) => object("core/v1:ConfigMap", { data: { "falco.yaml": config } });
const at = (path: string, part: ReturnType<typeof object>) => ({ ...part, expect: [{ path }] });

describeRule(servedApiCurrent, {
  pass: [
    object("policies.kyverno.io/v1:ValidatingPolicy"),
    object("policies.kyverno.io/v1beta1:PolicyException"),
    object("external-secrets.io/v1:ExternalSecret"),
    object("external-secrets.io/v1alpha1:PushSecret"),
    object("external-secrets.io/v1alpha1:PushSecretList"),
    object("actions.github.com/v1alpha1:AutoscalingRunnerSet"),
    object("policy/v1:PodDisruptionBudget"),
    falco("engine:\n  kind: modern_ebpf\n"),
    object("core/v1:List", { items: [{ apiVersion: "v1", kind: "Pod" }] }),
  ],
  fail: [
    {
      ...object("kyverno.io/v1:ClusterPolicy"),
      expect: [
        {
          path: "",
          message:
            '"x" is a ClusterPolicy of kyverno.io/v1, which is no longer served; use policies.kyverno.io/v1 ' +
            "ValidatingPolicy, MutatingPolicy, GeneratingPolicy or ImageValidatingPolicy.",
        },
      ],
    },
    ...[
      "kyverno.io/v2beta1:ClusterPolicyPatch",
      "kyverno.io/v1:PolicyList",
      "kyverno.io/v2:CleanupPolicy",
      "kyverno.io/v2:ClusterCleanupPolicy",
      "kyverno.io/v2:PolicyException",
      "policies.kyverno.io/v1alpha1:ValidatingPolicy",
      "external-secrets.io/v1beta1:ExternalSecret",
      "external-secrets.io/v1alpha1:SecretStore",
      "actions.summerwind.dev/v1alpha1:RunnerDeployment",
      "policy/v1beta1:PodSecurityPolicy",
      "extensions/v1beta1:Deployment",
    ].map((type) => at("", object(type))),
    at('data["falco.yaml"]', falco("engine:\n  kind: ebpf\n")),
    at('data["falco.yaml"]', falco("engine: {kind: gvisor}")),
    at('data["falco.yaml"]', {
      resource: {
        ...falco("engine: {kind: ebpf}").resource,
        type: "kubernetes:core/v1:ConfigMapPatch",
      },
    }),
    at(
      "values.driver.kind",
      object("helm.sh/v3:Release", { values: { driver: { kind: "ebpf" } } }),
    ),
    at(
      "values.falco.engine.kind",
      object("helm.sh/v3:Release", { values: { falco: { engine: { kind: "gvisor" } } } }),
    ),
    at(
      "items[1]",
      object("core/v1:List", {
        items: [
          { apiVersion: "v1", kind: "Pod" },
          { apiVersion: "kyverno.io/v1", kind: "Policy" },
        ],
      }),
    ),
  ],
  notApplicable: [
    { resource: { type: "aws:s3/bucket:Bucket", name: "x", props: {} } },
    object("core/v1:ConfigMap", { data: { "other.yaml": "engine: {kind: ebpf}" } }),
    object("core/v1:Secret", { data: { "falco.yaml": "engine: {kind: ebpf}" } }),
  ],
  unknown: [
    { ...falco(UNKNOWN), expect: [{ path: 'data["falco.yaml"]' }] },
    { ...object("core/v1:ConfigMap", { data: UNKNOWN }), expect: [{ path: "data" }] },
    { ...object("core/v1:List", { items: UNKNOWN }), expect: [{ path: "items" }] },
    {
      ...object("core/v1:List", { items: [{ apiVersion: UNKNOWN }] }),
      expect: [{ path: "items[0]" }],
    },
    {
      ...object("core/v1:List", { items: [UNKNOWN, { apiVersion: "v1", kind: UNKNOWN }] }),
      expect: [{ path: "items[0]" }, { path: "items[1]" }],
    },
  ],
  secretBearing: {
    resource: {
      type: "kubernetes:core/v1:ConfigMap",
      name: "x",
      props: { data: { "falco.yaml": "engine: {kind: ebpf}\ntoken: correct-horse" } },
      secret: ['data["falco.yaml"]'],
    },
    expect: [{ path: 'data["falco.yaml"]' }],
  },
  malformed: [
    falco("engine: {kind: [\n"),
    falco(7),
    object("core/v1:List", { items: { kind: "Policy" } }),
    object("core/v1:List", { items: [null, 1, "a", []] }),
    { resource: { type: "kubernetes:", name: "x", props: {} } },
  ],
  excepted: object("kyverno.io/v1:ClusterPolicy"),
  expired: object("kyverno.io/v1:ClusterPolicy"),
});
