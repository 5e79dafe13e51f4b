import { admissionEnforced } from "../../../policy-packs/kubernetes/rules/admission-enforced";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

import { CLUSTER, ENFORCED, IMAGES, kyverno, POLICIES, policy } from "./platform";

const whole = [CLUSTER, kyverno("admission"), ...POLICIES, IMAGES];
const [first, ...others] = POLICIES;
const without = [CLUSTER, kyverno("admission"), ...others, IMAGES];
const component = object("x", {}, { type: "airside:cluster:Cluster", name: "main" });
const bad = { resources: [CLUSTER] };
const named = (resources: typeof whole, spec: unknown) => ({
  resources: [...resources, policy("hosts", "pod-security-host-process", spec)],
});

const matching = (...resourceRules: unknown[]) =>
  named(without, { ...ENFORCED, matchConstraints: { resourceRules } });
const PODS = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] };
const patch = (spec: unknown) => ({
  resources: [
    ...whole,
    object("policies.kyverno.io/v1:ValidatingPolicyPatch", { metadata: { name: "hosts" }, spec }),
  ],
});
const described = POLICIES.map(({ props }) => ({
  apiVersion: "policies.kyverno.io/v1",
  kind: "ValidatingPolicy",
  ...props,
}));

describeRule(admissionEnforced, {
  pass: [
    matching({ ...PODS, resources: ["deployments"] }, PODS),
    matching({ apiGroups: ["*"], operations: ["*"], resources: ["*"] }),
    patch({ webhookConfiguration: { timeoutSeconds: 5 } }),
    {
      resources: [
        CLUSTER,
        kyverno("admission"),
        object("yaml/v2:ConfigGroup", { objs: described.slice(0, 9) }),
        object("core/v1:List", { items: described.slice(9) }),
        IMAGES,
      ],
    },
    { resources: whole },
    {
      resources: [
        CLUSTER,
        object("apps/v1:DeploymentList", { items: [{}, kyverno("admission").props] }),
        object("policies.kyverno.io/v1:ValidatingPolicyList", {
          items: POLICIES.map(({ props }) => props),
        }),
        IMAGES,
      ],
    },
    named(without, { ...ENFORCED, evaluation: { mode: "Kubernetes" } }),
    { resources: whole.with(0, component) },
    named(without, ENFORCED),
    named(without, { validationActions: ["Deny", "Audit"] }),
    {
      resources: [CLUSTER, kyverno("admission"), ...POLICIES.slice(0, 12), IMAGES],
      settings: { "podSecurity.level": "baseline" },
    },
  ],
  fail: [
    ...[
      [],
      [{ ...PODS, resources: ["configmaps"] }],
      [{ ...PODS, operations: ["DELETE"] }],
      [{ ...PODS, apiGroups: ["apps"] }],
    ].map((rules) => ({
      ...matching(...rules),
      expect: [
        { path: "" },
        {
          path: "spec.matchConstraints.resourceRules",
          resource: "hosts",
          message:
            'The policy "hosts" is never asked about a new pod; match CREATE of pods in the core group.',
        },
      ],
    })),
    { ...patch({ validationActions: ["Audit"] }), expect: [{ path: "spec.validationActions" }] },
    { ...patch({ failurePolicy: "Ignore" }), expect: [{ path: "spec.failurePolicy" }] },
    {
      // What is of another group stands for nothing.
      resources: [
        ...without,
        object("core/v1:List", { items: [{ ...described[0], apiVersion: "example.com/v1" }] }),
      ],
      expect: [{ path: "" }],
    },
    { ...bad, expect: ["", "", ""].map((path) => ({ path, resource: "main" })) },
    { resources: without, expect: [{ path: "", resource: "main" }] },
    { resources: whole.filter((one) => one !== IMAGES), expect: [{ path: "" }] },
    { resources: whole.toSpliced(1, 1), expect: [{ path: "" }] },
    {
      ...named(without, { validationActions: ["Audit"] }),
      expect: [{ path: "" }, { path: "spec.validationActions", resource: "hosts" }],
    },
    {
      ...named(without, { ...ENFORCED, failurePolicy: "Ignore" }),
      expect: [{ path: "" }, { path: "spec.failurePolicy" }],
    },
    {
      ...named(without, { ...ENFORCED, evaluation: { admission: { enabled: false } } }),
      expect: [{ path: "" }, { path: "spec.evaluation.admission.enabled" }],
    },
    {
      ...named(without, { ...ENFORCED, evaluation: { mode: "HTTP" } }),
      expect: [{ path: "" }, { path: "spec.evaluation.mode", resource: "hosts" }],
    },
    {
      resources: [
        ...whole,
        object("policies.kyverno.io/v1:ValidatingPolicyList", {
          items: [first!.props, { ...first!.props, spec: { validationActions: ["Warn"] } }],
        }),
      ],
      expect: [{ path: "items[1].spec.validationActions" }],
    },
    {
      resources: [
        ...without,
        { ...first!, type: "kubernetes:policies.kyverno.io/v1alpha1:ValidatingPolicy" },
      ],
    },
  ],
  notApplicable: [{ resource: BUCKET }, { resources: POLICIES }],
  unknown: [
    matching(UNKNOWN),
    named(without, { validationActions: UNKNOWN }),
    named(without, { ...ENFORCED, evaluation: UNKNOWN }),
    { resources: [...without, policy("hosts", UNKNOWN)] },
    {
      resources: [
        ...whole.filter((one) => one !== IMAGES),
        { ...IMAGES, props: { spec: UNKNOWN } },
      ],
    },
  ],
  secretBearing: {
    resources: [
      CLUSTER,
      secret(policy("hosts", SECRET), 'metadata.annotations["airside/control"]'),
    ],
  },
  malformed: { resources: [CLUSTER, policy("a", ["x"], "deny"), kyverno("admission", 1)] },
  excepted: bad,
  expired: bad,
});
