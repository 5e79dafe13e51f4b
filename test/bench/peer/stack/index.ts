// The foundation stack as it is usually written: provider barrels, TypeScript loaded by the engine's
// language host. It exists only to be measured beside ours.
import * as aws from "@pulumi/aws";
import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";

const accountId = "111122223333";
const issuer = "token.actions.githubusercontent.com";
const inAws = {
  provider: new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: [accountId] }),
};
const inGithub = { provider: new github.Provider("github", { owner: "acme" }) };

const oidc = new aws.iam.OpenIdConnectProvider(
  "github",
  { url: `https://${issuer}`, clientIdLists: ["sts.amazonaws.com"] },
  inAws,
);
const boundary = new aws.iam.Policy(
  "boundary",
  {
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["s3:*", "eks:*", "kms:*"], Resource: "*" }],
    }),
  },
  inAws,
);
const key = new aws.kms.Key("state", { enableKeyRotation: true }, inAws);
new aws.kms.Alias("state", { name: "alias/state", targetKeyId: key.keyId }, inAws);

for (const name of ["state", "access-logs"]) {
  const bucket = new aws.s3.Bucket(name, {}, inAws);
  new aws.s3.BucketOwnershipControls(
    name,
    { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
    inAws,
  );
  new aws.s3.BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    inAws,
  );
  new aws.s3.BucketVersioning(
    name,
    { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
    inAws,
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    name,
    {
      bucket: bucket.id,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
        },
      ],
    },
    inAws,
  );
  new aws.s3.BucketPolicy(
    name,
    {
      bucket: bucket.id,
      policy: bucket.arn.apply((arn) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Deny",
              Principal: "*",
              Action: "s3:*",
              Resource: [arn, `${arn}/*`],
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        }),
      ),
    },
    inAws,
  );
}

const production = new github.RepositoryEnvironment(
  "production",
  {
    repository: "platform",
    environment: "production",
    reviewers: [{ teams: [700] }],
    deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
  },
  inGithub,
);
new github.RepositoryEnvironmentDeploymentPolicy(
  "main",
  { repository: "platform", environment: production.environment, branchPattern: "main" },
  inGithub,
);

function deployRole(name: string, subject: string, managedPolicies: string[]) {
  const role = new aws.iam.Role(
    name,
    {
      permissionsBoundary: boundary.arn,
      assumeRolePolicy: oidc.arn.apply((federated) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Federated: federated },
              Action: "sts:AssumeRoleWithWebIdentity",
              Condition: {
                StringEquals: {
                  [`${issuer}:aud`]: "sts.amazonaws.com",
                  [`${issuer}:sub`]: subject,
                },
              },
            },
          ],
        }),
      ),
    },
    inAws,
  );
  for (const policy of managedPolicies) {
    new aws.iam.RolePolicyAttachment(
      `${name}-${policy.split("/").pop()}`,
      { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
      inAws,
    );
  }
  return role.arn;
}

export const planRoleArn = deployRole("plan", "repo:acme/platform:ref:refs/heads/main", [
  "SecurityAudit",
  "job-function/ViewOnlyAccess",
]);
export const applyRoleArn = deployRole("apply", "repo:acme/platform:environment:production", [
  "AmazonS3FullAccess",
]);
/** The bench stops unless TypeScript really was loaded on the way. */
export const loadedByTsNode = pulumi.output(
  Reflect.has(process, Symbol.for("ts-node.register.instance")),
);
