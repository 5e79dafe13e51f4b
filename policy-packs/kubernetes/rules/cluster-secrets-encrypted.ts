import type { ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { expectField, isText, members, unknownField } from "../fields";
import { about } from "../kinds";

export const clusterSecretsEncrypted: ResourceRule = {
  kind: "resource",
  name: "cluster-secrets-encrypted",
  title: "An EKS cluster must encrypt its secrets with a customer key.",
  severity: "high",
  level: "mandatory",
  rationale:
    "Only a key of one's own says who may read the secrets in etcd, and logs that they did.",
  remedy: 'Set encryptionConfig: { resources: ["secrets"], provider: { keyArn } }.',
  controls: ["CIS EKS 1.8 5.3.1"],
  appliesTo: ["aws:eks/cluster:Cluster"],
  exceptableDays: 30,
  check(resource) {
    const cluster = { path: "", body: resource.props };
    const resources = members(cluster, "encryptionConfig", "resources");
    const unknown = resources.filter(({ body }) => isUnknown(body));
    const isListed = resources.some(({ body }) => body === "secrets");
    const missing = {
      path: "encryptionConfig.resources",
      message: 'encryptionConfig.resources does not hold "secrets"; add it.',
    };
    return about(resource, [
      ...(isListed ? [] : unknown.map((each) => unknownField(each, []))),
      ...(isListed || unknown.length > 0 ? [] : [missing]),
      ...expectField(
        cluster,
        ["encryptionConfig", "provider", "keyArn"],
        (arn) => isText(arn) && !arn.includes("alias/aws/"),
        (found) => `encryptionConfig.provider.keyArn is ${found}; name a customer key.`,
      ),
    ]);
  },
};
