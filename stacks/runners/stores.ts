import { Provider as AwsProvider } from "@pulumi/aws/provider";

import { PrivateBucket } from "../../components/evidence/private-bucket";
import { laneRolePath } from "../../components/lib/lanes";
import { placementTags } from "../../components/lib/tags";
import type { LaneConfig, RunnersConfig } from "./config";

/**
 * A bucket for each lane of our own machines but `untrusted`, whose jobs leave nothing. Its objects are for the
 * roles on the lane's path alone, so that no grant to another lane's role crosses over.
 */
export function laneStores({
  stores,
  lanes,
  ...config
}: RunnersConfig): ReadonlyMap<string, string> {
  if (stores === undefined) return new Map();
  const { accountId, partition, region, prefix, cacheDays, artifactDays } = stores;
  const { owner, environment } = config;
  const placement = { owner, environment, dataClass: "internal" as const };
  const aws = new AwsProvider("aws", {
    region,
    allowedAccountIds: [accountId],
    defaultTags: { tags: placementTags({ ...placement, lane: "deploy" }) },
  });
  const store = ([key, { lane }]: readonly [string, LaneConfig]) => {
    const made = new PrivateBucket(
      `lane-${key}-store`,
      {
        ...{ ...placement, lane, accountId, partition },
        bucketName: `${prefix}-${key}`,
        rolesUnder: laneRolePath(lane),
        // What is signed or deployed is made from what is pinned, never from a cache.
        expireDays: {
          ...(lane === "build" ? { "cache/": cacheDays } : {}),
          "artifacts/": artifactDays,
        },
      },
      { providers: { aws } },
    );
    return [key, made.bucketName] as const;
  };
  return new Map(
    Object.entries(lanes)
      .filter(([, { host, lane }]) => host === "cluster" && lane !== "untrusted")
      .map(store),
  );
}
