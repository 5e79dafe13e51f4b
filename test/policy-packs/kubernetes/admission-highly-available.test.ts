import { admissionHighlyAvailable } from "../../../policy-packs/kubernetes/rules/admission-highly-available";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

import { CLUSTER, ENFORCED, kyverno, policy } from "./platform";

const labels = { app: "kyverno-admission" };
const spread = { topologySpreadConstraints: [{ topologyKey: "kubernetes.io/hostname" }] };
const admission = (replicas: unknown, pod: unknown = spread) =>
  kyverno("admission", { replicas, template: { metadata: { labels }, spec: pod } });
const budget = (matchLabels: unknown = labels) =>
  object("policy/v1:PodDisruptionBudget", {
    metadata: { namespace: "kyverno" },
    spec: { selector: { matchLabels } },
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
      resources: [
        CLUSTER,
        admission(5, { affinity: { podAntiAffinity: {} } }),
        budget(),
        slow(undefined),
      ],
    },
    { resources: [CLUSTER] },
  ],
  fail: [
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
