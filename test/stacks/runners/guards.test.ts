import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Repository } from "@pulumi/github/repository";
import { RepositoryCustomProperty } from "@pulumi/github/repositoryCustomProperty";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

import { DeploymentEnvironment } from "../../../components/repository/deployment-environment";
import { OrganizationGuardrails } from "../../../components/repository/organization-guardrails";
import { ProtectedRepository } from "../../../components/repository/protected-repository";
import { loadServices } from "../../../components/service/load-services";
import { readRegister } from "../../../policy-packs/lib/register";
import { runners } from "../../../stacks/runners";
import { type Guard, named, newlyRefused, placesOf, putAt } from "../../support/guards";
import { record, type Recorded } from "../../support/record";

const ROOT = join(__dirname, "../../..");
const { services } = loadServices(join(ROOT, "register"));
const JUDGING = {
  settings: {
    environment: "production",
    "images.registries": ["ghcr.io/acme", "ghcr.io/actions"],
    "runners.bootstrapActions": [],
  },
  register: readRegister(JSON.parse(JSON.stringify({ services }))),
};

/** A resource and the guards in it. */
type Table = Readonly<Record<string, readonly Guard[]>>;

const pod = "spec template spec";

// biome-ignore lint/suspicious/noExplicitAny: a pod's inputs, whose shape the test knows
type Pod = any;
/** In a user namespace even root is nobody: that one has to go before the other can be missed. */
const withoutUserNamespace = (change: (spec: Pod) => void) => (spec: Pod) => {
  const { hostUsers: _, ...rest } = structuredClone(spec);
  change(rest);
  return rest;
};

const isolation = (list: "containers" | "initContainers"): Guard[] => {
  const container = `${pod} ${list} 0`;
  return [
    [
      "its lack of privilege",
      `${container} securityContext privileged`,
      true,
      "pod-security-privileged-containers",
    ],
    [
      "its way to no more privilege",
      `${container} securityContext allowPrivilegeEscalation`,
      true,
      "pod-security-privilege-escalation",
    ],
    [
      "its dropped capabilities",
      `${container} securityContext capabilities`,
      undefined,
      "pod-security-capabilities-restricted",
    ],
    [
      "its user that is not root, nor a user namespace",
      pod,
      withoutUserNamespace((spec) => {
        spec[list][0].securityContext.runAsNonRoot = false;
      }),
      "pod-security-running-as-non-root",
    ],
    [
      "its read-only files",
      `${container} securityContext readOnlyRootFilesystem`,
      undefined,
      "read-only-root-filesystem",
    ],
    ["its digest", `${container} image`, "ghcr.io/acme/runner:2.330", "image-digest-pinned"],
    [
      "its registry",
      `${container} image`,
      `evil.example/acme/runner@sha256:${"0".repeat(64)}`,
      "image-registry-allowed",
    ],
    [
      "its bound on memory",
      `${container} resources limits memory`,
      undefined,
      "container-resources-bounded",
    ],
    [
      "its share of memory",
      `${container} resources requests memory`,
      undefined,
      "container-resources-bounded",
    ],
    [
      "its share of the processor",
      `${container} resources requests cpu`,
      undefined,
      "container-resources-bounded",
    ],
  ];
};

const LANE: Table = {
  "ActionsRunnerGroup lane-deploy": [
    ["visibility", "visibility", "all", "runner-group-selected-repositories"],
    ["the list of repositories", "selectedRepositoryIds", [], "runner-group-selected-repositories"],
    ["the members' own zone", "selectedRepositoryIds 1", 500_045, "runner-group-single-zone"],
    ["no public repositories", "allowsPublicRepositories", true, "runner-group-not-public"],
    [
      "the restriction to workflows",
      "restrictedToWorkflows",
      false,
      "runner-group-workflows-pinned",
    ],
    ["the list of workflows", "selectedWorkflows", [], "runner-group-workflows-pinned"],
    [
      "the pin of a workflow",
      "selectedWorkflows 0",
      "acme/delivery-gate/.github/workflows/deploy.yml@refs/heads/dev",
      "runner-group-workflows-pinned",
    ],
  ],
  "AutoscalingRunnerSet lane-deploy": [
    ["a group", "spec runnerGroup", undefined, "runner-group-selected-repositories"],
    ["a group of its own", "spec runnerGroup", "Default", "runner-group-selected-repositories"],
    ["a group of its zone", "spec runnerGroup", "airside-build", "runner-group-single-zone"],
    ["a namespace of its zone", "metadata namespace", "runners-build", "runner-group-single-zone"],
    [
      "one-job credentials by reference",
      "spec githubConfigSecret",
      { github_token: "ghp_0000000000000000000000000000000000000000" },
      "runner-ephemeral",
    ],
    ["the bound on runners", "spec maxRunners", undefined, "runner-capacity-bounded"],
    ["the end of a job", `${pod} activeDeadlineSeconds`, undefined, "runner-capacity-bounded"],
    [
      "an account without a token",
      `${pod} automountServiceAccountToken`,
      true,
      "service-account-explicit",
    ],
    ["an account of its own", `${pod} serviceAccountName`, undefined, "service-account-explicit"],
    [
      "a user that is not root, nor a user namespace",
      pod,
      withoutUserNamespace((spec) => {
        spec.securityContext.runAsUser = 0;
      }),
      "pod-security-running-as-non-root-user",
    ],
    [
      "any word against root, nor a user namespace",
      pod,
      withoutUserNamespace((spec) => {
        delete spec.securityContext.runAsNonRoot;
        for (const each of [...spec.containers, ...spec.initContainers]) {
          delete each.securityContext.runAsNonRoot;
        }
      }),
      "pod-security-running-as-non-root",
    ],
    [
      "the system calls' filter",
      `${pod} securityContext seccompProfile`,
      undefined,
      "pod-security-seccomp-restricted",
    ],
    ["the node's network", `${pod} hostNetwork`, true, "pod-security-host-namespaces"],
    ["the node's processes", `${pod} hostPID`, true, "pod-security-host-namespaces"],
    [
      "the node's files",
      `${pod} volumes 0`,
      { name: "home", hostPath: { path: "/home" } },
      "pod-security-host-path-volumes",
    ],
    [
      "the container engine's socket",
      `${pod} volumes 1`,
      { name: "tmp", hostPath: { path: "/var/run/docker.sock" } },
      "runner-pod-unprivileged",
    ],
    ...isolation("containers"),
    ...isolation("initContainers"),
  ],
  "ServiceAccount lane-deploy": [
    ["no token by itself", "automountServiceAccountToken", undefined, "service-account-explicit"],
    [
      "no cloud identity",
      "metadata annotations",
      { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/deploy" },
      "runner-identity-without-authority",
    ],
  ],
  "Namespace lane-deploy": [
    [
      "Pod Security",
      "metadata labels pod-security.kubernetes.io/enforce",
      "baseline",
      "namespace-pod-security-enforced",
    ],
    [
      "Pod Security's version",
      "metadata labels pod-security.kubernetes.io/enforce-version",
      "latest",
      "namespace-pod-security-enforced",
    ],
  ],
  "NetworkPolicy lane-deploy-default-deny": [
    ["no way out", "spec policyTypes", ["Ingress"], "runner-egress-default-deny"],
    ["no way in", "spec policyTypes", ["Egress"], "namespace-default-deny"],
    ["every pod", "spec podSelector", { matchLabels: { a: "b" } }, "runner-egress-default-deny"],
    ["denial", "spec egress", [{}], "runner-egress-default-deny"],
  ],
  "NetworkPolicy lane-deploy-egress": [
    [
      "the listed networks",
      "spec egress 1 to 0 ipBlock cidr",
      "0.0.0.0/0",
      "runner-egress-default-deny",
    ],
    ["a destination", "spec egress 1 to", undefined, "runner-egress-default-deny"],
    ["the cluster's own names", "spec egress 0 to", undefined, "runner-egress-default-deny"],
    [
      "the lane's network alone",
      "spec egress 1 to 0 ipBlock cidr",
      "10.99.0.0/16",
      "runner-egress-default-deny",
    ],
  ],
  "Role lane-deploy-controller": [
    ["named verbs", "rules 0 verbs", ["*"], "rbac-least-privilege"],
    ["named resources", "rules 0 resources", ["*"], "rbac-least-privilege"],
    ["its stated need", "metadata annotations", undefined, "rbac-workload-creation-bounded"],
  ],
  "RoleBinding lane-deploy-controller": [
    [
      "one account",
      "subjects 0",
      { kind: "Group", name: "system:masters", apiGroup: "rbac.authorization.k8s.io" },
      "rbac-least-privilege",
    ],
    [
      "a role of the namespace",
      "roleRef",
      { kind: "ClusterRole", name: "cluster-admin" },
      "rbac-least-privilege",
    ],
  ],
  "RunnerLane lane-deploy": [
    ["the bound on runners", "maxRunners", undefined, "runner-capacity-bounded"],
    ["the end of a job", "maxJobMinutes", undefined, "runner-capacity-bounded"],
  ],
  "ActionsRunnerGroup lane-untrusted": [
    ["visibility", "visibility", "all", "runner-group-selected-repositories"],
    ["no public repositories", "allowsPublicRepositories", true, "runner-group-not-public"],
    ["the list of repositories", "selectedRepositoryIds", [], "runner-group-selected-repositories"],
  ],
  "ActionsHostedRunner lane-untrusted": [
    ["the bound on runners", "maximumRunners", undefined, "runner-capacity-bounded"],
    ["a version of a custom image", "image", { id: "7", source: "custom" }, "image-digest-pinned"],
  ],
};

const ORGANIZATION: Table = {
  "ActionsOrganizationWorkflowPermissions organization": [
    ["a token that reads", "defaultWorkflowPermissions", "write", "workflow-token-read-only"],
    ["no approval by workflows", "canApprovePullRequestReviews", true, "workflow-token-read-only"],
  ],
  "ActionsOrganizationPermissions organization": [
    ["the list of actions", "allowedActions", "all", "actions-allow-listed"],
    [
      "actions of named owners",
      "allowedActionsConfig patternsAlloweds",
      ["*/*"],
      "actions-allow-listed",
    ],
    ["actions by commit", "shaPinningRequired", false, "actions-allow-listed"],
  ],
  "OrganizationSettings organization": [
    [
      "members without rights",
      "defaultRepositoryPermission",
      "write",
      "organization-defaults-restrictive",
    ],
    ...[
      "membersCanCreateRepositories",
      "membersCanCreatePublicRepositories",
      "membersCanCreatePrivateRepositories",
      "membersCanCreateInternalRepositories",
    ].map((flag): Guard => [flag, flag, true, "organization-defaults-restrictive"]),
    ...[
      "secretScanningEnabledForNewRepositories",
      "secretScanningPushProtectionEnabledForNewRepositories",
    ].map((flag): Guard => [flag, flag, false, "organization-defaults-restrictive"]),
  ],
  "ActionsOrganizationOidcSubjectClaimCustomizationTemplate organization": [
    [
      "the subject's first claim",
      "includeClaimKeys",
      ["workflow", "repo"],
      "oidc-subject-template-consistent",
    ],
  ],
};

/** A ruleset of a default branch; of an organization and of a repository alike. */
const RULESET: readonly Guard[] = [
  ["being in force", "enforcement", "evaluate", "default-branch-protected"],
  ["its branch", "conditions refName includes", [], "default-branch-protected"],
  ["its target", "target", "tag", "default-branch-protected"],
  ["no deletion", "rules deletion", undefined, "default-branch-protected"],
  ["no force push", "rules nonFastForward", undefined, "default-branch-protected"],
  ["pull requests", "rules pullRequest", undefined, "default-branch-protected"],
  [
    "two approvals",
    "rules pullRequest requiredApprovingReviewCount",
    1,
    "default-branch-protected",
  ],
  ["code owners", "rules pullRequest requireCodeOwnerReview", false, "default-branch-protected"],
  [
    "fresh approvals",
    "rules pullRequest dismissStaleReviewsOnPush",
    false,
    "default-branch-protected",
  ],
  ["checks", "rules requiredStatusChecks", undefined, "default-branch-protected"],
  [
    "checks of the latest state",
    "rules requiredStatusChecks strictRequiredStatusChecksPolicy",
    false,
    "default-branch-protected",
  ],
  [
    "nobody who may push past it",
    "bypassActors",
    [{ actorType: "Team", actorId: 700, bypassMode: "always" }],
    "default-branch-protected",
  ],
];

const REPOSITORY: Table = {
  "RepositoryRuleset payments-default-branch": RULESET,
  "WorkflowRepositoryPermissions payments": [
    ["a token that reads", "defaultWorkflowPermissions", "write", "workflow-token-read-only"],
    ["no approval by workflows", "canApprovePullRequestReviews", true, "workflow-token-read-only"],
  ],
  "RepositoryEnvironment production": [
    ["reviewers", "reviewers", undefined, "environment-reviewers-required"],
    ["no self-review", "preventSelfReview", false, "environment-reviewers-required"],
    ["no bypass by administrators", "canAdminsBypass", true, "environment-reviewers-required"],
    ["refs", "deploymentBranchPolicy", undefined, "environment-refs-restricted"],
    [
      "named refs",
      "deploymentBranchPolicy",
      { protectedBranches: false, customBranchPolicies: false },
      "environment-refs-restricted",
    ],
  ],
  "RepositoryEnvironmentDeploymentPolicy production-main": [
    ["a pattern with a name in it", "branchPattern", "*", "environment-refs-restricted"],
  ],
};

/** Inputs that hold nothing back by themselves: a guard or a component beside them does. */
const NO_GUARDS: readonly (readonly [reason: string, places: RegExp])[] = [
  [
    "says what it is",
    /(^| )(apiVersion|kind|name|namespace|organizationSlug|repository|environment)$/,
  ],
  ["marks it as of a lane, or for the controller", /(^| )(labels|annotations) \S+$/],
  ["says what the component was told; its children are judged", /^RunnerLane /],
  [
    "says where work and machines are",
    / (githubConfigUrl|runnerScaleSetName|command \d|mountPath|runnerGroupId|size|image id|image source)$/,
  ],
  ["is tried together with the user namespace", / (runAsNonRoot|runAsUser)$/],
  ["follows from the rules beside it", /^NetworkPolicy lane-deploy-egress spec policyTypes \d$/],
  [
    "is for the lanes that release and deploy",
    /^ActionsRunnerGroup lane-untrusted restrictedToWorkflows$/,
  ],
  ["says how a pod runs", / (minRunners|restartPolicy|fsGroup|runAsGroup)$/],
  ["names ports and protocols of a listed destination", / (port|protocol)$/],
  ["is whose repositories a ruleset is for", / conditions repositoryProperty /],
  [
    "opens the organization's repositories to Actions at all",
    / (enabledRepositories|billingEmail)$/,
  ],
];

/** Guards beyond what the catalogue's rules ask for; who takes one away is held by what stands beside it. */
const NO_RULE: readonly (readonly [instead: string, places: RegExp])[] = [
  ["one member goes when the repository's contract does", / selectedRepositoryIds \d$/],
  ["the pods' other isolation holds without a user namespace", / hostUsers$/],
  ["a pod that knows other services' addresses still cannot reach them", / enableServiceLinks$/],
  ["the limit on memory and the namespace's quota", / limits cpu$/],
  ["the node's own eviction", / emptyDir sizeLimit$/],
  ["the list of allowed actions", / (githubOwnedAllowed|verifiedAllowed)$/],
  [
    "advice and housekeeping",
    / (dependabot\w+|dependencyGraph\w+|webCommitSignoffRequired|membersCanForkPrivateRepositories)$/,
  ],
  [
    "the controller's rights on named resources",
    /^Role \S+ rules \d (apiGroups|resources|verbs) \d$/,
  ],
  [
    "code owners and two approvals",
    / (requireLastPushApproval|requiredReviewThreadResolution|requiredSignatures)$/,
  ],
  ["strict checks of the latest state", / (doNotEnforceOnCreate|integrationId|context)$/],
  ["a public address is of use to whoever is called back", / publicIpEnabled$/],
  ["reviewers and refs", / waitTimer$/],
];

/** Resources of these types are beyond the catalogue's rules as a whole, and the reason that they may be. */
const NO_RULE_TYPES: Readonly<Record<string, string>> = {
  ResourceQuota: "bounds the sum of what each pod is bound to",
  LimitRange: "bounds what container-resources-bounded asks of each container",
  Chart: "reaches policies without inputs; the objects that it renders are judged",
  ...Object.fromEntries(
    [
      "Bucket",
      "BucketLifecycleConfiguration",
      "BucketOwnershipControls",
      "BucketPolicy",
      "BucketPublicAccessBlock",
      "BucketServerSideEncryptionConfiguration",
      "BucketVersioning",
    ].map((kind) => [kind, "is a lane's store, into which only a role's own policy lets anybody"]),
  ),
};

const takeAway = (copies: Recorded[], resource: string, at: string, instead: unknown) =>
  putAt(named(copies, resource), at, instead);

/** Tries every guard of a table. */
function tryEach(table: Table, resources: () => readonly Recorded[]): void {
  const rows = Object.entries(table).flatMap(([resource, guards]) =>
    guards.map(([what, at, instead, rule]) => ({ resource, what, at, instead, rule })),
  );
  it.each(rows)(
    "$resource without $what is refused by $rule",
    ({ resource, at, instead, rule }) => {
      const refused = newlyRefused(
        resources(),
        (copies) => takeAway(copies, resource, at, instead),
        JUDGING,
      );
      expect(refused).toContain(rule);
    },
  );
}

/** Places of the resources in which something stands that no guard of the table and no list here is about. */
function untried(table: Table, resources: readonly Recorded[]): string[] {
  const listed = [...NO_GUARDS, ...NO_RULE].map(([, places]) => places);
  return Object.entries(table).flatMap(([resource, guards]) =>
    placesOf(named(resources, resource).inputs)
      .filter((place) => !guards.some(([, at]) => `${place} `.startsWith(`${at} `) && at !== pod))
      .map((place) => `${resource} ${place}`)
      .filter((place) => !listed.some((places) => places.test(place))),
  );
}

describe("a guard taken out of runners.demo", () => {
  let resources: Recorded[] = [];
  beforeAll(async () => {
    const file = join(ROOT, "stacks/config/Pulumi.runners.demo.yaml");
    const key = "airside:runners";
    const config = { [key]: JSON.stringify(parse(readFileSync(file, "utf8")).config[key]) };
    resources = await record(() => runners(), { stack: "runners.demo", preview: true, config });
  });
  tryEach({ ...LANE, ...ORGANIZATION }, () => resources);

  it("is any that stands in a lane or in the organization", () => {
    expect(untried({ ...LANE, ...ORGANIZATION }, resources)).toEqual([]);
  });

  it("is of every kind of resource that the stack has", () => {
    const tried = Object.keys({ ...LANE, ...ORGANIZATION }).map((each) => each.split(" ")[0]);
    const kinds = new Set(resources.map(({ type }) => type.split(":").at(-1) ?? ""));
    const left = [...kinds].filter((kind) => !tried.includes(kind) && !(kind in NO_RULE_TYPES));
    // Components say what they were told, and providers whose account it is.
    expect(left.sort()).toEqual([
      "HostedLane",
      "OrganizationGuardrails",
      "OrganizationRuleset",
      "PrivateBucket",
      "RunnerController",
      "aws",
      "github",
      "kubernetes",
    ]);
  });

  it.each([
    ["NetworkPolicy lane-deploy-default-deny", "runner-egress-default-deny"],
    ["NetworkPolicy runner-controller-default-deny", "namespace-default-deny"],
  ])("%s gone is refused by %s", (resource, rule) => {
    const refused = newlyRefused(
      resources,
      (copies) => void copies.splice(copies.indexOf(named(copies, resource)), 1),
      JUDGING,
    );
    expect(refused).toContain(rule);
  });

  it("a right in the whole cluster is refused by runner-identity-without-authority", () => {
    const refused = newlyRefused(
      resources,
      (copies) => {
        const binding = named(copies, "RoleBinding lane-deploy-controller");
        const subject = { kind: "ServiceAccount", name: "runner", namespace: "runners-deploy" };
        copies.push({
          ...structuredClone(binding),
          type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
          name: "more",
          urn: `${binding.urn}-more`,
          inputs: {
            metadata: { name: "more" },
            roleRef: { kind: "ClusterRole", name: "view" },
            subjects: [subject],
          },
        });
      },
      JUDGING,
    );
    expect(refused).toContain("runner-identity-without-authority");
  });
});

describe("a guard taken out of the organization's ruleset", () => {
  const table: Table = {
    "OrganizationRuleset organization-default-branch": [
      ...RULESET,
      [
        "the repositories it is for",
        "conditions repositoryProperty includes 0 propertyValues",
        ["else"],
        "default-branch-protected",
      ],
    ],
  };
  let resources: Recorded[] = [];
  beforeAll(async () => {
    resources = await record(
      () => {
        new OrganizationGuardrails("organization", {
          organization: "acme",
          billingEmail: "billing@acme.example",
          guarded: { property: "airside", values: ["guarded"] },
          checks: [{ context: "build", app: 15_368 }],
        });
        new Repository("shop", { name: "shop", visibility: "private" });
        new RepositoryCustomProperty("shop", {
          repository: "shop",
          propertyName: "airside",
          propertyType: "single_select",
          propertyValues: ["guarded"],
        });
      },
      { stack: "organization.demo", preview: true },
    );
  });
  tryEach(table, () => resources);

  it("is any that stands in it", () => {
    expect(untried(table, resources)).toEqual([]);
  });
});

describe("a guard taken out of a repository", () => {
  let resources: Recorded[] = [];
  beforeAll(async () => {
    resources = await record(
      () => {
        new ProtectedRepository("payments", {
          owner: "acme",
          repositoryName: "payments",
          description: "Takes money",
          checks: [{ context: "build", app: 15_368 }],
        });
        new DeploymentEnvironment("production", {
          repository: { owner: "acme", ownerId: 1_000_042, name: "payments", id: 500_043 },
          environment: "production",
          reviewers: { teams: [701] },
          refs: { main: { branch: "main" } },
        });
      },
      { stack: "repository.demo", preview: true },
    );
  });
  tryEach(REPOSITORY, () => resources);

  it("is any that stands in the repository", () => {
    expect(untried(REPOSITORY, resources)).toEqual([]);
  });
});
