import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Provider as GithubProvider } from "@pulumi/github/provider";

import { placementTags } from "../../components/lib/tags";
import { DeploymentEnvironment } from "../../components/repository/deployment-environment";
import type { Published } from "../outputs";
import { readFoundationConfig } from "./config";
import type { FoundationOutputs } from "./outputs";
import { platformRoles } from "./roles";
import type { Site } from "./site";
import { stateStore } from "./state";

/** The account's trust in GitHub, the state of every other stack, and the roles that read and change the platform. */
export function foundation(config = readFoundationConfig()): Published<FoundationOutputs> {
  const { accountId, partition, region, environment, owner } = config;
  const at = { accountId, partition, owner, environment };
  const site: Site = { ...at, lane: "deploy", dataClass: "internal" };
  const aws = new AwsProvider("aws", {
    region,
    allowedAccountIds: [accountId],
    defaultTags: { tags: placementTags(site) },
  });
  const github = new GithubProvider("github", { owner: config.repository.owner });
  const inAws = { providers: { aws } };

  const { key, bucket } = stateStore(site, config, inAws);
  const production = new DeploymentEnvironment(
    "platform-production",
    {
      repository: config.repository,
      environment: "production",
      reviewers: config.reviewers,
      refs: { main: { branch: "main" } },
    },
    { providers: { github } },
  );
  const state = { bucketArn: bucket.arn, keyAlias: key.aliasName, region };
  const roles = platformRoles(site, config, state, production.protection, inAws);

  return {
    accountId,
    partition,
    region,
    ...roles,
    stateBucket: bucket.bucketName,
    stateKeyArn: key.arn,
    accessLogBucket: config.accessLogBucket,
    environmentProtection: production.protection,
  };
}
