import { containmentKitPresent } from "../../../policy-packs/kubernetes/rules/containment-kit-present";
import { describeRule } from "../../support/rule-fixtures";
import { aws, BUCKET, object, SECRET, secret, UNKNOWN } from "./builders";

import { CLUSTER } from "./platform";

const piece = (value: unknown) =>
  object(
    "core/v1:ConfigMap",
    { metadata: { labels: { "airside/containment": value } } },
    { name: String(value) },
  );
const kit = ["quarantine", "hold", "pause", "capture"].map(piece);
const component = (type: string) =>
  object("x", {}, { type: `airside:containment:${type}`, name: type });
const statement = {
  Effect: "Allow",
  Principal: {
    Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
  },
};
const role = aws(
  "iam/role:Role",
  { name: "deploy", assumeRolePolicy: { Statement: [statement] } },
  { name: "deploy" },
);
const revocation = (where: unknown) =>
  aws("iam/rolePolicy:RolePolicy", {
    role: where,
    policy: '{"Condition":{"DateLessThan":{"aws:TokenIssueTime":"x"}}}',
  });
const bad = { resources: [CLUSTER] };

describeRule(containmentKitPresent, {
  pass: [
    { resources: [CLUSTER, ...kit] },
    { resources: [CLUSTER, component("Quarantine"), component("EvidenceHold")] },
    { resources: [CLUSTER, ...kit, role, revocation("deploy")] },
    { resources: [CLUSTER, ...kit, role, revocation(UNKNOWN)] },
    { resources: [CLUSTER, ...kit, { ...role, lane: "untrusted" }] },
    {
      resources: [
        CLUSTER,
        ...kit,
        {
          ...role,
          props: {
            ...role.props,
            inlinePolicies: [
              { policy: '{"Condition":{"DateLessThan":{"aws:TokenIssueTime":"x"}}}' },
            ],
          },
        },
      ],
    },
  ],
  fail: [
    {
      ...bad,
      expect: [
        "a deny tier for quarantined pods",
        "a policy against delete, exec and patch on held pods",
        "the pause label",
        "capture to the evidence store",
      ].map((what) => ({
        path: "",
        resource: "main",
        message: `The cluster "main" lacks ${what}; install it ahead of need.`,
      })),
    },
    { resources: [CLUSTER, ...kit.slice(1)], expect: [{ path: "" }] },
    { resources: [CLUSTER, ...kit, role], expect: [{ path: "", resource: "deploy" }] },
    { resources: [CLUSTER, ...kit, role, revocation("other")] },
  ],
  notApplicable: [{ resource: BUCKET }, { resources: kit }],
  unknown: { resources: [CLUSTER, ...kit.slice(1), piece(UNKNOWN)] },
  secretBearing: {
    resources: [CLUSTER, secret(piece(SECRET), 'metadata.labels["airside/containment"]')],
  },
  malformed: { resources: [CLUSTER, piece(["hold"]), revocation(1)] },
  excepted: bad,
  expired: bad,
});
