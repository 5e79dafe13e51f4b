import { trustAudiencePinned } from "../../../policy-packs/identity/rules/trust-audience-pinned";
import { UNKNOWN } from "../../../policy-packs/lib/unknown";
import { describeRule } from "../../support/rule-fixtures";
import { policy, PROVIDER } from "./trust-cases";
import { EC2, key, role, secretive, SUB, trust, trustOfProvider } from "./trust-fixtures";

const provider = (url: unknown, ...clientIdLists: unknown[]) => ({
  type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  name: "github",
  props: { url, clientIdLists },
});
const GITHUB = "https://token.actions.githubusercontent.com";
const path = `assumeRolePolicy.Statement[0].Condition.StringEquals${key("aud")}`;
const china = (aud: readonly string[]) =>
  role(trust({ sub: SUB, aud }, { Principal: { Federated: PROVIDER.replace("aws", "aws-cn") } }));
/** Providers that STS names by host, and the claim that says for whom their tokens are made. */
const HOSTS = [
  ["cognito-identity.amazonaws.com", "aud"],
  ["accounts.google.com", "aud"],
  ["www.amazon.com", "app_id"],
  ["graph.facebook.com", "app_id"],
  ["gitlab.com", "aud"],
  ["https://gitlab.com/", "aud"],
] as const;
const foreign = role(trust({ sub: SUB, aud: "https://github.com/acme" }));

describeRule(trustAudiencePinned, {
  pass: [
    { resource: role(trust({ sub: SUB })) },
    { resource: provider(GITHUB, "sts.amazonaws.com") },
    { resource: provider("https://gitlab.com", "https://gitlab.com") },
    {
      resource: role(trust({ sub: SUB, aud: ["api://aws", "sts.amazonaws.com"] })),
      settings: { "identity.audiences": ["sts.amazonaws.com", "api://aws"] },
    },
    { resource: china(["sts.amazonaws.com.cn"]) },
    { resource: china(["sts.amazonaws.com", "sts.amazonaws.com.cn"]) },
    ...["www.amazon.com", "graph.facebook.com"].map((host) => ({
      resource: role(trustOfProvider(host, { StringEquals: { [`${host}:app_id`]: "shop" } })),
      settings: { "identity.audiences": ["shop"] },
    })),
    {
      resource: role(
        trustOfProvider("accounts.google.com", {
          StringEquals: { "accounts.google.com:aud": "sts.amazonaws.com" },
        }),
      ),
    },
  ],
  fail: [
    {
      resource: foreign,
      expect: [
        {
          path,
          message:
            'The role "ci" must pin token.actions.githubusercontent.com:aud to sts.amazonaws.com by StringEquals, ' +
            'but Statement[0] also admits "https://github.com/acme".',
        },
      ],
    },
    {
      resource: role(trust({ aud: ["sts.amazonaws.com", "x"] })),
      expect: [{ path: `${path}[1]` }],
    },
    {
      resource: role(trust({}, { Condition: {} })),
      expect: [{ path: "assumeRolePolicy.Statement[0]" }],
    },
    {
      resource: provider(GITHUB, "sts.amazonaws.com", "x"),
      expect: [{ path: "clientIdLists[1]" }],
    },
    { resource: provider(`${GITHUB}/acme-inc`, "x") },
    { resource: provider(undefined, "x") },
    {
      resource: china(["sts.amazonaws.com.cn"]),
      settings: { "identity.audiences": ["api://aws"] },
      expect: [{ path: `${path}[0]` }],
    },
    { resource: role(trust({ sub: SUB, aud: "sts.amazonaws.com.cn" })), expect: [{ path }] },
    ...HOSTS.map(([host, claim]) => {
      const issuer = host.replace(/^https:\/\/|\/$/g, "");
      const message =
        `The role "ci" must pin ${issuer}:${claim} to sts.amazonaws.com by StringEquals, ` +
        "but Statement[0] does not pin it.";
      return {
        resource: role(trustOfProvider(host)),
        expect: [{ path: "assumeRolePolicy.Statement[0]", message }],
      };
    }),
    {
      resource: role(
        trustOfProvider("www.amazon.com", {
          StringEquals: { "www.amazon.com:aud": "sts.amazonaws.com" },
        }),
      ),
      expect: [{ path: "assumeRolePolicy.Statement[0]" }],
    },
    // What is surely wrong is said, whatever is not known beside it.
    { resource: role(trust({ aud: [UNKNOWN, "x"] })), expect: [{ path: `${path}[1]` }] },
  ],
  notApplicable: [
    { resource: role(EC2) },
    { resource: role(trust({ aud: "x" }, { Effect: "Deny" })) },
    { resource: role(trustOfProvider("arn:aws:iam::123456789012:saml-provider/login.example")) },
    {
      resource: role(
        policy({
          Effect: "Allow",
          Principal: { Service: "cognito-identity.amazonaws.com" },
          Action: "sts:AssumeRole",
        }),
      ),
    },
  ],
  unknown: [
    { resource: role(UNKNOWN) },
    { resource: role(trust({ aud: UNKNOWN })), expect: [{ path }] },
    { resource: provider(GITHUB, UNKNOWN), expect: [{ path: "clientIdLists[0]" }] },
    { resource: provider(UNKNOWN, "x"), expect: [{ path: "url" }] },
    { resource: { ...provider(GITHUB), props: { url: GITHUB, clientIdLists: UNKNOWN } } },
    {
      resource: role(trust({}, { Condition: UNKNOWN })),
      expect: [{ path: "assumeRolePolicy.Statement[0].Condition" }],
    },
  ],
  secretBearing: { resource: secretive(trust({ aud: "x" })) },
  malformed: { resource: provider(null, null, 7, {}) },
  excepted: { resource: foreign },
  expired: { resource: foreign },
});
