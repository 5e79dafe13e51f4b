import { trustSubjectExact } from "../../../policy-packs/identity/rules/trust-subject-exact";
import type { Resource } from "../../../policy-packs/lib/rule";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { EC2, key, role, secretive, SUB, trust, trustUnder } from "./trust-fixtures";

const component = (claims: unknown, more: object = {}): Resource => ({
  type: "airside:identity:TrustRole",
  name: "deploy",
  props: { claims, lane: "deploy", ...more },
});
const repository = { owner: "acme", name: "api", ownerId: 42, id: 4242 };
const declared = component({ repository, scope: { branch: "main" } });
const several = component([
  { repository, scope: { branch: "main" } },
  { repository, scope: { tag: "v1" }, workflow: "acme/flows/.github/workflows/d.yml@refs/tags/v1" },
]);
const within = (sub: unknown, claims = {}) => role(trust({ sub, ...claims }), { parent: "deploy" });
const path = `assumeRolePolicy.Statement[0].Condition.StringEquals${key("sub")}`;
const org = role(trustUnder("StringLike", "repo:acme/*"));
const flow = "acme/flows/.github/workflows/d.yml@refs/tags/v1";

describeRule(trustSubjectExact, {
  pass: [
    { resource: role(trust({ sub: SUB })) },
    { resource: role(JSON.stringify(trust({ sub: [SUB, "repo:acme/api:environment:prod"] }))) },
    { resources: [declared, within(SUB)] },
    { resources: [declared, within("repo:acme/api:ref:refs/heads/main")] },
    { resource: role(trust({ sub: "repo:acme/api:pull_request" }), { lane: "untrusted" }) },
    { resources: [several, within(SUB)] },
    {
      resources: [
        several,
        within("repo:acme@42/api@4242:ref:refs/tags/v1", { job_workflow_ref: flow }),
      ],
    },
    {
      resources: [
        component({ repository, scope: { pullRequests: true } }, { lane: "untrusted" }),
        within("repo:acme@42/api@4242:pull_request"),
      ],
    },
    {
      resources: [
        component({ repository, scope: { environment: "a:b" }, renameTo: "web" }),
        within([
          "repo:acme@42/api@4242:environment:a%3Ab",
          "repo:acme@42/web@4242:environment:a%3Ab",
        ]),
      ],
    },
    {
      resources: [
        component({ repository, scope: { tag: "v1" }, workflow: flow }),
        within("repo:acme@42/api@4242:ref:refs/tags/v1", { job_workflow_ref: flow }),
      ],
    },
  ],
  fail: [
    {
      resource: org,
      expect: [
        {
          path: `assumeRolePolicy.Statement[0].Condition.StringLike${key("sub")}`,
          message:
            'The role "ci" admits GitHub tokens beyond one exact job: "repo:acme/*" admits more than one repository. ' +
            'It lets in {"iss":"https://token.actions.githubusercontent.com","aud":"sts.amazonaws.com",' +
            '"repository_id":"111","repository_owner_id":"11","ref":"refs/pull/1/merge","workflow":"deploy",' +
            '"actor":"someone","actor_id":"1",' +
            '"job_workflow_ref":"acme/x/.github/workflows/deploy.yml@refs/pull/1/merge",' +
            '"sub":"repo:acme/x:pull_request","repository":"acme/x"}. Name one repository and one branch, tag or ' +
            'environment, such as "repo:acme/api:environment:production".',
        },
      ],
    },
    { resource: role(undefined), expect: [{ path: "assumeRolePolicy" }] },
    { resource: role("{"), expect: [{ path: "assumeRolePolicy" }] },
    {
      resource: role(trust({ sub: [SUB, "repo:acme/*"] })),
      expect: [{ path: `${path}[1]` }],
    },
    // The document must not exceed what its component declares.
    {
      resources: [declared, within("repo:acme@42/api@4242:ref:refs/heads/dev")],
      expect: [{ path }],
    },
    {
      resources: [declared, within("repo:acme@42/api@4243:ref:refs/heads/main")],
      expect: [{ path }],
    },
    { resources: [declared, within("repo:acme@42/api@4242:pull_request")], expect: [{ path }] },
    // Nor any of the jobs, where it declares several.
    {
      resources: [several, within([SUB, "repo:acme@42/api@4242:ref:refs/tags/v2"])],
      expect: [
        {
          path: `${path}[1]`,
          message:
            'The role "ci" admits GitHub tokens beyond one exact job: "repo:acme@42/api@4242:ref:refs/tags/v2" is not ' +
            "one of the jobs declared for the role (acme/api, ref:refs/heads/main; acme/api, ref:refs/tags/v1). " +
            'It lets in {"iss":"https://token.actions.githubusercontent.com","aud":"sts.amazonaws.com",' +
            '"workflow":"deploy","actor":"someone","actor_id":"1",' +
            '"job_workflow_ref":"acme/api/.github/workflows/deploy.yml@refs/tags/v2",' +
            '"sub":"repo:acme@42/api@4242:ref:refs/tags/v2","ref":"refs/tags/v2","repository_id":"4242",' +
            '"repository":"acme/api","repository_owner_id":"42"}. Name one repository and one branch, tag or ' +
            'environment, such as "repo:acme/api:environment:production".',
        },
      ],
    },
    // A workflow that is declared for one of them is for that one.
    {
      resources: [several, within("repo:acme@42/api@4242:ref:refs/tags/v1")],
      expect: [{ path: "assumeRolePolicy.Statement[0]" }],
    },
    {
      resources: [
        component([
          { repository, scope: { branch: "main" } },
          { repository, scope: {} },
        ]),
      ],
      expect: [{ path: "claims[1].scope" }],
    },
    { resources: [component([])], expect: [{ path: "claims" }] },
    {
      resources: [declared, within("repository_id:4243:ref:refs/heads/main")],
      expect: [{ path }],
    },
    {
      resources: [
        component({ repository, scope: { branch: "main" }, issuer: "token.actions.acme.ghe.com" }),
        within(SUB),
      ],
      expect: [{ path: "assumeRolePolicy.Statement[0].Principal" }],
    },
    {
      resources: [
        component({ repository, scope: { branch: "main" }, workflow: flow }),
        within(SUB),
      ],
      expect: [{ path: "assumeRolePolicy.Statement[0]" }],
    },
    // A role for pull requests admits those of one repository and nothing else.
    {
      resource: role(trustUnder("StringLike", "repo:acme/api:*"), { lane: "untrusted" }),
      expect: [{ path: `assumeRolePolicy.Statement[0].Condition.StringLike${key("sub")}` }],
    },
    {
      resource: component({ repository, scope: { branch: "v*" } }),
      expect: [{ path: "claims.scope" }],
    },
    { resource: component({ scope: { branch: "main" } }), expect: [{ path: "claims.repository" }] },
    { resource: component(undefined), expect: [{ path: "claims.repository" }] },
  ],
  notApplicable: [
    { resource: role(EC2) },
    { resource: { type: "aws:iam/user:User", name: "u", props: {} } },
  ],
  unknown: [
    { resource: role(UNKNOWN), expect: [{ path: "assumeRolePolicy" }] },
    { resource: role(trust({ sub: UNKNOWN })), expect: [{ path }] },
    { resource: role(trust({ sub: [SUB, UNKNOWN] })), expect: [{ path: `${path}[1]` }] },
    {
      resource: role(trust({ sub: SUB }, { Principal: { Federated: UNKNOWN } })),
      expect: [{ path: "assumeRolePolicy.Statement[0].Principal.Federated" }],
    },
    {
      resource: role(trust({}, { Condition: UNKNOWN })),
      expect: [{ path: "assumeRolePolicy.Statement[0].Condition" }],
    },
    { resource: component(UNKNOWN), expect: [{ path: "claims" }] },
    {
      resource: component({
        repository: { ...repository, id: UNKNOWN },
        scope: { branch: "main" },
      }),
      expect: [{ path: "claims.repository.id" }],
    },
  ],
  secretBearing: { resource: secretive(trustUnder("StringLike", "repo:*")) },
  malformed: [null, 1, [], {}, { Statement: 3 }, { Statement: [null] }].map((document) => ({
    resource: role(document),
  })),
  excepted: { resource: org },
  expired: { resource: org },
});
