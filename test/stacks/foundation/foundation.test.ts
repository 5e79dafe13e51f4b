import { readFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

import { foundation } from "../../../stacks/foundation";
import { record, type Recorded } from "../../support/record";

const demo = parse(
  readFileSync(join(__dirname, "../../../stacks/config/Pulumi.foundation.demo.yaml"), "utf8"),
).config["airside:foundation"];
const run = (changes: object = {}, preview = true) =>
  record(() => foundation(), {
    stack: "foundation.demo",
    preview,
    config: { "airside:foundation": JSON.stringify({ ...demo, ...changes }) },
  });

describe("foundation.demo", () => {
  let resources: Recorded[];
  const inputs = (type: string, name: string) =>
    resources.find((each) => each.type === type && each.name === name)!.inputs;
  beforeAll(async () => {
    resources = await run();
  });

  it("registers this list and nothing else", () => {
    expect(resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "airside:evidence:EvidenceKey state",
      "airside:evidence:PrivateBucket access-logs",
      "airside:evidence:PrivateBucket state",
      "airside:identity:GithubOidcProvider github",
      "airside:identity:PermissionsBoundary airside-boundary",
      "airside:identity:TrustRole platform-apply",
      "airside:identity:TrustRole platform-plan",
      "airside:repository:DeploymentEnvironment platform-production",
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider github",
      "aws:iam/policy:Policy airside-boundary",
      "aws:iam/role:Role platform-apply",
      "aws:iam/role:Role platform-plan",
      "aws:iam/rolePolicy:RolePolicy platform-apply-platform",
      "aws:iam/rolePolicy:RolePolicy platform-apply-revoked-sessions",
      "aws:iam/rolePolicy:RolePolicy platform-plan-revoked-sessions",
      "aws:iam/rolePolicy:RolePolicy platform-plan-state",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment platform-plan-security-audit",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment platform-plan-view-only",
      "aws:kms/alias:Alias state",
      "aws:kms/key:Key state",
      "aws:s3/bucket:Bucket access-logs",
      "aws:s3/bucket:Bucket state",
      "aws:s3/bucketLogging:BucketLogging state",
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls access-logs",
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls state",
      "aws:s3/bucketPolicy:BucketPolicy access-logs",
      "aws:s3/bucketPolicy:BucketPolicy state",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock access-logs",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock state",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration access-logs",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration state",
      "aws:s3/bucketVersioning:BucketVersioning access-logs",
      "aws:s3/bucketVersioning:BucketVersioning state",
      "github:index/repositoryEnvironment:RepositoryEnvironment platform-production",
      "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy platform-production-main",
      "pulumi:providers:aws aws",
      "pulumi:providers:github github",
    ]);
  });

  it("may touch one account and tags what it makes", () => {
    const provider = inputs("pulumi:providers:aws", "aws");
    expect(JSON.parse(provider.allowedAccountIds)).toEqual(["111122223333"]);
    expect(provider.region).toBe("eu-central-1");
    expect(JSON.parse(provider.defaultTags)).toEqual({
      tags: {
        "airside:owner": "platform",
        "airside:environment": "demo",
        "airside:lane": "deploy",
        "airside:data-class": "internal",
      },
    });
  });

  it("lets main preview and only the approved environment apply", () => {
    const subject = (name: string) =>
      JSON.parse(inputs("aws:iam/role:Role", name).assumeRolePolicy).Statement.map(
        (statement: { Condition: { StringEquals: object } }) =>
          Object.values(statement.Condition.StringEquals)[1],
      );
    expect(subject("platform-plan")).toEqual([
      "repo:acme@1000042/platform@500042:ref:refs/heads/main",
    ]);
    expect(subject("platform-apply")).toEqual([
      "repo:acme@1000042/platform@500042:environment:production",
    ]);
  });

  it("keeps every document and boundary known in a first preview", () => {
    for (const { type, inputs } of resources.filter((each) => each.type.startsWith("aws:iam/"))) {
      const { role, ...known } = inputs;
      expect(JSON.stringify(known), type).not.toContain("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
    }
    for (const name of ["platform-plan", "platform-apply"]) {
      expect(inputs("aws:iam/role:Role", name).permissionsBoundary).toBe(
        "arn:aws:iam::111122223333:policy/airside/airside-boundary",
      );
    }
  });

  it("makes roles wait for the provider and the boundary, never for a whole component", () => {
    const role = resources.find(({ name, type }) => name === "platform-plan" && /Role$/.test(type));
    const component = resources.find(({ name }) => name === "platform-plan")!;
    const awaited = new Set([...role!.dependencies, ...component.dependencies]);
    expect([...awaited].map((urn) => urn.split("::").slice(2).join(" ")).sort()).toEqual([
      "airside:identity:GithubOidcProvider$aws:iam/openIdConnectProvider:OpenIdConnectProvider github",
      "airside:identity:PermissionsBoundary$aws:iam/policy:Policy airside-boundary",
    ]);
  });

  it("protects what the other stacks stand on", () => {
    const guarded = resources
      .filter(({ protect }) => protect)
      .map(({ type, name }) => `${type} ${name}`);
    expect(guarded.sort()).toEqual([
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider github",
      "aws:iam/policy:Policy airside-boundary",
      "aws:kms/key:Key state",
      "aws:s3/bucket:Bucket state",
    ]);
  });

  it("adopts a provider that the account has already", async () => {
    const adoptOidcProvider =
      "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    const types = (await run({ adoptOidcProvider })).map(({ type }) => type);
    expect(types).toContain("airside:identity:GithubOidcProvider");
    expect(types).not.toContain("aws:iam/openIdConnectProvider:OpenIdConnectProvider");
  });

  it("works outside a preview as well, and hands on its outputs", async () => {
    const outputs = await new Promise<object>((resolve, reject) => {
      record(() => resolve(foundation()), {
        stack: "foundation.demo",
        config: { "airside:foundation": JSON.stringify(demo) },
      }).catch(reject);
    });
    expect(Object.keys(outputs).sort()).toEqual([
      "accessLogBucket",
      "accountId",
      "applyRoleArn",
      "boundaryArn",
      "environmentProtection",
      "oidcProviderArn",
      "partition",
      "planRoleArn",
      "region",
      "stateBucket",
      "stateKeyArn",
    ]);
  });
});

describe("the configuration of foundation", () => {
  it("is refused with every problem, each with its path, its value and what to write", async () => {
    const repository = { owner: "acme", name: "platform.git", ownerId: 1, id: 0 };
    const services = ["eks", "iam"];
    const changes = { accountId: "1234", region: undefined, repository, services, colour: "red" };
    await expect(run(changes)).rejects.toThrow(
      [
        "6 problems in Pulumi.foundation.demo.yaml",
        '  airside:foundation.accountId: must be twelve digits as text, got "1234"',
        "  airside:foundation.region: must be a region such as eu-central-1, got nothing",
        '  airside:foundation.repository.name: must be one repository: 1 to 100 of A-Z, a-z, 0-9 and ._-, not "." or "..", without a trailing .git, got "platform.git"',
        "  airside:foundation.repository.id: must be GitHub's numeric id, a positive whole number, got 0",
        '  airside:foundation.services.1: must not hold "iam": through it a bounded role could unbind itself, got "iam"',
        "  airside:foundation: must not hold colour; remove it or correct its name",
      ].join("\n"),
    );
  });

  it("is refused where it holds a secret, without showing it", async () => {
    const program = record(() => foundation(), {
      stack: "foundation.demo",
      config: { "airside:foundation": '{"owner":"canary-5cf1"}' },
      secretConfig: ["airside:foundation"],
    });
    const error = await program.catch((reason) => reason);
    expect(error.message).toBe(
      "airside:foundation must hold no secret: names and policies made of it stand in every preview",
    );
  });

  it("is asked for where there is none", async () => {
    const program = record(() => foundation(), { stack: "foundation.new" });
    await expect(program).rejects.toThrow("airside:foundation: must be object, got nothing");
  });
});
