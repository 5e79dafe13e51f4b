import { vaultRoleBoundExact } from "../../../policy-packs/identity/rules/vault-role-bound-exact";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";

const GITHUB = "https://token.actions.githubusercontent.com";
const BOUNDS = {
  roleName: "api-production",
  backend: "github",
  roleType: "jwt",
  userClaim: "repository_id",
  boundAudiences: ["https://vault.example.com"],
  boundClaimsType: "string",
  boundClaims: { repository_id: "42", environment: "production" },
  tokenTtl: 900,
  tokenMaxTtl: 3600,
};

const jwt = (props = {}, more = {}) => ({
  type: "vault:jwt/authBackendRole:AuthBackendRole",
  name: "api",
  props: { ...BOUNDS, ...props },
  ...more,
});
const without = (...inputs: string[]) =>
  jwt(Object.fromEntries(inputs.map((input) => [input, undefined])));
const mount = (props: Readonly<Record<string, unknown>>) => ({
  type: "vault:jwt/authBackend:AuthBackend",
  name: "mount",
  props,
});
const kubernetes = (props = {}) => ({
  type: "vault:kubernetes/authBackendRole:AuthBackendRole",
  name: "pods",
  props: {
    boundServiceAccountNames: ["api"],
    boundServiceAccountNamespaces: ["shop"],
    audience: "vault",
    ...props,
  },
});

const SUBJECT = "repo:acme@7/api@42:ref:refs/heads/main";
const fail = {
  resource: jwt({ boundClaimsType: "glob" }),
  expect: [{ resource: "api", path: "boundClaimsType" }],
};
const at = (props: object, ...paths: string[]) => ({
  resource: jwt(props),
  expect: paths.map((path) => ({ path })),
});

describeRule(vaultRoleBoundExact, {
  pass: [
    { resource: jwt() },
    { resource: jwt(), resources: [mount({ path: "github", oidcDiscoveryUrl: GITHUB })] },
    { resource: without("boundClaimsType") },
    { resource: jwt({ boundClaims: undefined, boundSubject: SUBJECT, userClaim: "sub" }) },
    { resource: jwt({ boundClaims: { sub: SUBJECT } }) },
    {
      resource: jwt({
        boundClaims: {
          sub: `repo:acme/api:ref:refs/heads/main,${SUBJECT}`,
          repository_id: "42",
          ref: "refs/heads/main",
        },
      }),
    },
    { resource: jwt({ boundClaims: { "/repository_id": "42", "/ref": "refs/heads/main" } }) },
    {
      resource: jwt({
        boundSubject: "repo:acme@7/api@42:pull_request",
        boundClaims: { job_workflow_ref: "acme/flows/.github/workflows/check.yml@refs/tags/v1" },
      }),
    },
    { resource: kubernetes() },
  ],
  fail: [
    fail,
    { resource: without("roleType"), expect: [{ path: "roleType" }] },
    at({ roleType: "oidc" }, "roleType"),
    { resource: without("boundAudiences"), expect: [{ path: "boundAudiences" }] },
    at({ boundAudiences: [] }, "boundAudiences"),
    { resource: without("boundClaims"), expect: [{ path: "boundClaims" }] },
    at({ boundClaims: { repository_id: "42" } }, "boundClaims"),
    at({ boundClaims: { environment: "production" } }, "boundClaims"),
    at({ boundClaims: { repository: "acme/api", environment: "production" } }, "boundClaims"),
    at({ boundClaims: { repository_id: "42,43", environment: "production" } }, "boundClaims"),
    at({ boundClaims: { repository_id: "42", ref: "refs/heads/a,refs/heads/b" } }, "boundClaims"),
    at(
      { boundClaims: { repository_id: "42", ref: "refs/heads/*" } },
      "boundClaims.ref",
      "boundClaims",
    ),
    at({ boundClaims: { sub: `repo:evil/x:ref:refs/heads/main,${SUBJECT}` } }, "boundClaims"),
    at(
      { boundClaims: undefined, boundSubject: "repo:acme/api:environment:production" },
      "boundClaims",
    ),
    at({ boundClaims: undefined, boundSubject: "repo:acme@7/api@42:pull_request" }, "boundClaims"),
    at({ userClaim: "actor" }, "userClaim"),
    at({ tokenTtl: 7200 }, "tokenTtl"),
    at({ tokenMaxTtl: 86_400 }, "tokenMaxTtl"),
    { resource: without("tokenMaxTtl"), expect: [{ path: "tokenMaxTtl" }] },
    at({ tokenMaxTtl: 0 }, "tokenMaxTtl"),
    at({ tokenPeriod: 600 }, "tokenMaxTtl"),
    {
      resource: jwt({ roleType: "oidc" }),
      resources: [mount({ path: "/github/", boundIssuer: `${GITHUB}/acme` })],
    },
    {
      resource: jwt({ roleType: "oidc", backend: undefined }),
      resources: [mount({ jwtValidationPubkeys: ["k"] })],
    },
    {
      resource: kubernetes({ boundServiceAccountNames: ["*"] }),
      expect: [{ path: "boundServiceAccountNames" }],
    },
    {
      resource: kubernetes({ boundServiceAccountNamespaces: ["shop-*"] }),
      expect: [{ path: "boundServiceAccountNamespaces" }],
    },
    {
      resource: kubernetes({ boundServiceAccountNamespaceSelector: "{}" }),
      expect: [{ path: "boundServiceAccountNamespaceSelector" }],
    },
    { resource: kubernetes({ audience: undefined }), expect: [{ path: "audience" }] },
  ],
  notApplicable: [
    {
      resource: jwt({ roleType: "oidc", backend: "okta" }),
      resources: [mount({ path: "okta", oidcDiscoveryUrl: "https://acme.okta.com" })],
    },
    { resource: { type: "vault:index/policy:Policy", name: "p", props: {} } },
  ],
  unknown: [
    { resource: jwt({ roleType: UNKNOWN }), expect: [{ path: "roleType" }] },
    { resource: jwt({ boundAudiences: [UNKNOWN] }), expect: [{ path: "boundAudiences[0]" }] },
    { resource: jwt({ boundClaims: UNKNOWN }), expect: [{ path: "boundClaims" }] },
    {
      resource: jwt({ boundClaims: { repository_id: UNKNOWN, ref: "refs/heads/main" } }),
      expect: [{ path: "boundClaims" }],
    },
    { resource: kubernetes({ audience: UNKNOWN }), expect: [{ path: "audience" }] },
  ],
  secretBearing: {
    resource: jwt({ boundAudiences: "hunter2-secret" }, { secret: ["boundAudiences"] }),
  },
  malformed: { resource: jwt({ boundClaims: [] }), expect: [{ path: "boundClaims" }] },
  excepted: fail,
  expired: fail,
});
