import * as rbac from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";

import type { Lane } from "../lib/lanes";

/** Whose service account may write runner pods into a lane's namespace. */
export interface ControllerAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Lets the controller work in one lane's namespace; returns what a scale set has to wait for. */
export function controllerRights(
  name: string,
  {
    namespace,
    lane,
    controller,
  }: {
    readonly namespace: string;
    readonly lane: Lane;
    readonly controller: ControllerAccount;
  },
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const metadata = { name: "runner-controller", namespace, labels: { "airside/lane": lane } };
  const annotations = {
    "airside/operator": "The runner controller makes this lane's one-job pods",
  };
  const { serviceAccount, namespace: from } = controller;
  new rbac.Role(
    `${name}-controller`,
    { metadata: { ...metadata, annotations }, rules: CONTROLLER_RULES },
    opts,
  );
  return new rbac.RoleBinding(
    `${name}-controller`,
    {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "runner-controller" },
      subjects: [{ kind: "ServiceAccount", name: serviceAccount, namespace: from }],
    },
    opts,
  );
}

/** What the controller does for each runner: a pod, its one-time secret, and an account without rights. */
const CONTROLLER_RULES = [
  { apiGroups: [""], resources: ["pods"], verbs: ["create", "delete", "get", "patch", "update"] },
  { apiGroups: [""], resources: ["pods/status"], verbs: ["get"] },
  ...["secrets", "serviceaccounts"].map((resource) => ({
    apiGroups: [""],
    resources: [resource],
    verbs: ["create", "delete", "get", "list", "patch", "update"],
  })),
  {
    apiGroups: ["rbac.authorization.k8s.io"],
    resources: ["roles", "rolebindings"],
    verbs: ["create", "delete", "get", "patch", "update"],
  },
];
