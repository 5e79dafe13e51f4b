import { describe, expect, it } from "vitest";

import type { JobClaims } from "../../../components/identity/claims";
import { TrustRole, type TrustRoleArgs } from "../../../components/identity/trust-role";
import { record } from "../../support/record";

const COMMIT = "4f1c8a6d2b7e90351d6c8f42ab90e7d35c1b6f08";
const repository = { owner: "acme", name: "payments", ownerId: 42, id: 4242 };
const job: JobClaims = {
  repository,
  scope: { environment: "production" },
  workflow: `acme/gate/.github/workflows/deploy.yml@${COMMIT}`,
};
const args: TrustRoleArgs = {
  claims: job,
  environmentProtection: {
    repositoryId: 4242,
    environment: "production",
    reviewers: 2,
    refs: ["refs/heads/main"],
    preventSelfReview: true,
    canAdminsBypass: false,
  },
  accountId: "111122223333",
  owner: "payments",
  environment: "production",
  lane: "deploy",
  dataClass: "internal",
  policies: { "ecr-push": "arn:aws:iam::111122223333:policy/ecr-push" },
  permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
};
const build = (changes: object = {}, name = "payments-deploy", preview = false) =>
  record(() => new TrustRole(name, { ...args, ...changes }), { preview });
const withScope = (scope: unknown) => ({ claims: { ...job, scope } });

describe("TrustRole", () => {
  it("registers one role, one attachment per policy and the revocation, named after itself", async () => {
    expect((await build()).map(({ type, name }) => `${type} ${name}`)).toEqual([
      "airside:identity:TrustRole payments-deploy",
      "aws:iam/role:Role payments-deploy",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment payments-deploy-ecr-push",
      "aws:iam/rolePolicy:RolePolicy payments-deploy-revoked-sessions",
    ]);
  });

  it("trusts exactly the job it names, in a document that a first preview shows", async () => {
    const [, role] = await build({}, "payments-deploy", true);
    expect(JSON.parse(role!.inputs["assumeRolePolicy"])).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: {
            Federated:
              "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
          },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub":
                "repo:acme@42/payments@4242:environment:production",
              "token.actions.githubusercontent.com:repository_id": "4242",
              "token.actions.githubusercontent.com:repository_owner_id": "42",
              "token.actions.githubusercontent.com:job_workflow_ref": job.workflow,
            },
          },
        },
      ],
    });
    expect(role!.propertyDependencies).toEqual({});
  });

  it("bounds the role, its sessions and its tags", async () => {
    const [component, role] = await build({ path: "/airside/service/" });
    expect(role!.inputs).toEqual({
      assumeRolePolicy: role!.inputs.assumeRolePolicy,
      description: "Assumed by repo:acme@42/payments@4242:environment:production",
      maxSessionDuration: 3600,
      path: "/airside/service/",
      permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
      tags: {
        "airside:owner": "payments",
        "airside:environment": "production",
        "airside:lane": "deploy",
        "airside:data-class": "internal",
      },
    });
    expect(role!.parent).toBe(component!.urn);
    expect(component!.inputs.claims).toEqual(job);
  });

  it("carries the sunset of a name-based subject where policies see it", async () => {
    const claims = { ...job, subject: { form: "both", sunset: "2027-01-31" } };
    const [, role] = await build({ claims });
    expect(role!.inputs.tags["airside:subject-sunset"]).toBe("2027-01-31");
    const [statement] = JSON.parse(role!.inputs["assumeRolePolicy"]).Statement;
    expect(statement.Condition.StringEquals["token.actions.githubusercontent.com:sub"]).toEqual([
      "repo:acme/payments:environment:production",
      "repo:acme@42/payments@4242:environment:production",
    ]);
  });

  it.each([
    [undefined, "1970-01-01T00:00:00Z"],
    ["2026-11-22T23:30:00Z", "2026-11-22T23:30:00Z"],
  ])("denies sessions issued before %s", async (revokeSessionsIssuedBefore, expected) => {
    const revocation = (await build({ revokeSessionsIssuedBefore })).at(-1)!;
    expect(JSON.parse(revocation.inputs.policy).Statement).toEqual([
      {
        Sid: "RevokeSessionsIssuedBefore",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": expected } },
      },
    ]);
  });

  it.each([
    [
      withScope({ branch: "v*" }),
      'claims.scope.branch must name exactly one branch by Git\'s rules for refs, in printable ASCII and without a pattern, got "v*"',
    ],
    [withScope({ branch: "m\u0430in" }), 'got "m\u0430in" (with U+0430)'],
    [
      withScope({ branch: "refs/heads/main" }),
      'claims.scope.branch must be the short name, "main", got "refs/heads/main"',
    ],
    [
      withScope({ branch: "main", environment: "production" }),
      "claims.scope must be exactly one of branch, tag, environment and pullRequests, got branch and environment",
    ],
    [
      withScope({ environment: "prod*" }),
      'claims.scope.environment must name exactly one environment: 1 to 255 printable ASCII characters, no *, ? or ${, no space at either end, got "prod*"',
    ],
    [{ claims: undefined }, "claims.scope must be exactly one of"],
    [
      { claims: { ...job, repository: { ...repository, owner: "acme-" } } },
      'claims.repository.owner must be one GitHub owner: at most 39 ASCII letters and digits with single hyphens between them, got "acme-"',
    ],
    [
      { claims: { ...job, repository: { ...repository, id: "4242" } } },
      'claims.repository.id must be GitHub\'s numeric id, a positive whole number, got "4242"',
    ],
    [
      { claims: { ...job, workflow: "acme/gate/.github/workflows/deploy.yml@v3" } },
      "claims.workflow must be OWNER/REPO/.github/workflows/FILE.yml@REF, where REF is a commit of 40 hex digits, refs/tags/TAG or refs/heads/BRANCH",
    ],
    [
      { claims: { ...job, renameTo: "pay", subject: { form: "legacy" } } },
      'claims.renameTo must wait while subjects are name-based (form "legacy"): after the rename no token fits, and who takes the old name fits in its place; move to the immutable form first',
    ],
    [
      { claims: { ...job, subject: { form: "both", sunset: "2027-02-30" } } },
      'claims.subject.sunset must be the date, such as 2027-01-31, on which the name-based subject is taken away, got "2027-02-30"',
    ],
    [
      { claims: { ...job, issuer: "ghes.acme.example/_services/token" } },
      "claims.issuer must be token.actions.githubusercontent.com, that with /ENTERPRISE, or token.actions.NAME.ghe.com",
    ],
    [{ accountId: 111122223333 }, "accountId must be twelve digits as text, got 111122223333"],
    [{ partition: "aws2" }, 'partition must be aws, aws-us-gov, aws-cn or their kin, got "aws2"'],
    [
      { path: "/airside/lanes/build/payments/" },
      "path must not be the lane build's, whose store it opens, in the lane deploy",
    ],
    [{ path: "airside/" }, "path must begin and end with a slash"],
    [{ owner: "" }, "owner must be 1 to 256 of the letters"],
    [{ lane: "prod" }, 'lane must be one of untrusted, build, release, deploy, got "prod"'],
    [
      { lane: "untrusted" },
      'lane must be untrusted for pull requests and for nothing else, got "untrusted" without claims.scope.pullRequests',
    ],
    [
      withScope({ pullRequests: true }),
      'lane must be untrusted for pull requests and for nothing else, got "deploy" with claims.scope.pullRequests',
    ],
    [
      { claims: { repository, scope: job.scope } },
      "claims.workflow must pin the reusable workflow of a role in the lane deploy",
    ],
    [
      { environmentProtection: undefined },
      'environmentProtection must be given for a trust on the environment "production": a job may name any environment, so pass DeploymentEnvironment.protection of the one that this platform owns',
    ],
    [
      { environmentProtection: { ...args.environmentProtection, environment: "Production" } },
      'environmentProtection.environment must be "production", letter case included, got "Production"',
    ],
    [
      { environmentProtection: { ...args.environmentProtection, repositoryId: 4243 } },
      "environmentProtection.repositoryId must be the repository 4242 of the claims, got 4243",
    ],
    [
      { environmentProtection: { ...args.environmentProtection, reviewers: 0 } },
      "environmentProtection.reviewers must be at least 1, got 0",
    ],
    [
      { environmentProtection: { ...args.environmentProtection, refs: ["refs/heads/*"] } },
      'environmentProtection.refs must be one or more refs, none of them wildcards alone, got ["refs/heads/*"]',
    ],
    [
      { environmentProtection: { ...args.environmentProtection, canAdminsBypass: true } },
      "environmentProtection.canAdminsBypass must be false, got true",
    ],
    [
      { environmentProtection: { ...args.environmentProtection, preventSelfReview: false } },
      "environmentProtection.preventSelfReview must be true, got false",
    ],
    [
      withScope({ branch: "main" }),
      "environmentProtection must be left out where claims.scope is no environment",
    ],
    [{ policies: { ECR: "arn:x" } }, "policies: a key becomes part of a resource's name"],
    [
      { inlinePolicies: { "revoked-sessions": { Version: "2012-10-17", Statement: [] } } },
      'inlinePolicies: the key "revoked-sessions" must be left to revokeSessionsIssuedBefore',
    ],
    [
      {
        inlinePolicies: {
          large: {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "x".repeat(10_240) }],
          },
        },
      },
      "characters in all and IAM takes 10240 (large ",
    ],
    [
      { revokeSessionsIssuedBefore: "2026-11-22" },
      'revokeSessionsIssuedBefore must be a moment in UTC with time and zone, such as 2026-11-22T23:30:00Z, got "2026-11-22"',
    ],
  ])("refuses %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });

  it("refuses a name that IAM would find too long with Pulumi's suffix", async () => {
    await expect(build({}, "r".repeat(57))).rejects.toThrow(
      "must be 1 to 56 of A-Z, a-z, 0-9 and +=,.@_- (64 less Pulumi's suffix of 8)",
    );
    expect(await build({}, "r".repeat(56))).toHaveLength(4);
  });

  it("trusts several jobs: those of one repository in one statement, others in their own", async () => {
    const other = {
      repository: { ...repository, name: "ledger", id: 4343 },
      workflow: job.workflow,
    };
    const claims = [{ ...job, scope: { branch: "main" } }, { ...other, scope: { tag: "v1" } }, job];
    const [, role] = await build({ claims, environmentProtection: [args.environmentProtection] });
    const { Statement } = JSON.parse(role!.inputs["assumeRolePolicy"]);
    const subjects = Statement.map(
      ({ Condition }: { Condition: { StringEquals: Record<string, unknown> } }) =>
        Condition.StringEquals["token.actions.githubusercontent.com:sub"],
    );
    expect(subjects).toEqual([
      [
        "repo:acme@42/payments@4242:ref:refs/heads/main",
        "repo:acme@42/payments@4242:environment:production",
      ],
      "repo:acme@42/ledger@4343:ref:refs/tags/v1",
    ]);
  });

  it.each([
    [{ claims: [] }, "claims must name at least one job, got an empty list"],
    [
      { claims: [job, { ...job, scope: { branch: "v*" } }] },
      "claims[1].scope.branch must name exactly one branch",
    ],
    [
      { claims: [job, { repository, scope: { branch: "main" } }] },
      "claims[1].workflow must pin the reusable workflow of a role in the lane deploy",
    ],
    [
      {
        claims: ["2027-01-31", "2027-02-28"].map((sunset) => ({
          ...job,
          subject: { form: "both", sunset },
        })),
      },
      "claims must take their name-based subjects away on one date, because the role says one, got 2027-01-31 and 2027-02-28",
    ],
    [
      { claims: [job, { ...job, scope: { environment: "staging" } }] },
      'environmentProtection must be given for a trust on the environment "staging"',
    ],
    [
      { environmentProtection: [args.environmentProtection, args.environmentProtection] },
      "environmentProtection must be given once for each environment of claims: 1, got 2",
    ],
    [
      { trustPolicyCharacters: 9000 },
      "trustPolicyCharacters must be the account's quota on a trust policy, 2048 to 8192 characters, got 9000",
    ],
  ])("refuses of several jobs %j", async (changes, message) => {
    await expect(build(changes)).rejects.toThrow(message);
  });

  it("says how many subjects fit where IAM's limit is passed", async () => {
    const claims = {
      ...job,
      scope: { branch: "b".repeat(750) },
      subject: { form: "both", sunset: "2027-01-31" },
    };
    const changes = { claims, environmentProtection: undefined };
    await expect(build(changes)).rejects.toThrow(
      /the trust policy has \d+ characters and IAM takes 2048; 1 of its 2 subjects fit\. Make one role for each subject/,
    );
  });

  it("tells every problem at once, as text without a stack", async () => {
    const changes = { accountId: "1", owner: "", lane: "prod" };
    const error = await build(changes).catch((reason) => reason);
    expect(error.message.split("\n")).toHaveLength(3);
    expect(error.hideStack).toBe(true);
  });
});
