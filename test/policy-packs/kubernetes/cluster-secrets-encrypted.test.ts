import { clusterSecretsEncrypted } from "../../../policy-packs/kubernetes/rules/cluster-secrets-encrypted";
import { describeRule } from "../../support/rule-fixtures";
import { aws, BUCKET, SECRET, secret, UNKNOWN } from "./builders";

const cluster = (resources: unknown, keyArn: unknown) =>
  aws("eks/cluster:Cluster", { encryptionConfig: { resources, provider: { keyArn } } });
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234";
const bad = aws("eks/cluster:Cluster", {});

describeRule(clusterSecretsEncrypted, {
  pass: [{ resource: cluster(["secrets", UNKNOWN], KEY) }, { resource: cluster(["secrets"], KEY) }],
  fail: [
    {
      resource: bad,
      expect: [
        { path: "encryptionConfig.resources" },
        { path: "encryptionConfig.provider.keyArn" },
      ],
    },
    { resource: cluster([], KEY), expect: [{ path: "encryptionConfig.resources" }] },
    { resource: cluster(["secrets"], "arn:aws:kms:eu-west-1:111122223333:alias/aws/eks") },
    { resource: cluster(["secrets"], "") },
  ],
  notApplicable: { resource: BUCKET },
  unknown: [
    {
      resource: cluster(["secrets"], UNKNOWN),
      expect: [{ path: "encryptionConfig.provider.keyArn" }],
    },
    { resource: cluster([UNKNOWN], KEY), expect: [{ path: "encryptionConfig.resources[0]" }] },
  ],
  secretBearing: {
    resource: secret(cluster([], `${SECRET}alias/aws/x`), "encryptionConfig.provider.keyArn"),
  },
  malformed: { resource: cluster("all", 5) },
  excepted: { resource: bad },
  expired: { resource: bad },
});
