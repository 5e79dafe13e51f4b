import type { TypeFacts } from "./cloud";

const IAM = "arn:{partition}:iam::{account}";
const ROLE = "aws:iam/role:Role";
const BUCKET = "aws:s3/bucket:Bucket";
const VPC = "aws:ec2/vpc:Vpc";
const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
const CLUSTER = "aws:eks/cluster:Cluster";

const regional = (service: string, rest: string) =>
  `arn:{partition}:${service}:{region}:{account}:${rest}`;

/** A setting of a bucket: one a bucket, overwritten by whoever writes it last. */
const bucketSetting: TypeFacts = {
  id: "{bucket}",
  put: true,
  needs: { bucket: BUCKET },
  replaceOn: ["bucket", "expectedBucketOwner", "region"],
};

const managedThroughVpc = (prefix: string, kind: string, replaceOn: string[]): TypeFacts => ({
  id: `{random:${prefix}-}`,
  arn: regional("ec2", `${kind}/{id}`),
  defaults: { ownerId: "{account}" },
  replaceOn: [...replaceOn, "region"],
});

/** What the AWS services decide for the types that stacks of this kind create. */
export const AWS_TYPES: Readonly<Record<string, TypeFacts>> = {
  [ROLE]: {
    id: "{name}",
    arn: `${IAM}:role{path}{name}`,
    unique: "iam|{account}|role|{name}",
    defaults: {
      path: "/",
      maxSessionDuration: 3600,
      forceDetachPolicies: false,
      description: "",
      createDate: "{now}",
      uniqueId: "{random:AROA}",
    },
    replaceOn: ["name", "namePrefix", "path"],
  },
  "aws:iam/policy:Policy": {
    id: `${IAM}:policy{path}{name}`,
    arn: `${IAM}:policy{path}{name}`,
    unique: "iam|{account}|policy|{name}",
    defaults: { path: "/", description: "", attachmentCount: 0, policyId: "{random:ANPA}" },
    replaceOn: ["name", "namePrefix", "path", "description"],
  },
  "aws:iam/rolePolicy:RolePolicy": {
    id: "{role}:{name}",
    put: true,
    needs: { role: ROLE },
    replaceOn: ["name", "namePrefix", "role"],
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    id: "{role}/{policyArn}",
    put: true,
    needs: { role: ROLE, policyArn: "aws:iam/policy:Policy" },
    replaceOn: ["role", "policyArn"],
  },
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": {
    id: "{roleName}",
    put: true,
    needs: { roleName: ROLE },
    replaceOn: ["roleName"],
  },
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": {
    id: "{roleName}",
    put: true,
    needs: { roleName: ROLE },
    replaceOn: ["roleName"],
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    id: `${IAM}:oidc-provider/{bare:url}`,
    arn: `${IAM}:oidc-provider/{bare:url}`,
    unique: "iam|{account}|oidc|{bare:url}",
    defaults: { thumbprintLists: ["ffffffffffffffffffffffffffffffffffffffff"] },
    replaceOn: ["url"],
  },
  "aws:iam/user:User": {
    id: "{name}",
    arn: `${IAM}:user{path}{name}`,
    unique: "iam|{account}|user|{name}",
    defaults: { path: "/", forceDestroy: false, uniqueId: "{random:AIDA}" },
    replaceOn: [],
  },
  "aws:iam/accessKey:AccessKey": {
    id: "{random:AKIA}",
    defaults: { status: "Active", createDate: "{now}" },
    replaceOn: ["user", "pgpKey"],
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    id: "{name}",
    arn: `${IAM}:instance-profile{path}{name}`,
    unique: "iam|{account}|profile|{name}",
    defaults: { path: "/", createDate: "{now}", uniqueId: "{random:AIPA}" },
    replaceOn: ["name", "namePrefix", "path"],
  },
  "aws:kms/key:Key": {
    id: "{uuid}",
    arn: regional("kms", "key/{id}"),
    defaults: {
      keyId: "{id}",
      description: "",
      multiRegion: false,
      keyUsage: "ENCRYPT_DECRYPT",
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      isEnabled: true,
      enableKeyRotation: false,
      bypassPolicyLockoutSafetyCheck: false,
    },
    replaceOn: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "region"],
  },
  "aws:kms/alias:Alias": {
    id: "{name}",
    arn: regional("kms", "{name}"),
    unique: "kms|{account}|{region}|{name}",
    replaceOn: ["name", "namePrefix", "region"],
  },
  [BUCKET]: {
    id: "{bucket}",
    arn: "arn:{partition}:s3:::{bucket}",
    unique: "s3|{bucket}",
    defaults: {
      bucketDomainName: "{bucket}.s3.amazonaws.com",
      bucketRegion: "{region}",
      bucketRegionalDomainName: "{bucket}.s3.{region}.amazonaws.com",
      forceDestroy: false,
      objectLockEnabled: false,
      requestPayer: "BucketOwner",
    },
    replaceOn: ["bucket", "bucketPrefix", "objectLockEnabled", "region"],
  },
  "aws:s3/bucketPolicy:BucketPolicy": bucketSetting,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting,
  "aws:s3/bucketVersioning:BucketVersioning": bucketSetting,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    bucketSetting,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketSetting,
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": bucketSetting,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketSetting,
  "aws:s3/bucketLogging:BucketLogging": bucketSetting,
  "aws:s3/bucketNotification:BucketNotification": bucketSetting,
  "aws:cloudtrail/trail:Trail": {
    id: regional("cloudtrail", "trail/{name}"),
    arn: regional("cloudtrail", "trail/{name}"),
    unique: "cloudtrail|{account}|{region}|{name}",
    defaults: { homeRegion: "{region}", enableLogging: true, includeGlobalServiceEvents: true },
    replaceOn: ["name", "region"],
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    id: "{name}",
    arn: regional("logs", "log-group:{name}"),
    unique: "logs|{account}|{region}|{name}",
    defaults: { retentionInDays: 0, skipDestroy: false },
    replaceOn: ["name", "namePrefix", "logGroupClass", "region"],
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    id: "{name}",
    put: true,
    needs: { logGroupName: "aws:cloudwatch/logGroup:LogGroup" },
    replaceOn: ["name", "logGroupName", "region"],
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    id: "{name}",
    arn: regional("cloudwatch", "alarm:{name}"),
    put: true,
    defaults: { actionsEnabled: true, treatMissingData: "missing" },
    replaceOn: ["name", "region"],
  },
  "aws:cloudwatch/eventRule:EventRule": {
    id: "{name}",
    arn: regional("events", "rule/{name}"),
    put: true,
    defaults: { eventBusName: "default" },
    replaceOn: ["name", "namePrefix", "eventBusName", "region"],
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    id: "{rule}-{targetId}",
    put: true,
    needs: { rule: "aws:cloudwatch/eventRule:EventRule" },
    replaceOn: ["rule", "targetId", "eventBusName", "region"],
  },
  "aws:sns/topic:Topic": {
    id: regional("sns", "{name}"),
    arn: regional("sns", "{name}"),
    put: true,
    defaults: { owner: "{account}" },
    replaceOn: ["name", "namePrefix", "fifoTopic", "region"],
  },
  "aws:sns/topicPolicy:TopicPolicy": { id: "{arn}", put: true, replaceOn: ["arn", "region"] },
  "aws:sns/topicSubscription:TopicSubscription": {
    id: "{topic}:{uuid}",
    arn: "{id}",
    needs: { topic: "aws:sns/topic:Topic" },
    replaceOn: ["topic", "protocol", "endpoint", "region"],
  },
  "aws:sqs/queue:Queue": {
    id: "https://sqs.{region}.amazonaws.com/{account}/{name}",
    arn: regional("sqs", "{name}"),
    unique: "sqs|{account}|{region}|{name}",
    replaceOn: ["name", "namePrefix", "fifoQueue", "region"],
  },
  "aws:secretsmanager/secret:Secret": {
    id: regional("secretsmanager", "secret:{name}"),
    arn: regional("secretsmanager", "secret:{name}"),
    unique: "secretsmanager|{account}|{region}|{name}",
    replaceOn: ["name", "namePrefix", "region"],
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    id: "{secretId}|{uuid}",
    arn: "{secretId}",
    needs: { secretId: "aws:secretsmanager/secret:Secret" },
    replaceOn: ["secretId", "secretString", "secretBinary", "region"],
  },
  "aws:ecr/repository:Repository": {
    id: "{name}",
    arn: regional("ecr", "repository/{name}"),
    unique: "ecr|{account}|{region}|{name}",
    defaults: {
      registryId: "{account}",
      repositoryUrl: "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
      imageTagMutability: "MUTABLE",
    },
    replaceOn: ["name", "encryptionConfigurations", "region"],
  },
  "aws:ecr/repositoryPolicy:RepositoryPolicy": {
    id: "{repository}",
    put: true,
    needs: { repository: "aws:ecr/repository:Repository" },
    replaceOn: ["repository", "region"],
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
    id: "{repository}",
    put: true,
    needs: { repository: "aws:ecr/repository:Repository" },
    replaceOn: ["repository", "policy", "region"],
  },
  [VPC]: {
    ...managedThroughVpc("vpc", "vpc", ["cidrBlock", "ipv4IpamPoolId"]),
    defaults: { ownerId: "{account}", enableDnsSupport: true, instanceTenancy: "default" },
  },
  "aws:ec2/subnet:Subnet": {
    ...managedThroughVpc("subnet", "subnet", ["vpcId", "cidrBlock", "availabilityZone"]),
    needs: { vpcId: VPC },
  },
  [SECURITY_GROUP]: {
    ...managedThroughVpc("sg", "security-group", ["name", "namePrefix", "description", "vpcId"]),
    defaults: { ownerId: "{account}", description: "Managed by Pulumi" },
    needs: { vpcId: VPC },
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    ...managedThroughVpc("sgr", "security-group-rule", ["securityGroupId"]),
    needs: { securityGroupId: SECURITY_GROUP },
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    ...managedThroughVpc("sgr", "security-group-rule", ["securityGroupId"]),
    needs: { securityGroupId: SECURITY_GROUP },
  },
  "aws:ec2/internetGateway:InternetGateway": managedThroughVpc("igw", "internet-gateway", []),
  "aws:ec2/eip:Eip": managedThroughVpc("eipalloc", "elastic-ip", ["domain", "publicIpv4Pool"]),
  "aws:ec2/natGateway:NatGateway": managedThroughVpc("nat", "natgateway", [
    "allocationId",
    "subnetId",
    "connectivityType",
  ]),
  "aws:ec2/routeTable:RouteTable": {
    ...managedThroughVpc("rtb", "route-table", ["vpcId"]),
    needs: { vpcId: VPC },
  },
  "aws:ec2/route:Route": {
    id: "r-{routeTableId}-{destinationCidrBlock}{destinationIpv6CidrBlock}",
    replaceOn: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "region"],
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    id: "{random:rtbassoc-}",
    replaceOn: ["subnetId", "gatewayId", "region"],
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    ...managedThroughVpc("vpce", "vpc-endpoint", ["vpcId", "serviceName", "vpcEndpointType"]),
    needs: { vpcId: VPC },
  },
  "aws:ec2/flowLog:FlowLog": managedThroughVpc("fl", "vpc-flow-log", [
    "vpcId",
    "subnetId",
    "eniId",
    "trafficType",
    "logDestination",
    "logDestinationType",
    "iamRoleArn",
    "logFormat",
    "maxAggregationInterval",
  ]),
  "aws:ec2/launchTemplate:LaunchTemplate": {
    ...managedThroughVpc("lt", "launch-template", ["name", "namePrefix"]),
    unique: "ec2|{account}|{region}|lt|{name}",
    defaults: { latestVersion: 1, defaultVersion: 1 },
  },
  [CLUSTER]: {
    id: "{name}",
    arn: regional("eks", "cluster/{name}"),
    unique: "eks|{account}|{region}|{name}",
    defaults: {
      status: "ACTIVE",
      platformVersion: "eks.1",
      createdAt: "{now}",
      bootstrapSelfManagedAddons: true,
      deletionProtection: false,
    },
    replaceOn: [
      "name",
      "roleArn",
      "encryptionConfig",
      "bootstrapSelfManagedAddons",
      "kubernetesNetworkConfig.serviceIpv4Cidr",
      "kubernetesNetworkConfig.ipFamily",
      "accessConfig.bootstrapClusterCreatorAdminPermissions",
      "outpostConfig",
      "region",
    ],
  },
  "aws:eks/nodeGroup:NodeGroup": {
    id: "{clusterName}:{nodeGroupName}",
    arn: regional("eks", "nodegroup/{clusterName}/{nodeGroupName}/sandbox"),
    needs: { clusterName: CLUSTER },
    defaults: { status: "ACTIVE", capacityType: "ON_DEMAND" },
    replaceOn: [
      "clusterName",
      "nodeGroupName",
      "nodeGroupNamePrefix",
      "nodeRoleArn",
      "subnetIds",
      "capacityType",
      "amiType",
      "instanceTypes",
      "diskSize",
      "remoteAccess",
      "region",
    ],
  },
  "aws:eks/addon:Addon": {
    id: "{clusterName}:{addonName}",
    arn: regional("eks", "addon/{clusterName}/{addonName}/sandbox"),
    needs: { clusterName: CLUSTER },
    replaceOn: ["clusterName", "addonName", "region"],
  },
  "aws:eks/accessEntry:AccessEntry": {
    id: "{clusterName}:{principalArn}",
    arn: regional("eks", "access-entry/{clusterName}/sandbox"),
    needs: { clusterName: CLUSTER },
    defaults: { type: "STANDARD", createdAt: "{now}", modifiedAt: "{now}" },
    replaceOn: ["clusterName", "principalArn", "type", "region"],
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    id: "{clusterName}#{principalArn}#{policyArn}",
    needs: { clusterName: CLUSTER },
    defaults: { associatedAt: "{now}", modifiedAt: "{now}" },
    replaceOn: ["clusterName", "principalArn", "policyArn", "accessScope", "region"],
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    id: "{random:a-}",
    arn: regional("eks", "podidentityassociation/{clusterName}/{id}"),
    unique: "eks|{account}|{region}|{clusterName}|{namespace}|{serviceAccount}",
    needs: { clusterName: CLUSTER },
    defaults: { associationId: "{id}" },
    replaceOn: ["clusterName", "namespace", "serviceAccount", "region"],
  },
};
