import { admissionExclusionsBounded } from "../../../policy-packs/kubernetes/rules/admission-exclusions-bounded";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

import { ENFORCED, policy } from "./platform";

const NAME = "kubernetes.io/metadata.name";
const selector = (key: string, operator: string, ...values: unknown[]) => ({
  namespaceSelector: { matchExpressions: [{ key, operator, values }] },
});
const config = (data: unknown) =>
  object(
    "core/v1:ConfigMap",
    { metadata: { name: "kyverno", namespace: "kyverno" }, data },
    { name: "config" },
  );
const webhooks = (value: unknown) => config({ webhooks: JSON.stringify(value) });
const matching = (matchConstraints: unknown) =>
  policy("hosts", "host-namespaces", { ...ENFORCED, matchConstraints });
const namespace = (labels: unknown, name = "shop") =>
  object("core/v1:Namespace", { metadata: { name, labels } }, { name });
const unnamed = (level: string) =>
  object("core/v1:Namespace", {
    metadata: { name: UNKNOWN, labels: { "pod-security.kubernetes.io/enforce": level } },
  });
const exception = (
  spec: unknown,
  annotations: unknown = { "airside/exception": "EX-9" },
  where: unknown = "kyverno",
  name = "debug",
) =>
  object(
    "policies.kyverno.io/v1:PolicyException",
    { metadata: { namespace: where, annotations }, spec },
    { name },
  );
const remover = object("policies.kyverno.io/v1:DeletingPolicy", {
  spec: {
    schedule: "*/5 * * * *",
    matchConstraints: { resourceRules: [{ resources: ["policyexceptions"] }] },
  },
});
const ENDS = { expiresAt: "2026-12-01T00:00:00Z" };
const register = { exceptions: [{ id: "EX-9" }] as never };
const bad = { resource: webhooks(selector("team", "NotIn", "shop")) };

describeRule(admissionExclusionsBounded, {
  pass: [
    { resource: matching({ excludeResourceRules: [{ resources: ["events"] }] }) },
    {
      resource: unnamed("restricted"),
    },
    { resource: namespace({ "pod-security.kubernetes.io/enforce": UNKNOWN }) },
    { resource: namespace({ "pod-security.kubernetes.io/enforce": "restricted", team: "a" }) },
    { resource: namespace({ "pod-security.kubernetes.io/enforce": "odd" }) },
    {
      resource: namespace({ "pod-security.kubernetes.io/enforce": "baseline" }),
      settings: { "podSecurity.level": "baseline" },
    },

    { resource: webhooks(selector(NAME, "NotIn", "kube-system", "kyverno")) },
    { resource: config({ resourceFilters: "[Event,*,*] [*/*,kube-system,*] [Node/*,*,*]" }) },
    { resource: matching(selector(NAME, "NotIn", "kube-system")) },
    { resource: namespace({ "pod-security.kubernetes.io/enforce": "privileged" }, "falco") },
    { resources: [exception(ENDS), remover], register },
    {
      resource: policy("hosts", "host-namespaces", {
        ...ENFORCED,
        matchConditions: [{ name: "no-delete", expression: "request.operation != 'DELETE'" }],
      }),
    },
  ],
  fail: [
    {
      resource: matching({ excludeResourceRules: [{ resources: ["pods"] }] }),
      expect: [
        {
          path: "spec.matchConstraints.excludeResourceRules[0]",
          message:
            '"hosts" leaves out of admission objects of every namespace by excludeResourceRules of pods; exclude only kube-system, kube-public, kube-node-lease, kyverno, falco, by kubernetes.io/metadata.name.',
        },
      ],
    },
    ...["false", "!('skip' in object.metadata.labels)", "object.metadata.?annotations == null"].map(
      (expression) => ({
        resource: policy("hosts", "host-namespaces", {
          ...ENFORCED,
          matchConditions: [{ name: "x", expression }],
        }),
        expect: [
          {
            path: "spec.matchConditions[0].expression",
            message:
              '"hosts" leaves out of admission what a condition in CEL chooses; exclude only kube-system, kube-public, kube-node-lease, kyverno, falco, by kubernetes.io/metadata.name.',
          },
        ],
      }),
    ),
    {
      resource: object("policies.kyverno.io/v1:ValidatingPolicyPatch", {
        metadata: { name: "hosts" },
        spec: { matchConstraints: { objectSelector: { matchLabels: { judged: "true" } } } },
      }),
      expect: [{ path: "spec.matchConstraints.objectSelector.matchLabels" }],
    },
    {
      resource: policy("hosts", "host-namespaces", {
        ...ENFORCED,
        matchConditions: [{ name: "x", expression: "object.metadata.namespace != 'shop'" }],
      }),
      expect: [{ path: "spec.matchConditions[0].expression" }],
    },
    {
      resource: object("core/v1:ConfigMapList", {
        items: [{ data: { a: "b" } }, webhooks(selector(NAME, "NotIn", "shop")).props],
      }),
      expect: [{ path: "items[1].data.webhooks" }],
    },
    {
      resource: object("policies.kyverno.io/v1:ValidatingPolicyList", {
        items: [{}, matching({ objectSelector: { matchLabels: { judged: "true" } } }).props],
      }),
      expect: [{ path: "items[1].spec.matchConstraints.objectSelector.matchLabels" }],
    },
    {
      resources: [
        object("policies.kyverno.io/v1:PolicyExceptionList", {
          items: [exception(ENDS).props, exception({}).props],
        }),
        remover,
      ],
      register,
      expect: [{ path: "items[1].spec.expiresAt" }],
    },
    {
      resource: {
        ...namespace({ "pod-security.kubernetes.io/enforce": "privileged" }),
        type: "kubernetes:core/v1:NamespacePatch",
      },
      expect: [{ path: 'metadata.labels["pod-security.kubernetes.io/enforce"]' }],
    },
    {
      resources: [
        exception(ENDS),
        { ...remover, type: "kubernetes:policies.kyverno.io/v1:DeletingPolicyPatch" },
      ],
      register,
    },
    {
      resources: [webhooks(selector("skip", "DoesNotExist")), namespace({ skip: "true" })],
      expect: [
        {
          path: "data.webhooks",
          message:
            '"config" leaves out of admission whatever the label "skip" says, which anyone may set; exclude only kube-system, kube-public, kube-node-lease, kyverno, falco, by kubernetes.io/metadata.name.',
        },
        { path: 'metadata.labels["skip"]', resource: "shop" },
      ],
    },
    {
      resource: webhooks(selector(NAME, "NotIn", "shop")),
      expect: [
        {
          path: "data.webhooks",
          message:
            '"config" leaves out of admission the namespace "shop", which is no system namespace; exclude only kube-system, kube-public, kube-node-lease, kyverno, falco, by kubernetes.io/metadata.name.',
        },
      ],
    },
    {
      resource: config({ resourceFilters: "[Pod,*,*]" }),
      expect: [
        {
          path: "data.resourceFilters",
          message:
            '"config" leaves out of admission objects of every namespace by [Pod,*,*]; exclude only kube-system, kube-public, kube-node-lease, kyverno, falco, by kubernetes.io/metadata.name.',
        },
      ],
    },
    {
      resource: object("core/v1:NamespaceList", {
        items: [
          {
            metadata: {
              name: "shop",
              labels: { "pod-security.kubernetes.io/enforce": "privileged" },
            },
          },
        ],
      }),
      expect: [{ path: 'items[0].metadata.labels["pod-security.kubernetes.io/enforce"]' }],
    },

    { ...bad, expect: [{ path: "data.webhooks", resource: "config" }] },
    { resource: webhooks(selector(NAME, "NotIn", "shop")) },
    { resource: webhooks(selector(NAME, "In", "shop")) },
    { resource: webhooks({ objectSelector: { matchLabels: { judged: "true" } } }) },
    {
      resource: config({ resourceFilters: "[*/*,shop,*]" }),
      expect: [{ path: "data.resourceFilters" }],
    },
    { resource: config({ resourceFilters: "[Pod,*,*]" }) },
    {
      resource: matching(selector(NAME, "NotIn", "kube-system", "shop")),
      expect: [{ path: "spec.matchConstraints.namespaceSelector.matchExpressions[0].values[1]" }],
    },
    {
      resource: matching({
        objectSelector: { matchExpressions: [{ key: "skip", operator: "DoesNotExist" }] },
      }),
    },
    { resource: namespace({ "pod-security.kubernetes.io/enforce": "baseline" }) },
    { resources: [webhooks(selector("skip", "DoesNotExist")), namespace({ skip: "true" })] },
    {
      resources: [exception(ENDS), remover],
      expect: [{ path: 'metadata.annotations["airside/exception"]' }],
    },
    {
      resources: [exception({ expiresAt: "2026-12-01" }), remover],
      register,
      expect: [{ path: "spec.expiresAt" }],
    },
    { resources: [exception(ENDS)], register, expect: [{ path: "" }] },
    {
      resources: [
        exception(ENDS),
        exception(ENDS, { "airside/exception": "EX-9" }, "shop", "other"),
        remover,
      ],
      register,
      expect: [{ path: "metadata.namespace", resource: "other" }],
    },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: object("core/v1:ConfigMap", { data: { a: "b" } }) },
  ],
  unknown: [
    {
      resource: unnamed("privileged"),
      expect: [{ path: "metadata.name" }],
    },
    {
      resource: matching({ excludeResourceRules: [{ resources: [UNKNOWN] }] }),
      expect: [{ path: "spec.matchConstraints.excludeResourceRules[0]" }],
    },
    { resource: config({ webhooks: UNKNOWN }), expect: [{ path: "data.webhooks" }] },
    { resource: matching(UNKNOWN) },
    {
      resource: policy("hosts", "host-namespaces", {
        ...ENFORCED,
        matchConditions: [{ name: "x", expression: UNKNOWN }],
      }),
      expect: [{ path: "spec.matchConditions[0].expression" }],
    },
    {
      resources: [exception({ expiresAt: UNKNOWN }), remover],
      register,
      expect: [{ path: "spec.expiresAt" }],
    },
  ],
  secretBearing: {
    resource: secret(exception({ expiresAt: SECRET }), "spec.expiresAt"),
  },
  malformed: {
    resources: [config({ webhooks: "{", resourceFilters: 1 }), exception("x"), matching([])],
  },
  excepted: bad,
  expired: bad,
});
