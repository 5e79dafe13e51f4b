import { defaultServiceAccountUnused } from "../../../policy-packs/kubernetes/rules/default-service-account-unused";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

const binding = (...subjects: unknown[]) =>
  object("rbac.authorization.k8s.io/v1:RoleBinding", { subjects });
const bad = binding({ kind: "ServiceAccount", name: "default", namespace: "shop" });

describeRule(defaultServiceAccountUnused, {
  pass: [
    { resource: binding({ kind: "User", name: "default" }, { kind: "Group", name: UNKNOWN }) },
    { resource: binding({ kind: UNKNOWN, name: "web" }) },

    {
      resource: binding(
        { kind: "ServiceAccount", name: "web" },
        { kind: "Group", name: "default" },
      ),
    },
    { resource: object("rbac.authorization.k8s.io/v1:ClusterRoleBinding", {}) },
  ],
  fail: [
    { resource: binding({ kind: "ServiceAccount", name: "system:serviceaccount:shop:default" }) },

    { resource: bad, expect: [{ path: "subjects[0].name" }] },
    {
      resource: { ...bad, type: "kubernetes:rbac.authorization.k8s.io/v1beta1:ClusterRoleBinding" },
    },
    { resource: binding({ name: "default" }) },
    { resource: binding({ kind: "Group", name: "system:serviceaccount:shop:default" }) },
    { resource: binding({ kind: "User", name: "system:serviceaccount:shop:default" }) },
  ],
  notApplicable: [{ resource: BUCKET }, { resource: object("core/v1:Pod", bad.props) }],
  unknown: [
    { resource: binding({ kind: "User", name: UNKNOWN }), expect: [{ path: "subjects[0].name" }] },

    {
      resource: binding({ kind: UNKNOWN, name: "default" }),
      expect: [{ path: "subjects[0].kind" }],
    },
    {
      resource: binding({ kind: "ServiceAccount", name: UNKNOWN }),
      expect: [{ path: "subjects[0].name" }],
    },
    { resource: binding(UNKNOWN), expect: [{ path: "subjects[0]" }] },
  ],
  secretBearing: {
    resource: secret(
      binding({ kind: "ServiceAccount", name: "default", namespace: SECRET }),
      "subjects[0].namespace",
    ),
  },
  malformed: {
    resource: object("rbac.authorization.k8s.io/v1:RoleBinding", { subjects: "default" }),
  },
  excepted: { resource: bad },
  expired: { resource: bad },
});
