import { serviceAccountExplicit } from "../../../policy-packs/kubernetes/rules/service-account-explicit";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, deployment, object, pod, podWithSecret, UNKNOWN } from "./builders";

const good = { serviceAccountName: "web", automountServiceAccountToken: false };
const needs = { annotations: { "airside/kubernetes-api": "watches its own ConfigMap" } };
const account = (props: Record<string, unknown>) => object("core/v1:ServiceAccount", props);
const bad = pod();

describeRule(serviceAccountExplicit, {
  pass: [
    { resource: object("cloudplatform.gcp.upbound.io/v1beta1:ServiceAccount", {}) },
    { resource: object("apigateway.aws.upbound.io/v1beta1:Deployment", { spec: {} }) },
    { resource: object("batch.volcano.sh/v1alpha1:Job", { spec: { tasks: [] } }) },
    {
      resource: object("argoproj.io/v1alpha1:Rollout", { spec: { workloadRef: { name: "web" } } }),
    },
    { resource: object("core/v1:ServiceAccountPatch", { metadata: { name: "web" } }) },
    { resource: pod({ ...good, serviceAccount: "default" }) },

    { resource: pod(good) },
    { resource: pod({ serviceAccount: "web", automountServiceAccountToken: false }) },
    { resource: pod({ serviceAccountName: "web" }, needs) },
    { resource: deployment({ serviceAccountName: "web" }, needs) },
    { resource: account({ automountServiceAccountToken: false }) },
    { resource: account({ metadata: needs }) },
    { resource: object("apps/v1:DeploymentPatch", { spec: { replicas: 2 } }) },
  ],
  fail: [
    {
      resource: object("argoproj.io/v1alpha1:Rollout", {
        spec: { template: { spec: { containers: [{ name: "app" }] } } },
      }),
      expect: [
        { path: "spec.template.spec.serviceAccountName" },
        { path: "spec.template.spec.automountServiceAccountToken" },
      ],
    },
    {
      resource: object("apps/v1:Deployment", { spec: { template: {} } }),
      expect: [
        { path: "spec.template.spec.serviceAccountName" },
        { path: "spec.template.spec.automountServiceAccountToken" },
      ],
    },
    {
      resource: object("core/v1:ServiceAccountPatch", { automountServiceAccountToken: true }),
      expect: [{ path: "automountServiceAccountToken" }],
    },
    {
      resource: pod({ ...good, serviceAccountName: undefined, serviceAccount: "default" }),
      expect: [{ path: "spec.serviceAccount" }],
    },
    {
      resource: object("core/v1:PodPatch", { spec: { serviceAccountName: "default" } }),
      expect: [{ path: "spec.serviceAccountName" }],
    },

    {
      resource: bad,
      expect: [{ path: "spec.serviceAccountName" }, { path: "spec.automountServiceAccountToken" }],
    },
    {
      resource: pod({ ...good, serviceAccountName: "default" }),
      expect: [{ path: "spec.serviceAccountName" }],
    },
    { resource: pod({}, needs), expect: [{ path: "spec.serviceAccountName" }] },
    { resource: account({}), expect: [{ path: "automountServiceAccountToken" }] },
    { resource: account({ automountServiceAccountToken: true }) },
    {
      resource: object("apps/v1:DeploymentPatch", {
        spec: { template: { spec: { automountServiceAccountToken: true } } },
      }),
      expect: [{ path: "spec.template.spec.automountServiceAccountToken" }],
    },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    {
      resource: object("apps/v1:Deployment", { spec: { template: UNKNOWN } }),
      expect: [{ path: "spec.template" }],
    },
    {
      resource: pod({ ...good, serviceAccountName: UNKNOWN }),
      expect: [{ path: "spec.serviceAccountName" }],
    },
    { resource: account({ automountServiceAccountToken: UNKNOWN }) },
  ],
  secretBearing: { resource: podWithSecret() },
  malformed: {
    resource: pod({ serviceAccountName: ["web"], automountServiceAccountToken: "false" }),
  },
  excepted: { resource: bad },
  expired: { resource: bad },
});
