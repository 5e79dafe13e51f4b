import { admissionHighlyAvailable } from "../../../policy-packs/kubernetes/rules/admission-highly-available";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

import { CLUSTER, ENFORCED, kyverno, policy } from "./platform";

const labels = { app: "kyverno-admission" };
const spread = { topologySpreadConstraints: [{ topologyKey: "kubernetes.io/hostname" }] };
const admission = (replicas: unknown, pod: unknown = spread) =>
  kyverno("admission", { replicas, template: { metadata: { labels }, spec: pod } });
const budget = (matchLabels: unknown = labels) => guarded({ selector: { matchLabels } });
const guarded = (spec: unknown) =>
  object("policy/v1:PodDisruptionBudget", { metadata: { namespace: "kyverno" }, spec });
const by = (operator: string, key: string, ...values: unknown[]) =>
  guarded({ selector: { matchExpressions: [{ key, operator, values }] } });
const term = { topologyKey: "kubernetes.io/hostname" };
const apart = (key: string, terms: unknown) => ({
  affinity: { podAntiAffinity: { [key]: terms } },
});
const preferred = apart("preferredDuringSchedulingIgnoredDuringExecution", [
  { weight: 1, podAffinityTerm: term },
]);
const required = apart("requiredDuringSchedulingIgnoredDuringExecution", [term]);
const highly = (...budgets: unknown[]) => ({
  resources: [CLUSTER, admission(3), ...(budgets as (typeof CLUSTER)[])],
});
const slow = (timeoutSeconds: unknown) =>
  policy("hosts", "host-process", { ...ENFORCED, webhookConfiguration: { timeoutSeconds } });
const bad = { resources: [CLUSTER, admission(1), budget()] };

describeRule(admissionHighlyAvailable, {
  pass: [
    {
      resources: [
        CLUSTER,
        admission(3),
        budget(),
        kyverno("background", { replicas: 2 }),
        slow(10),
      ],
    },
    {
      resources: [CLUSTER, admission(5, preferred), budget(), slow(undefined)],
    },
    { resources: [CLUSTER, admission(5, required), guarded({ selector: {}, minAvailable: 1 })] },
    highly(by("In", "app", "kyverno-admission")),
    highly(by("NotIn", "app", "web")),
    highly(by("Exists", "app")),
    highly(by("DoesNotExist", "team")),
    {
      resources: [
        CLUSTER,
        object("apps/v1:DeploymentList", { items: [admission(3).props] }),
        budget(),
      ],
    },
    { resources: [CLUSTER, object("apps/v1:DeploymentPatch", kyverno("reports").props)] },
    { resources: [CLUSTER] },
  ],
  fail: [
    {
      resources: [CLUSTER, admission(3, { affinity: { podAntiAffinity: {} } }), budget()],
      expect: [{ path: "spec.template.spec.topologySpreadConstraints" }],
    },
    {
      resources: [
        CLUSTER,
        object("apps/v1:DeploymentList", {
          items: [admission(3).props, kyverno("reports", { replicas: 1 }).props],
        }),
        budget(),
      ],
      expect: [{ path: "items[1].spec.replicas" }],
    },
    { ...highly(by("In", "app", "web")), expect: [{ path: "" }] },
    { ...highly(by("NotIn", "app", "kyverno-admission")), expect: [{ path: "" }] },
    { ...highly(by("Exists", "team")), expect: [{ path: "" }] },
    { ...highly(by("DoesNotExist", "app")), expect: [{ path: "" }] },
    { ...highly(guarded({})), expect: [{ path: "" }] },
    ...[{ minAvailable: 0 }, { minAvailable: "0%" }, { maxUnavailable: "100%" }].map((bound) => ({
      ...highly(guarded({ selector: { matchLabels: labels }, ...bound })),
      expect: [{ path: "" }],
    })),
    { ...highly({ ...budget(), type: "kubernetes:policy/v1:PodDisruptionBudgetPatch" }) },
    {
      resources: [
        CLUSTER,
        admission(3),
        { ...budget(), props: { ...budget().props, metadata: { namespace: "shop" } } },
      ],
      expect: [{ path: "" }],
    },
    { resources: [CLUSTER, admission("3"), budget()], expect: [{ path: "spec.replicas" }] },

    { ...bad, expect: [{ path: "spec.replicas", resource: "kyverno-admission" }] },
    {
      resources: [CLUSTER, admission(3, {}), budget()],
      expect: [{ path: "spec.template.spec.topologySpreadConstraints" }],
    },
    { resources: [CLUSTER, admission(3)], expect: [{ path: "" }] },
    { resources: [CLUSTER, admission(3), budget({ app: "other" })] },
    { resources: [CLUSTER, kyverno("reports", { replicas: 1 })] },
    { resources: [CLUSTER, kyverno("cleanup", {})] },
    {
      resources: [CLUSTER, slow(30)],
      expect: [{ path: "spec.webhookConfiguration.timeoutSeconds", resource: "hosts" }],
    },
  ],
  notApplicable: [{ resource: BUCKET }, { resource: admission(1) }],
  unknown: [
    { resources: [CLUSTER, admission(UNKNOWN), budget()], expect: [{ path: "spec.replicas" }] },
    { resources: [CLUSTER, slow(UNKNOWN)] },
  ],
  secretBearing: {
    resources: [CLUSTER, secret(slow(SECRET), "spec.webhookConfiguration.timeoutSeconds")],
  },
  malformed: { resources: [CLUSTER, admission("three"), kyverno("cleanup", []), budget("x")] },
  excepted: bad,
  expired: bad,
});
