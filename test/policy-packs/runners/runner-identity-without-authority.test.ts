import { runnerIdentityWithoutAuthority } from "../../../policy-packs/runners/rules/runner-identity-without-authority";
import { describeRule } from "../../support/rule-fixtures";
import { SERVICE_TRUST } from "../identity/builders";
import {
  aws,
  BUCKET,
  object,
  runnerPods,
  scaleSet,
  secretive,
  template,
  UNKNOWN,
} from "./builders";

const settings = { "runners.bootstrapActions": ["ssm:GetParameter", "logs:Put*"] };
const allow = (Action: unknown) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});
const hosts = template({ iamInstanceProfile: { name: "runners" } });
const profile = aws("iam:InstanceProfile", { name: "runners", role: "host" }, { name: "profile" });
const role = (props = {}) =>
  aws("iam:Role", { name: "host", assumeRolePolicy: SERVICE_TRUST, ...props }, { name: "role" });
const rolePolicy = (policy: unknown, rest = {}) =>
  aws("iam:RolePolicy", { role: "host", policy }, { name: "inline", ...rest });
const attach = (policyArn: unknown, rest = {}) =>
  aws("iam:RolePolicyAttachment", { role: "host", policyArn }, { name: "attached", ...rest });
const machine = (...more: ReturnType<typeof aws>[]) => ({
  settings,
  resources: [hosts, profile, role(), ...more],
});
const place = "policy.Statement[0].Action";
const excess = (policy: unknown, path = place) => ({
  ...machine(rolePolicy(policy)),
  expect: [{ path, resource: "inline" }],
});
const assuming = excess(allow("sts:AssumeRole"));
const AWS = "arn:aws:iam::aws:policy/";

const pod = runnerPods({ serviceAccountName: "runner" });
const association = (namespace: unknown, serviceAccount: unknown, rest = {}) =>
  aws(
    "eks:PodIdentityAssociation",
    { namespace, serviceAccount, roleArn: "r" },
    { name: "association", ...rest },
  );
const account = (annotations: unknown, name = "runner", namespace: unknown = "runners") =>
  object(
    "core/v1:ServiceAccount",
    { metadata: { name, namespace, annotations } },
    { name: "account" },
  );
const binding = (...subjects: unknown[]) =>
  object("rbac.authorization.k8s.io/v1:ClusterRoleBinding", { subjects }, { name: "binding" });
const serviceAccount = (name: unknown, namespace: unknown = "runners") => ({
  kind: "ServiceAccount",
  name,
  namespace,
});
const ARN = { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/deploy" };
const bound = (...subjects: unknown[]) => ({
  resources: [pod, binding(...subjects)],
  expect: [{ path: `subjects[${subjects.length - 1}]`, resource: "binding" }],
});

describeRule(runnerIdentityWithoutAuthority, {
  pass: [
    machine(rolePolicy(allow(["ssm:GetParameter", "SSM:getparameter", "logs:PutLogEvents"]))),
    machine(rolePolicy(allow("logs:PutLog*"))),
    machine(rolePolicy({ Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] })),
    machine(aws("iam:RolePolicy", { role: "other", policy: allow("*") })),
    machine(attach("own"), aws("iam:Policy", { name: "own", policy: allow("ssm:GetParameter") })),
    { resources: [pod, association("shop", "runner"), association("runners", "web")] },
    { resources: [pod, account({}), account(ARN, "web"), account(ARN, "runner", "shop")] },
    {
      resources: [
        pod,
        binding(
          serviceAccount("runner", "shop"),
          { kind: "User", name: "ann" },
          { kind: "Group", name: "system:serviceaccounts:shop" },
        ),
      ],
    },
    {
      resources: [
        pod,
        object("rbac.authorization.k8s.io/v1:RoleBinding", {
          subjects: [serviceAccount("runner")],
        }),
      ],
    },
  ],
  fail: [
    {
      ...assuming,
      expect: [
        {
          path: place,
          resource: "inline",
          message:
            'RolePolicy "inline": it allows sts:AssumeRole, by which it becomes other roles; a runner host needs runners.bootstrapActions and nothing else.',
        },
      ],
    },
    { ...assuming, settings: { "runners.bootstrapActions": ["sts:AssumeRole"] } },
    {
      ...assuming,
      settings: {},
      expect: [
        { path: place, resource: "inline" },
        { path: "", resource: "hosts" },
      ],
    },
    excess(JSON.stringify(allow("sts:*"))),
    excess(allow(["ssm:GetParameter", "sts:assumerolewith*"]), `${place}[1]`),
    excess(allow("s3:GetObject")),
    excess(allow("logs:*")),
    excess(allow("*")),
    excess(
      { Statement: { Effect: "Allow", NotAction: "iam:*", Resource: "*" } },
      "policy.Statement.NotAction",
    ),
    excess("{", "policy"),
    {
      ...machine(role({ inlinePolicies: [{ name: "i", policy: allow("s3:*") }] })),
      expect: [{ path: "inlinePolicies[0].policy.Statement[0].Action", resource: "role" }],
    },
    {
      ...machine(attach(`${AWS}AdministratorAccess`)),
      expect: [{ path: "policyArn", resource: "attached" }],
    },
    {
      ...machine(attach(`${AWS}AmazonSSMManagedInstanceCore`)),
      expect: [{ path: "policyArn", resource: "attached" }],
    },
    {
      ...machine(
        attach("own"),
        aws("iam:Policy", { name: "own", policy: allow("s3:*") }, { name: "managed" }),
      ),
      expect: [{ path: place, resource: "managed" }],
    },
    {
      settings,
      resources: [
        aws("ec2:Instance", { iamInstanceProfile: "runners", tags: { Name: "github-runner" } }),
        profile,
        role(),
        rolePolicy(allow("s3:*")),
      ],
    },
    {
      settings,
      resources: [
        template(
          { iamInstanceProfile: { arn: UNKNOWN } },
          { propertyDependencies: { iamInstanceProfile: ["profile"] } },
        ),
        aws(
          "iam:InstanceProfile",
          { role: UNKNOWN },
          { name: "profile", propertyDependencies: { role: ["role"] } },
        ),
        role(),
        rolePolicy(allow("s3:*")),
      ],
    },
    {
      resources: [pod, association("runners", "runner")],
      expect: [{ path: "serviceAccount", resource: "association" }],
    },
    { resources: [runnerPods({}), association("runners", "default")] },
    {
      resources: [pod, account(ARN)],
      expect: [{ path: 'metadata.annotations["eks.amazonaws.com/role-arn"]', resource: "account" }],
    },
    { resources: [pod, account({ "eks.amazonaws.com/role-arn": UNKNOWN })] },
    {
      resources: [
        pod,
        object("core/v1:ServiceAccountPatch", {
          metadata: { name: "runner", namespace: "runners", annotations: ARN },
        }),
      ],
    },
    bound(serviceAccount("runner")),
    bound(serviceAccount("web"), serviceAccount("runner")),
    bound({ kind: "Group", name: "system:serviceaccounts:runners" }),
    bound({ kind: "Group", name: "system:serviceaccounts" }),
    bound({ kind: "Group", name: "system:authenticated" }),
    bound({ kind: "User", name: "system:serviceaccount:runners:runner" }),
  ],
  notApplicable: [
    { resource: BUCKET },
    {
      resources: [
        association("runners", "runner"),
        account(ARN),
        binding(serviceAccount("runner")),
      ],
    },
    {
      resources: [
        aws("ec2:Instance", { iamInstanceProfile: "runners" }),
        profile,
        role(),
        rolePolicy(allow("*")),
      ],
    },
  ],
  unknown: [
    { ...machine(rolePolicy(UNKNOWN)), expect: [{ path: "policy", resource: "inline" }] },
    { ...machine(rolePolicy(allow(UNKNOWN))) },
    { ...machine(attach(UNKNOWN)), expect: [{ path: "policyArn", resource: "attached" }] },
    { ...machine(attach("arn:aws:iam::111122223333:policy/own")) },
    { settings, resources: [hosts], expect: [{ path: "iamInstanceProfile", resource: "hosts" }] },
    {
      settings,
      resources: [
        template({ userData: UNKNOWN, iamInstanceProfile: { name: "runners" } }),
        profile,
        role(),
        rolePolicy(allow("s3:*")),
      ],
    },
    { resources: [pod, association(UNKNOWN, "runner")], expect: [{ path: "serviceAccount" }] },
    { resources: [pod, binding(UNKNOWN)] },
    { resources: [pod, binding(serviceAccount(UNKNOWN))] },
  ],
  secretBearing: { ...assuming, resources: assuming.resources.map(secretive) },
  malformed: [
    machine(rolePolicy([1]), attach({}), role({ inlinePolicies: "x" })),
    {
      resources: [
        scaleSet({ template: 7 }),
        association(7, []),
        account([ARN]),
        binding("all", { kind: [] }),
      ],
    },
  ],
  excepted: assuming,
  expired: assuming,
});
