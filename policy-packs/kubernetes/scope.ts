import { Recent } from "../../access/recent";

/** Kinds of the built-in groups that lie in no namespace. */
const CLUSTER_KINDS = new Set([
  "APIService",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "ComponentStatus",
  "CSIDriver",
  "CSINode",
  "CustomResourceDefinition",
  "DeviceClass",
  "DeviceTaintRule",
  "FlowSchema",
  "GatewayClass",
  "IngressClass",
  "IPAddress",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PodSecurityPolicy",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ResourcePoolStatusRequest",
  "ResourceSlice",
  "RuntimeClass",
  "SelfSubjectAccessReview",
  "SelfSubjectReview",
  "SelfSubjectRulesReview",
  "ServiceCIDR",
  "StorageClass",
  "StorageVersion",
  "StorageVersionMigration",
  "SubjectAccessReview",
  "TokenReview",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
  "VolumeAttributesClass",
  "AdminNetworkPolicy",
  "BaselineAdminNetworkPolicy",
  "ClusterNetworkPolicy",
]);

/** Groups served by Kubernetes itself or its projects, whose scopes are known. */
const BUILT_IN_GROUP =
  /^(core|apps|batch|autoscaling|policy|extensions|settings\.k8s\.io|events\.k8s\.io|discovery\.k8s\.io|coordination\.k8s\.io|networking\.k8s\.io|rbac\.authorization\.k8s\.io|storage\.k8s\.io|scheduling\.k8s\.io|node\.k8s\.io|admissionregistration\.k8s\.io|apiextensions\.k8s\.io|apiregistration\.k8s\.io|authentication\.k8s\.io|authorization\.k8s\.io|certificates\.k8s\.io|flowcontrol\.apiserver\.k8s\.io|internal\.apiserver\.k8s\.io|resource\.k8s\.io|storagemigration\.k8s\.io|auditregistration\.k8s\.io|gateway\.networking\.k8s\.io|policy\.networking\.k8s\.io|v1)$/;

/** Namespaced kinds of the products that the platform installs. */
const CUSTOM_NAMESPACED: readonly RegExp[] = [
  /^actions\.github\.com\/[^:]+:(AutoscalingRunnerSet|AutoscalingListener|EphemeralRunner(Set)?)$/,
  /^external-secrets\.io\/[^:]+:(ExternalSecret|SecretStore|PushSecret)$/,
  /^generators\.external-secrets\.io\/[^:]+:(?!ClusterGenerator)\w+$/,
  /^policies\.kyverno\.io\/[^:]+:(Namespaced\w+|PolicyException)$/,
  /^kyverno\.io\/[^:]+:(Policy|PolicyException|CleanupPolicy)$/,
  /^argoproj\.io\/[^:]+:(Application(Set)?|AppProject|Rollout|(Cron)?Workflow)$/,
  /^cert-manager\.io\/[^:]+:(Certificate(Request)?|Issuer)$/,
  /^monitoring\.coreos\.com\/[^:]+:\w+$/,
];

const isBuiltIn = new Recent<boolean>(100, 200);

function isOfBuiltInGroup(apiVersion: string): boolean {
  return BUILT_IN_GROUP.test(apiVersion.split("/")[0] ?? "");
}

/** Whether a kind lies in a namespace; undefined for custom kinds that are not known here. */
export function isNamespaced(apiVersion: string, kind: string): boolean | undefined {
  if (isBuiltIn.of(apiVersion, isOfBuiltInGroup)) return kind !== "" && !CLUSTER_KINDS.has(kind);
  return CUSTOM_NAMESPACED.some((pattern) => pattern.test(`${apiVersion}:${kind}`))
    ? true
    : undefined;
}
