import { trustClaimsConsistent } from "../../../policy-packs/identity/rules/trust-claims-consistent";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { githubTrust, MAIN, role, SERVICE_TRUST } from "./builders";

const ISSUER = "token.actions.githubusercontent.com";
const PRODUCTION = "repo:acme@7/api@42:environment:production";
const WORKFLOW = "acme/flows/.github/workflows/deploy.yml@refs/tags/v1";

const aws = (subject: string, more = {}, pins = {}) =>
  role({ assumeRolePolicy: githubTrust(subject, pins) }, { name: "aws", ...more });
const vault = (boundClaims: unknown, more = {}, props = {}) => ({
  type: "vault:jwt/authBackendRole:AuthBackendRole",
  name: "vault",
  props: { roleType: "jwt", boundAudiences: ["vault"], boundClaims, ...props },
  ...more,
});
const service = (name: string, props = {}) => ({ type: "airside:service:Service", name, props });
const lane = (type: string, of: string) => ({ lane: of, name: type });
const group = (props = {}) => ({
  type: "github:index/actionsRunnerGroup:ActionsRunnerGroup",
  name: "deployers",
  props: {
    restrictedToWorkflows: true,
    selectedWorkflows: [WORKFLOW],
    selectedRepositoryIds: [42],
    ...props,
  },
});
const images = (subject: string) => ({
  type: "kubernetes:policies.kyverno.io/v1:ImageValidatingPolicy",
  name: "images",
  props: {
    metadata: { labels: { "airside/service": "api" } },
    spec: {
      attestors: [
        {
          name: "a",
          cosign: { keyless: { identities: [{ issuer: `https://${ISSUER}`, subject }] } },
        },
      ],
    },
  },
});
const release = () =>
  role(
    {
      assumeRolePolicy: githubTrust(MAIN, { [`${ISSUER}:job_workflow_ref`]: WORKFLOW }),
      tags: { "airside:service": "api", "airside:lane": "release" },
    },
    { name: "release" },
  );

const fail = {
  resources: [
    aws(PRODUCTION, { parent: "api" }),
    vault({ sub: MAIN }, { parent: "api" }),
    service("api"),
  ],
  expect: [{ resource: "vault", path: "boundClaims" }],
};

describeRule(trustClaimsConsistent, {
  pass: [
    { resources: [aws(PRODUCTION), vault({ sub: PRODUCTION })] },
    {
      resources: [
        aws(PRODUCTION),
        vault({ sub: PRODUCTION, repository_id: "42", environment: "production" }),
      ],
    },
    {
      resources: [
        aws("repo:acme@7/api@42:pull_request"),
        vault({ sub: "repo:acme@7/api@42:pull_request", event_name: "pull_request" }),
      ],
    },
    { resources: [aws(PRODUCTION), aws(MAIN, { name: "other" }), vault({ sub: MAIN })] },
    { resources: [aws(PRODUCTION), aws(MAIN, lane("other", "build"))] },
    {
      resources: [
        role({
          assumeRolePolicy: githubTrust(MAIN),
          tags: { "airside:shared": "true", "airside:lane": "build" },
        }),
        role(
          { assumeRolePolicy: githubTrust(MAIN), tags: { "airside:shared": "true" } },
          { name: "other" },
        ),
      ],
    },
    {
      resources: [
        aws(
          MAIN,
          {},
          { [`${ISSUER}:job_workflow_ref`]: WORKFLOW, [`${ISSUER}:repository_id`]: "42" },
        ),
        group(),
      ],
    },
    {
      resources: [
        aws(MAIN, {}, { [`${ISSUER}:job_workflow_ref`]: WORKFLOW }),
        group({ restrictedToWorkflows: false }),
      ],
    },
    { resources: [release(), images(`https://github.com/${WORKFLOW}`)] },
  ],
  fail: [
    fail,
    {
      resources: [aws(PRODUCTION), vault({ repository_id: "42" })],
      expect: [{ resource: "vault", path: "boundClaims" }],
    },
    { resources: [aws(PRODUCTION), vault({ sub: PRODUCTION, job_workflow_ref: WORKFLOW })] },
    {
      resources: [
        aws(PRODUCTION),
        vault({ sub: "repo:acme@7/api@42:*" }, {}, { boundClaimsType: "glob" }),
      ],
    },
    {
      resources: [aws(MAIN), aws(MAIN, lane("other", "build"))],
      expect: [{ resource: "aws", path: "assumeRolePolicy" }],
    },
    {
      resources: [
        role({ assumeRolePolicy: githubTrust(MAIN), tags: { "airside:service": "a" } }),
        role(
          {
            assumeRolePolicy: githubTrust(MAIN),
            tags: { "airside:service": "b", "airside:shared": "true" },
          },
          { name: "other" },
        ),
      ],
      expect: [{ resource: "ci", path: "assumeRolePolicy" }],
    },
    {
      resources: [
        aws(
          MAIN,
          {},
          {
            [`${ISSUER}:job_workflow_ref`]: WORKFLOW.replace("deploy", "other"),
            [`${ISSUER}:repository_id`]: "43",
          },
        ),
        group(),
      ],
      expect: [
        { resource: "aws", path: "assumeRolePolicy" },
        { resource: "aws", path: "assumeRolePolicy" },
      ],
    },
    {
      resources: [
        release(),
        images("https://github.com/acme/flows/.github/workflows/other.yml@refs/tags/v1"),
      ],
      expect: [
        { resource: "images", path: "spec.attestors[0].cosign.keyless.identities[0].subject" },
      ],
    },
  ],
  notApplicable: [
    { resource: role({ assumeRolePolicy: SERVICE_TRUST }), resources: [vault({ sub: MAIN })] },
    {
      resources: [
        ...fail.resources,
        {
          type: "vault:jwt/authBackend:AuthBackend",
          name: "m",
          props: { path: "jwt", oidcDiscoveryUrl: "https://acme.okta.com" },
        },
      ],
    },
  ],
  unknown: [
    {
      resources: [
        aws(PRODUCTION, { parent: "api" }),
        vault(UNKNOWN, { parent: "api" }),
        service("api"),
      ],
    },
    {
      resources: [
        role({ assumeRolePolicy: UNKNOWN }, { parent: "api" }),
        vault({ sub: MAIN }, { parent: "api" }),
        service("api"),
      ],
    },
  ],
  secretBearing: {
    resources: fail.resources.map((each) => ({
      ...each,
      props: { ...each.props, note: "hunter2-secret" },
      secret: ["note"],
    })),
  },
  malformed: { resources: [aws("{"), vault(7), group({ selectedWorkflows: 7 })], expect: [] },
  excepted: fail,
  expired: fail,
});
