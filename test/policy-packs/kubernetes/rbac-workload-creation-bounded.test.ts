import { rbacWorkloadCreationBounded } from "../../../policy-packs/kubernetes/rules/rbac-workload-creation-bounded";
import { describeRule } from "../../support/rule-fixtures";
import { BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

const RBAC = "rbac.authorization.k8s.io/v1";
const creating = (resources: unknown, verbs: unknown = ["create"], metadata = {}) =>
  object(`${RBAC}:Role`, {
    metadata: { namespace: "shop", ...metadata },
    rules: [{ apiGroups: [""], resources, verbs }],
  });
const bad = creating(["pods"]);
const CREATED = [
  "pods",
  "pods/exec",
  "pods/attach",
  "pods/ephemeralcontainers",
  "pods/portforward",
  "persistentvolumes",
];

describeRule(rbacWorkloadCreationBounded, {
  pass: [
    { resource: creating(["pods", "pods/ephemeralcontainers"], ["get", "list"]) },
    { resource: creating(["configmaps"], ["create"], { namespace: UNKNOWN }) },

    { resource: creating(["configmaps"]) },
    { resource: creating(["pods"], ["get", "delete"]) },
    { resource: creating(["pods"], ["create"], { namespace: "kyverno" }) },
    {
      resource: creating(["pods"], ["create"], {
        annotations: { "airside/operator": "runs jobs" },
      }),
    },
    {
      resource: object(`${RBAC}:Role`, {
        rules: [{ apiGroups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["create"] }],
      }),
    },
  ],
  fail: [
    { resource: creating(["pods/ephemeralcontainers"], ["update"]) },
    {
      resource: creating(["pods/ephemeralcontainers"], ["patch"]),
      expect: [
        {
          path: "rules[0].resources[0]",
          message:
            'Role "web": may add containers through pods/ephemeralcontainers; leave it out, or state the need in ' +
            "airside/operator.",
        },
      ],
    },
    {
      resource: {
        ...creating(["pods"], ["create"], { namespace: UNKNOWN }),
        type: `kubernetes:${RBAC}:ClusterRole`,
      },
    },

    ...CREATED.map((name) => ({
      resource: creating([name]),
      expect: [{ path: "rules[0].resources[0]" }],
    })),
    { resource: creating(["pods"], ["*"]) },
    { resource: creating(["*"]) },
    { resource: creating(["*/exec"]) },
    {
      resource: {
        ...creating(["pods"], ["create"], { namespace: "kyverno" }),
        type: `kubernetes:${RBAC}:ClusterRole`,
      },
    },
    { resource: object(`${RBAC}:Role`, { rules: [{ resources: ["pods"], verbs: ["create"] }] }) },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    { resource: creating(["pods"], UNKNOWN), expect: [{ path: "rules[0].verbs" }] },
    {
      resource: creating(["pods"], ["create"], { namespace: UNKNOWN }),
      expect: [{ path: "metadata.namespace" }],
    },
  ],
  secretBearing: {
    resource: secret(creating(["pods", SECRET], ["create"]), "rules[0].resources[1]"),
  },
  malformed: { resource: creating("pods", { create: true }) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
