import type { Finding } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { expectField, field, members, type Place, unknownField } from "./fields";
import type { KubernetesObject } from "./kinds";
import { granted, type Power, WRITE } from "./rbac";
import { selects } from "./selectors";

const ESCALATIONS: readonly unknown[] = ["escalate", "bind", "impersonate"];
const READ_SECRETS: Power = {
  groups: [""],
  resources: ["secrets"],
  verbs: ["get", "list", "watch"],
};
/** What makes its holder more than its role says. Reading `nodes/proxy` runs commands in pods. */
const POWERS: readonly (readonly [words: string, power: Power])[] = [
  ["issues tokens", { groups: [""], resources: ["serviceaccounts/token"], verbs: WRITE }],
  ["reaches every kubelet", { groups: [""], resources: ["nodes/proxy"], verbs: [...WRITE, "get"] }],
  [
    "changes admission webhooks",
    {
      groups: ["admissionregistration.k8s.io"],
      resources: ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
      verbs: WRITE,
    },
  ],
  [
    "approves certificates",
    {
      groups: ["certificates.k8s.io"],
      resources: [
        "certificatesigningrequests/approval",
        "certificatesigningrequests/status",
        "signers",
      ],
      verbs: [...WRITE, "approve", "sign"],
    },
  ],
  [
    "writes namespaces' labels",
    {
      groups: [""],
      resources: ["namespaces", "namespaces/status", "namespaces/finalize"],
      verbs: ["create", "update", "patch"],
    },
  ],
  [
    "excepts itself from policies",
    {
      groups: ["policies.kyverno.io", "kyverno.io"],
      resources: ["policyexceptions"],
      verbs: ["create", "update", "patch"],
    },
  ],
];

/** What cluster-admin can be selected by. */
const OF_CLUSTER_ADMIN = { "kubernetes.io/bootstrapping": "rbac-defaults" };

/** Selectors by which a role takes in what cluster-admin may, without saying so. */
export function aggregationOf(role: KubernetesObject): Finding[] {
  return members(role, "aggregationRule", "clusterRoleSelectors").flatMap((selector) => {
    if (isUnknown(selector.body)) return [unknownField(selector, [])];
    if (!selects(selector.body, OF_CLUSTER_ADMIN)) return [];
    const message = "aggregates cluster-admin as well; select roles by a label of your own.";
    return [{ path: selector.path, message }];
  });
}

const POWERFUL = new Set(POWERS.flatMap(([, { resources }]) => resources));

/** Whether the rule names resources, and none that any of the powers is over: most rules are such. */
function isHarmless({ body }: Place): boolean {
  const resources = field(body, "resources");
  if (!Array.isArray(resources)) return false;
  return resources.every(
    (name) => typeof name === "string" && !name.includes("*") && !POWERFUL.has(name),
  );
}

/** What one rule of a role grants beyond named verbs on harmless, named resources. */
export function excessOf(rule: Place, role: KubernetesObject): Finding[] {
  const wild = ["verbs", "resources"].flatMap((list) =>
    members(rule, list).flatMap((entry) =>
      expectField(
        entry,
        [],
        (value) => typeof value === "string" && !value.includes("*"),
        (found) => `has ${found} in ${list}; name each one.`,
      ),
    ),
  );
  const escalating = members(rule, "verbs").flatMap((verb) =>
    expectField(
      verb,
      [],
      (value) => !ESCALATIONS.includes(value),
      (found) => `has the verb ${found}, by which its holder takes rights it was not given.`,
    ),
  );
  // A wildcard grants all that follows as well; one finding for it is enough.
  if (wild.some(({ unknown }) => unknown !== true)) return [...wild, ...escalating];
  const powers = (isHarmless(rule) ? [] : POWERS).flatMap(([words, power]) =>
    granted(rule, power, (name) => `${words}, by writing ${name}; leave it to the platform.`),
  );
  const isClusterWide = role.kind === "ClusterRole";
  const secrets = isClusterWide
    ? granted(rule, READ_SECRETS, () => "reads the secrets of every namespace; use a Role in one.")
    : [];
  return [...wild, ...escalating, ...powers, ...secrets];
}
