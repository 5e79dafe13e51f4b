import { rbacLeastPrivilege } from "../../../policy-packs/kubernetes/rules/rbac-least-privilege";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

const RBAC = "rbac.authorization.k8s.io/v1";
const rule = (groups: unknown, resources: unknown, verbs: unknown) => ({
  apiGroups: groups,
  resources,
  verbs,
});
const role = (rules: unknown, metadata = {}) =>
  object(`${RBAC}:Role`, { metadata: { namespace: "shop", ...metadata }, rules });
const clusterRole = (rules: unknown, metadata = {}) =>
  object(`${RBAC}:ClusterRole`, { metadata, rules });
const binding = (roleRef: unknown, subjects: unknown, namespace = "shop") =>
  object(`${RBAC}:RoleBinding`, { metadata: { namespace }, roleRef, subjects });
const aggregating = (...selectors: unknown[]) =>
  object(`${RBAC}:ClusterRole`, { aggregationRule: { clusterRoleSelectors: selectors } });
const chosen = (operator: string, key: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});
const BOOT = "kubernetes.io/bootstrapping";
const bad = role([rule([""], ["pods"], ["*"])]);
const operator = { name: "kyverno", annotations: { "airside/operator": "judges every kind" } };
const approvals = [{ rule: "rbac-least-privilege", object: "kyverno", approvedBy: "bob" }];
const service = { name: "admission", repository: { owner: "o", name: "r" }, approvals };
const refused = (one: unknown) => ({
  resource: clusterRole([one]),
  expect: [{ path: "rules[0].resources[0]" }],
});

describeRule(rbacLeastPrivilege, {
  pass: [
    { resource: role([rule([""], ["pods", "pods/log"], ["get", "list"])]) },
    { resource: role([rule([""], ["secrets"], ["get", "list", "watch"])]) },
    {
      resource: clusterRole([
        rule(["metrics.k8s.io"], ["nodes"], ["get"]),
        { nonResourceURLs: ["/metrics"], verbs: ["get"] },
      ]),
    },
    { resource: clusterRole([rule([""], ["namespaces"], ["get", "list", "watch"])]) },
    {
      resource: binding({ kind: "Role", name: "cluster-admin" }, [
        { kind: "ServiceAccount", name: "web" },
      ]),
    },
    { resource: binding({ kind: "ClusterRole", name: "cluster-admin" }, [], "kyverno") },
    {
      resource: binding(
        { kind: "ClusterRole", name: "web" },
        [{ kind: "ServiceAccount", name: "web" }],
        UNKNOWN as never,
      ),
    },
    { resource: aggregating({ matchLabels: { "acme.dev/aggregate": "true" } }) },
    { resource: aggregating(chosen("In", "acme.dev/aggregate", "true"), chosen("Exists", "a")) },
    { resource: aggregating(chosen("DoesNotExist", BOOT)) },
    {
      resource: clusterRole([rule(["*"], ["*"], ["get"])], operator),
      register: { services: [service], approvers: ["bob"] },
    },
  ],
  fail: [
    { resource: binding({ kind: "ClusterRole" }, []), expect: [{ path: "roleRef.name" }] },
    {
      resource: clusterRole([rule([""], ["*"], ["get"])], operator),
      expect: [
        {
          path: "rules[0].resources[0]",
          message:
            'ClusterRole "web": has "*" in resources; name each one. The need in airside/operator is stated, ' +
            "but the register holds no approval of it.",
        },
      ],
    },
    {
      resource: clusterRole([rule([""], ["*"], ["get"])]),
      expect: [
        {
          path: "rules[0].resources[0]",
          message: 'ClusterRole "web": has "*" in resources; name each one.',
        },
      ],
    },

    { resource: bad, expect: [{ path: "rules[0].verbs[0]" }] },
    { resource: role([rule([""], ["*"], ["get"])]), expect: [{ path: "rules[0].resources[0]" }] },
    { resource: role([rule([""], ["roles"], ["bind"])]), expect: [{ path: "rules[0].verbs[0]" }] },
    { resource: clusterRole([rule([""], ["users"], ["impersonate"])]) },
    {
      resource: clusterRole([rule([""], ["roles"], ["get", "escalate"])]),
      expect: [{ path: "rules[0].verbs[1]" }],
    },
    ...[
      {},
      { matchLabels: { [BOOT]: "rbac-defaults" } },
      chosen("Exists", BOOT),
      chosen("In", BOOT, "rbac-defaults"),
      chosen("NotIn", "team", "a"),
      chosen("DoesNotExist", "team"),
    ].map((selector) => ({
      resource: aggregating({ matchLabels: { a: "b" } }, selector),
      expect: [{ path: "aggregationRule.clusterRoleSelectors[1]" }],
    })),
    refused(rule([""], ["namespaces/finalize"], ["update"])),
    refused(rule([""], ["namespaces/status"], ["patch"])),
    refused(rule(["certificates.k8s.io"], ["signers"], ["approve"])),
    refused(rule(["certificates.k8s.io"], ["certificatesigningrequests/status"], ["patch"])),
    refused(rule([""], ["secrets"], ["list"])),
    refused({ resources: ["secrets"], verbs: ["watch"] }),
    refused(rule([""], ["serviceaccounts/token"], ["create"])),
    refused(rule([""], ["nodes/proxy"], ["get"])),
    refused(rule(["admissionregistration.k8s.io"], ["mutatingwebhookconfigurations"], ["patch"])),
    refused(
      rule(["admissionregistration.k8s.io"], ["validatingwebhookconfigurations"], ["delete"]),
    ),
    refused(rule(["certificates.k8s.io"], ["certificatesigningrequests/approval"], ["update"])),
    refused(rule([""], ["namespaces"], ["patch"])),
    refused(rule(["policies.kyverno.io"], ["policyexceptions"], ["create"])),
    {
      resource: binding({ kind: "ClusterRole", name: "cluster-admin" }, []),
      expect: [{ path: "roleRef.name" }],
    },
    {
      resource: binding({ kind: "Role", name: "web" }, [{ kind: "Group", name: "system:masters" }]),
      expect: [{ path: "subjects[0].name" }],
    },
    {
      resource: {
        ...binding({ kind: "ClusterRole", name: "cluster-admin" }, [], UNKNOWN as never),
        type: `kubernetes:${RBAC}:ClusterRoleBinding`,
      },
      expect: [{ path: "roleRef.name" }],
    },
    { resource: { ...bad, type: `kubernetes:${RBAC}:RolePatch` } },
    { resource: clusterRole([rule(["*"], ["*"], ["get"])], operator) },
    {
      resource: clusterRole([rule(["*"], ["*"], ["get"])], operator),
      register: { services: [service], approvers: ["ann"] },
    },
  ],
  notApplicable: [{ resource: BUCKET }, { resource: object("core/v1:Pod", bad.props) }],
  unknown: [
    {
      resource: role([rule([""], ["pods"], ["get", UNKNOWN])]),
      expect: [{ path: "rules[0].verbs[1]" }],
    },
    { resource: role(UNKNOWN), expect: [{ path: "rules" }] },
    {
      resource: aggregating(UNKNOWN),
      expect: [{ path: "aggregationRule.clusterRoleSelectors[0]" }],
    },
    {
      resource: binding({ kind: "ClusterRole", name: "cluster-admin" }, [], UNKNOWN as never),
      expect: [{ path: "metadata.namespace" }],
    },
    {
      resource: binding({ kind: "ClusterRole", name: UNKNOWN }, []),
      expect: [{ path: "roleRef.name" }],
    },
  ],
  secretBearing: {
    resource: secret(role([rule([""], [`${SECRET}*`], ["get"])]), "rules[0].resources[0]"),
  },
  malformed: { resource: role({ verbs: "*", resources: { a: 1 } }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
