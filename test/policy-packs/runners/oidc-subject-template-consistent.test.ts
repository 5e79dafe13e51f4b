import { oidcSubjectTemplateConsistent } from "../../../policy-packs/runners/rules/oidc-subject-template-consistent";
import { describeRule } from "../../support/rule-fixtures";
import { githubTrust, role, SERVICE_TRUST } from "../identity/builders";
import { BUCKET, github, SECRET, secretive, UNKNOWN, type Props } from "./builders";

const ISSUER = "token.actions.githubusercontent.com";
const expecting = (subject: string | readonly string[], more = {}) =>
  role({ assumeRolePolicy: githubTrust(subject, more) });
const vault = (props: Props) => ({
  type: "vault:jwt/authBackendRole:AuthBackendRole",
  name: "vault",
  props: { roleType: "jwt", ...props },
});
const template = (includeClaimKeys: unknown, changes = {}, rest = {}) =>
  github(
    "ActionsRepositoryOidcSubjectClaimCustomizationTemplate",
    { repository: "api", useDefault: false, includeClaimKeys, ...changes },
    { name: "template", ...rest },
  );
const organization = (includeClaimKeys: unknown) =>
  github(
    "ActionsOrganizationOidcSubjectClaimCustomizationTemplate",
    { includeClaimKeys },
    { name: "organization" },
  );
const MAIN = "repo:acme/api:ref:refs/heads/main";
const IDS = "repository_owner_id:7:repository_id:42";
const WORKFLOW = "acme/gate/.github/workflows/deploy.yml@refs/heads/main";
const pinned = { [`${ISSUER}:repository`]: "acme/api" };
const path = `assumeRolePolicy.Statement[0].Condition.StringEquals["${ISSUER}:sub"]`;
const mismatch = (...resources: ReturnType<typeof role>[]) => ({
  resources,
  expect: [{ path, resource: "ci" }],
});
const wrong = mismatch(expecting(MAIN), template(["repo", "job_workflow_ref"]));
const first = (resource: ReturnType<typeof role>) => ({
  resource,
  expect: [{ path: "includeClaimKeys[0]", resource: resource.name }],
});

describeRule(oidcSubjectTemplateConsistent, {
  pass: [
    { resource: expecting(MAIN) },
    {
      resource: expecting([
        "repo:acme@7/api@42:environment:production",
        "repo:acme/api:pull_request",
      ]),
    },
    { resources: [expecting(MAIN), template(undefined, { useDefault: true })] },
    { resources: [expecting(MAIN), template(["repo", "context"])] },
    {
      resources: [
        expecting(`repo:acme/api:job_workflow_ref:${WORKFLOW}`),
        template(["repo", "job_workflow_ref"], { useDefault: "false" }),
      ],
    },
    {
      resources: [
        expecting(`repo:acme/api:job_workflow_ref:${WORKFLOW}`),
        template(["repo", "job_workflow_ref"]),
      ],
    },
    { resources: [expecting(IDS, pinned), template(["repository_owner_id", "repository_id"])] },
    { resources: [expecting(IDS), template(["repository_owner_id", "repository_id"])] },
    // The organization's keys, where the repository gives up the default and has none of its own.
    {
      resources: [
        expecting(`${MAIN.replace("repo", "repository")}`),
        template([]),
        organization(["repository", "context"]),
      ],
    },
    { resources: [expecting(MAIN), organization(["repository_id", "context"])] },
    { resources: [expecting(MAIN), template(["repository", "context"], { repository: "web" })] },
    { resources: [expecting("repo:acme/api:*"), template(["repo", "job_workflow_ref"])] },
    { resource: vault({ boundSubject: MAIN }) },
    { resource: vault({ boundClaims: { sub: `${MAIN},repo:acme/api:environment:production` } }) },
    {
      resources: [
        {
          type: "airside:identity:TrustRole",
          name: "trust",
          props: { claims: { repository: { owner: "acme", name: "api" } } },
        },
        { ...expecting(IDS), parent: "trust" },
        template(["repository_owner_id", "repository_id"]),
      ],
    },
  ],
  fail: [
    {
      ...wrong,
      expect: [
        {
          path,
          resource: "ci",
          message: `Role "ci": the subject "${MAIN}" has not the shape repo:job_workflow_ref that tokens of its repository carry; change both together.`,
        },
      ],
    },
    mismatch(expecting(`repo:acme/api:job_workflow_ref:${WORKFLOW}`)),
    mismatch(expecting(IDS)),
    mismatch(expecting(`${MAIN}:actor:ann`)),
    mismatch(expecting("repo:acme/api")),
    mismatch(expecting(MAIN), template(["repo", "context", "job_workflow_ref"])),
    mismatch(
      expecting(MAIN),
      template(["repo", "context"], {
        repository: "API",
        useDefault: false,
        includeClaimKeys: ["repository_id"],
      }),
    ),
    mismatch(expecting(MAIN), template([]), organization(["repository_id", "context"])),
    // The organization's template reaches nobody who keeps the default.
    mismatch(
      expecting("repository:acme/api:ref:refs/heads/main"),
      organization(["repository", "context"]),
    ),
    mismatch(
      expecting("repository:acme/api:ref:refs/heads/main"),
      template(undefined, { useDefault: true }),
      organization(["repository", "context"]),
    ),
    mismatch(
      expecting(MAIN),
      github("Repository", { name: "api" }, { name: "repo" }),
      template(
        ["repository_id"],
        { repository: UNKNOWN },
        { propertyDependencies: { repository: ["repo"] } },
      ),
    ),
    {
      resource: expecting([MAIN, IDS]),
      expect: [{ path: `${path}[1]`, resource: "ci" }],
    },
    {
      resource: vault({ boundSubject: IDS }),
      expect: [{ path: "boundSubject", resource: "vault" }],
    },
    {
      resource: vault({ boundClaims: { sub: IDS } }),
      expect: [{ path: "boundClaims.sub", resource: "vault" }],
    },
    ...[
      "environment",
      "ref",
      "workflow",
      "actor",
      "context",
      "Environment",
      "repo_property_tier",
      "event_name",
      "",
    ].map((claim) => first(template([claim, "repo"]))),
    first(organization(["job_workflow_sha", "repo"])),
    first(organization(["environment"])),
    { resource: template("environment"), expect: [{ path: "includeClaimKeys" }] },
  ],
  notApplicable: [
    { resource: BUCKET },
    { resource: role({ assumeRolePolicy: SERVICE_TRUST }) },
    { resource: vault({ boundSubject: "system:serviceaccount:shop:web" }) },
    { resource: template(["environment"], { useDefault: true }) },
  ],
  unknown: [
    { resources: [expecting(MAIN), template(UNKNOWN)] },
    {
      resources: [expecting(MAIN), template(["repository_id"], { useDefault: UNKNOWN })],
      expect: [{ path, resource: "ci" }],
    },
    {
      resources: [expecting(IDS, pinned), template(["repository_id"], { repository: UNKNOWN })],
      expect: [{ path, resource: "ci" }],
    },
    { resources: [expecting(MAIN), template([])], expect: [{ path, resource: "ci" }] },
    {
      resource: template([UNKNOWN]),
      expect: [{ path: "includeClaimKeys[0]", resource: "template" }],
    },
    { resource: vault({ boundSubject: UNKNOWN }), expect: [{ path: "boundSubject" }] },
  ],
  secretBearing: [
    { resources: wrong.resources.map(secretive) },
    { resource: { ...template([SECRET]), secret: ["includeClaimKeys[0]"] } },
  ],
  malformed: [
    {
      resources: [
        role({ assumeRolePolicy: "{" }),
        template({}, { repository: 7 }),
        organization("repo"),
      ],
    },
    { resource: vault({ boundClaims: [1], boundSubject: {} }) },
  ],
  excepted: wrong,
  expired: wrong,
});
