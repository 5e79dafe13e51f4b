import { trustWorkflowPinned } from "../../../policy-packs/identity/rules/trust-workflow-pinned";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { EC2, key, role, secretive, SUB, trust } from "./trust-fixtures";

const flow = (ref: string) => `acme/flows/.github/workflows/d.yml@${ref}`;
const pinned = (ref: string) => role(trust({ sub: SUB, job_workflow_ref: flow(ref) }));
const path = `assumeRolePolicy.Statement[0].Condition.StringEquals${key("job_workflow_ref")}`;
const component = (claims: unknown) => ({
  type: "airside:identity:TrustRole",
  name: "deploy",
  props: { claims, lane: "release" },
});
const register = {
  services: [
    {
      name: "flows",
      repository: { owner: "acme", name: "flows", protectedBranches: ["main"] },
    },
  ],
};
const fail = { resource: role(trust({ sub: SUB })), settings: { environment: "production" } };

describeRule(trustWorkflowPinned, {
  pass: [
    { resource: pinned("refs/tags/v1") },
    { resource: pinned("0123456789abcdef0123456789abcdef01234567") },
    { resource: pinned("refs/heads/main"), register },
    { resource: component({ workflow: flow("refs/tags/v1") }) },
    {
      resources: [
        component({ workflow: flow("refs/tags/v1") }),
        { ...pinned("refs/tags/v1"), parent: "deploy" },
      ],
    },
  ],
  fail: [
    {
      ...fail,
      expect: [
        {
          path: "assumeRolePolicy.Statement[0]",
          message:
            'The role "ci" must pin job_workflow_ref to <owner>/<repo>/.github/workflows/<file>@ and a commit, a ' +
            "tag or a protected branch, but it is not pinned.",
        },
      ],
    },
    { resource: pinned("refs/heads/main") },
    { resource: pinned("refs/heads/dev"), register },
    { resource: pinned("main"), register },
    { resource: role(trust({ sub: SUB, job_workflow_ref: "acme/flows/d.yml@refs/tags/v1" })) },
    {
      resources: [
        component({ workflow: flow("refs/tags/v1") }),
        { ...pinned("refs/tags/v2"), parent: "deploy" },
      ],
    },
    { resource: component({}), expect: [{ path: "claims.workflow" }] },
    {
      resource: component([{ workflow: flow("refs/tags/v1") }, {}]),
      expect: [{ path: "claims[1].workflow" }],
    },
    {
      resource: pinned("refs/heads/*"),
      expect: [
        {
          path,
          message:
            'The role "ci" must pin job_workflow_ref to <owner>/<repo>/.github/workflows/<file>@ and a commit, a ' +
            `tag or a protected branch, but it is "${flow("refs/heads/*")}", which names no single workflow.`,
        },
      ],
    },
    ...["acme/other", "other/flows"].map((repository) => ({
      resource: role(
        trust({
          sub: SUB,
          job_workflow_ref: `${repository}/.github/workflows/d.yml@refs/heads/main`,
        }),
      ),
      register,
      expect: [
        {
          path,
          message:
            'The role "ci" must pin job_workflow_ref to <owner>/<repo>/.github/workflows/<file>@ and a commit, a ' +
            `tag or a protected branch, but it is "${repository}/.github/workflows/d.yml@refs/heads/main", and ` +
            "nothing shows the branch main protected.",
        },
      ],
    })),
    {
      resource: component({ workflow: 7 }),
      expect: [
        {
          path: "claims.workflow",
          message:
            'The role "deploy" must pin job_workflow_ref to <owner>/<repo>/.github/workflows/<file>@ and a commit, ' +
            "a tag or a protected branch, but it is not pinned.",
        },
      ],
    },
  ],
  notApplicable: [
    { resource: role(EC2) },
    { resource: role(trust({ sub: SUB }), { lane: "build" }) },
    { resource: role(trust({ sub: SUB }), { lane: "untrusted" }) },
  ],
  unknown: [
    { resource: role(UNKNOWN) },
    {
      resource: role(trust({ job_workflow_ref: UNKNOWN })),
      expect: [
        { path: `assumeRolePolicy.Statement[0].Condition.StringEquals${key("job_workflow_ref")}` },
      ],
    },
    { resource: component(UNKNOWN), expect: [{ path: "claims.workflow" }] },
    { resource: component({ workflow: UNKNOWN }), expect: [{ path: "claims.workflow" }] },
    {
      resource: role(trust({}, { Condition: UNKNOWN })),
      expect: [{ path: "assumeRolePolicy.Statement[0].Condition" }],
    },
  ],
  secretBearing: { resource: secretive(trust({ sub: SUB })) },
  malformed: { resource: component({ workflow: 7 }) },
  excepted: fail,
  expired: fail,
});
