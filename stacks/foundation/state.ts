import type { ComponentResourceOptions } from "@pulumi/pulumi";

import { EvidenceKey } from "../../components/evidence/evidence-key";
import { PrivateBucket } from "../../components/evidence/private-bucket";
import type { FoundationConfig } from "./config";
import type { Site } from "./site";

/** Where the stacks keep their state, and the record of who read it. */
export function stateStore(site: Site, config: FoundationConfig, opts: ComponentResourceOptions) {
  const key = new EvidenceKey(
    "state",
    {
      ...site,
      dataClass: "state",
      alias: "airside-state",
      description: "State of the platform's stacks",
    },
    opts,
  );
  const logs = new PrivateBucket(
    "access-logs",
    { ...site, bucketName: config.accessLogBucket, receivesLogsOf: [config.stateBucket] },
    opts,
  );
  const bucket = new PrivateBucket(
    "state",
    {
      ...site,
      dataClass: "state",
      bucketName: config.stateBucket,
      kmsKeyArn: key.arn,
      accessLogBucket: logs.bucketName,
    },
    { ...opts, dependsOn: [...logs.created] },
  );
  return { key, bucket };
}
