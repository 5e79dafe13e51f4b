import fc from "fast-check";

import { rules } from "../../policy-packs/airside/rules";
import type { Resource } from "../../policy-packs/lib/rule";
import { UNKNOWN } from "../../policy-packs/lib/unknown";

/** A type for every token that some rule names, with a version in place of a star, and types that none names. */
const TYPES = [
  ...new Set(
    rules
      .flatMap((rule) => {
        if (rule.kind === "resource") return rule.appliesTo;
        return rule.kind === "stack" ? rule.reads.flatMap(({ appliesTo }) => appliesTo) : [];
      })
      .map((token) => token.replace(/^\*$/, "test:index:Any").replaceAll("*", "apps/v1")),
  ),
  "kubernetes:core/v1:Pod",
  "kubernetes:apps/v1:Deployment",
  "kubernetes:batch/v1:CronJob",
  "kubernetes:core/v1:List",
  "aws:iam/role:Role",
  "aws:iam/policy:Policy",
  "airside:identity:TrustRole",
  "random:index/randomId:RandomId",
  "",
];

/** Words that rules look for, so that a random value is now and then one that matters. */
const WORDS = [
  "*",
  "true",
  "false",
  "production",
  "deploy",
  "untrusted",
  "sts.amazonaws.com",
  "restricted",
  "v1.37",
  "latest",
  "kube-system",
  "default",
  "cluster-admin",
  "ALL",
  "RuntimeDefault",
  "Unconfined",
  "localhost/x",
  "hostPath",
  "repo:acme/web:ref:refs/heads/main",
  "repo:*",
  "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
  "engine: {kind: ebpf}",
  "{}",
  "[",
  '{"Statement":[]}',
  "2012-10-17",
  "0",
  "-1",
  "é\u0000",
  "x".repeat(300),
];

const PRIVILEGED = {
  spec: {
    hostNetwork: true,
    hostPID: true,
    volumes: [{ name: "v", hostPath: { path: "/" } }, { name: "w" }],
    containers: [
      {
        name: "c",
        image: "nginx",
        securityContext: {
          privileged: true,
          runAsUser: 0,
          capabilities: { add: ["NET_ADMIN"], drop: [] },
        },
        ports: [{ containerPort: 1, hostPort: 1 }],
      },
    ],
    initContainers: [{ name: "i", image: "nginx@sha256:abc" }],
    securityContext: {
      sysctls: [{ name: "kernel.x", value: "1" }],
      seLinuxOptions: { type: "spc_t" },
    },
  },
};
const statement = (condition: unknown) => ({
  Effect: "Allow",
  Principal: {
    Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
  },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: condition,
});
const ISSUER = "token.actions.githubusercontent.com";

/** Properties that rules know well, to be maimed. */
const KNOWN: readonly Record<string, unknown>[] = [
  {
    metadata: {
      name: "p",
      namespace: "shop",
      annotations: {},
      labels: { "airside/lane": "build" },
    },
    ...PRIVILEGED,
  },
  { metadata: { name: "d" }, spec: { replicas: 1, template: { metadata: {}, ...PRIVILEGED } } },
  { spec: { jobTemplate: { spec: { template: PRIVILEGED } } } },
  {
    items: [
      { apiVersion: "v1", kind: "Pod", ...PRIVILEGED },
      { apiVersion: "kyverno.io/v1", kind: "Policy" },
    ],
  },
  {
    rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
    subjects: [{ kind: "ServiceAccount", name: "default" }],
    roleRef: { kind: "ClusterRole", name: "cluster-admin" },
  },
  {
    data: { "falco.yaml": "engine:\n  kind: ebpf\n" },
    metadata: { name: "falco", namespace: "falco" },
  },
  {
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [statement({ StringLike: { [`${ISSUER}:sub`]: "repo:acme/*" } })],
    }),
    maxSessionDuration: 43200,
  },
  {
    assumeRolePolicy: {
      Statement: statement({
        StringEquals: {
          [`${ISSUER}:aud`]: "sts.amazonaws.com",
          [`${ISSUER}:sub`]: ["repo:acme@1/web@2:environment:prod"],
        },
      }),
    },
    tags: { "airside:lane": "release" },
  },
  {
    policy: JSON.stringify({
      Statement: [
        { Effect: "Allow", Action: "*", Resource: "*" },
        { Effect: "Deny", NotAction: "iam:*", Resource: "*" },
      ],
    }),
  },
  { vpcConfig: { endpointPublicAccess: true }, enabledClusterLogTypes: ["api"], accessConfig: {} },
  {
    visibility: "all",
    selectedRepositoryIds: [],
    allowsPublicRepositories: true,
    reviewers: [{ users: [1] }],
  },
  {
    repository: "api",
    environment: "production",
    deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    branchPattern: "release/*",
    useDefault: false,
    includeClaimKeys: ["repo", "context"],
  },
  {
    name: "api",
    repository: "api",
    repositoryId: "api",
    pattern: "main",
    target: "branch",
    enforcement: "active",
    conditions: {
      refName: { includes: ["~DEFAULT_BRANCH"], excludes: ["refs/heads/[a-z]*/**/x"] },
      repositoryName: { includes: ["~ALL"], excludes: [] },
      repositoryProperty: { includes: [{ name: "tier", propertyValues: ["a"] }] },
    },
    bypassActors: [{ actorType: "Team", bypassMode: "always" }],
    rules: {
      pullRequest: { requiredApprovingReviewCount: 2 },
      requiredStatusChecks: { requiredChecks: [{ context: "build" }] },
    },
    requiredPullRequestReviews: [{ pullRequestBypassers: ["/lead"] }],
    requiredStatusChecks: [{ strict: true, contexts: ["build"] }],
  },
  {
    name: "runners",
    userData: "IyEvYmluL3NoCi4vY29uZmlnLnNoIC0tdXJsIHUgLS10b2tlbiAkVAo=",
    vpcSecurityGroupIds: ["runners"],
    networkInterfaces: [{ subnetId: "subnet-1", securityGroups: ["runners"] }],
    iamInstanceProfile: { name: "runners" },
    role: "runners",
    securityGroupId: "runners",
    type: "egress",
    cidrBlocks: ["0.0.0.0/0"],
    egress: [{ fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"], prefixListIds: ["pl-1"] }],
  },
  {
    metadata: { name: "runner", namespace: "runners", labels: { "airside/lane": "build" } },
    spec: {
      githubConfigSecret: "app",
      runnerGroup: "build",
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }, { namespaceSelector: {} }] }],
      template: {
        spec: {
          containers: [{ name: "runner", image: "docker:dind" }],
          volumes: [{ persistentVolumeClaim: { claimName: "cache" } }, { nfs: { server: "s" } }],
        },
      },
    },
    subjects: [{ kind: "ServiceAccount", name: "default", namespace: "runners" }],
  },
  {
    lane: "untrusted",
    claims: { repository: { owner: "acme" }, pullRequests: true },
    exceptions: ["EX-1", 7],
  },
];

const leaf = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(UNKNOWN, null, true, false, 0, -1, 1.5, 65536, "", [], {}),
  },
  fc.string({ maxLength: 12 }),
);
const key = fc.oneof(
  fc.constantFrom(
    "metadata",
    "spec",
    "containers",
    "name",
    "Statement",
    "policy",
    "data",
    "tags",
    "a.b",
    "a/b",
    "",
  ),
  fc.string({ maxLength: 6 }).filter((name) => name !== "__proto__"),
);
const json: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(key, tie("node"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;
const deep = fc.integer({ min: 10, max: 150 }).map((depth) => {
  let value: unknown = "bottom";
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { spec: value };
  return value;
});
const huge = fc
  .tuple(leaf, fc.integer({ min: 50, max: 400 }))
  .map(([value, length]) => Array.from({ length }, () => value));
const odd = fc.oneof({ weight: 6, arbitrary: json }, deep, huge);

const props = fc.oneof(
  fc.dictionary(key, odd, { maxKeys: 5, noNullPrototype: true }),
  fc
    .tuple(
      fc.constantFrom(...KNOWN),
      fc.array(fc.tuple(fc.nat(), odd, fc.boolean()), { maxLength: 4 }),
    )
    .map(([known, changes]) => changes.reduce(maim, structuredClone(known))),
);

/** One stack of up to four resources, some of them in a component, some with secrets. */
export const stacks: fc.Arbitrary<readonly Resource[]> = fc
  .array(fc.tuple(fc.constantFrom(...TYPES), props, fc.nat(), fc.boolean()), {
    minLength: 1,
    maxLength: 4,
  })
  .map((drawn) =>
    drawn.map(([type, drawnProps, choice, isChild], index): Resource => {
      const name = `r${index}`;
      const secret = choice % 3 === 0 ? secretPathsOf(drawnProps, choice) : [];
      const parent = isChild && index > 0 ? urnOf(drawn[0]?.[0] ?? "", "r0") : undefined;
      return {
        type,
        name,
        urn: urnOf(type, name),
        props: drawnProps,
        protect: false,
        ...(secret.length > 0 && { secret }),
        ...(parent !== undefined && { parent }),
      };
    }),
  );

function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::shop::${type}::${name}`;
}

/** Replaces or removes one of the places in the properties. */
function maim(
  value: Record<string, unknown>,
  [choice, replacement, isRemoval]: [number, unknown, boolean],
): Record<string, unknown> {
  const places = placesIn(value);
  const place = places[choice % places.length];
  if (!place) return value;
  const [holder, at] = place;
  if (isRemoval && !Array.isArray(holder)) delete holder[at];
  else holder[at] = replacement;
  return value;
}

function placesIn(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((at): [Record<string, unknown>, string][] => [
    [holder, at],
    ...placesIn(holder[at]),
  ]);
}

/** One or two top-level properties by a path that needs no quoting. */
function secretPathsOf(value: Readonly<Record<string, unknown>>, choice: number): string[] {
  const keys = Object.keys(value).filter((name) => /^[A-Za-z]+$/.test(name));
  return keys.filter((_, index) => (index + choice) % 2 === 0).slice(0, 2);
}
