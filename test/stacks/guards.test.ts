import { readFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

import { foundation } from "../../stacks/foundation";
import { runners } from "../../stacks/runners";
import { judge } from "../support/judge";
import { record, type Recorded } from "../support/record";

const ROOT = join(__dirname, "../..");
const SETTINGS = {
  environment: "production",
  "identity.boundaries": ["arn:aws:iam::111122223333:policy/airside/airside-boundary"],
};

function recordDemo(stack: string, program: () => unknown) {
  const key = `airside:${stack.split(".")[0]}`;
  const file = join(ROOT, `stacks/config/Pulumi.${stack}.yaml`);
  const config = { [key]: JSON.stringify(parse(readFileSync(file, "utf8")).config[key]) };
  return record(program, { stack, preview: true, config });
}

// biome-ignore lint/suspicious/noExplicitAny: a guard is taken out of inputs of any shape
type Take = (inputs: any) => void;

/** Takes a guard out of a policy document. */
const document =
  (field: string, take: Take): Take =>
  (inputs) => {
    const parsed = JSON.parse(inputs[field]);
    take(parsed);
    inputs[field] = JSON.stringify(parsed);
  };
const trust = (take: Take) =>
  document("assumeRolePolicy", ({ Statement: [statement] }) => take(statement));
const withoutClaim = (claim: string) =>
  trust(({ Condition }) => {
    delete Condition.StringEquals[`token.actions.githubusercontent.com:${claim}`];
  });

/** The rules that say something new once the guard is gone. */
function caught(resources: readonly Recorded[], [type, name]: string[], take: Take): string[] {
  const before = judge(resources, SETTINGS).map(({ rule }) => rule);
  const changed: Recorded[] = structuredClone([...resources]);
  const found = changed.find((each) => each.type.endsWith(`:${type}`) && each.name === name);
  take(found!.inputs);
  return judge(changed, SETTINGS)
    .filter(({ level }) => level === "mandatory")
    .map(({ rule }) => rule)
    .filter((rule) => !before.includes(rule));
}

describe("a guard taken out of foundation.demo", () => {
  let resources: Recorded[];
  beforeAll(async () => {
    resources = await recordDemo("foundation.demo", () => foundation());
  });

  it.each<[string, string, Take, string]>([
    ["aud of the apply role", "Role platform-apply", withoutClaim("aud"), "trust-audience-pinned"],
    ["sub of the apply role", "Role platform-apply", withoutClaim("sub"), "trust-subject-literal"],
    ["sub of the plan role", "Role platform-plan", withoutClaim("sub"), "trust-subject-exact"],
    [
      "the workflow of the apply role",
      "Role platform-apply",
      withoutClaim("job_workflow_ref"),
      "trust-workflow-pinned",
    ],
    [
      "exactness of the plan role",
      "Role platform-plan",
      trust((statement) => {
        const { StringEquals } = statement.Condition;
        const sub = "token.actions.githubusercontent.com:sub";
        statement.Condition = {
          StringLike: {
            ...StringEquals,
            [sub]: "repo:acme@1000042/platform@500042:ref:refs/heads/*",
          },
        };
      }),
      "trust-subject-exact",
    ],
    [
      "presence of the claims",
      "Role platform-plan",
      trust((statement) => {
        statement.Condition = { StringEqualsIfExists: statement.Condition.StringEquals };
      }),
      "trust-operator-strict",
    ],
    [
      "the one principal",
      "Role platform-plan",
      trust((statement) => {
        statement.Principal = "*";
      }),
      "trust-statement-closed",
    ],
    [
      "the hour",
      "Role platform-apply",
      (inputs) => {
        inputs.maxSessionDuration = 43_200;
      },
      "role-session-bounded",
    ],
    [
      "the boundary",
      "Role platform-apply",
      (inputs) => {
        delete inputs.permissionsBoundary;
      },
      "role-permissions-boundary",
    ],
    [
      "the fence around role writing",
      "RolePolicy platform-apply-platform",
      document("policy", ({ Statement }) => {
        for (const statement of Statement) {
          if (statement.Sid === "WriteBoundedRoles") delete statement.Condition;
          if (`${statement.Resource}`.includes(":role/")) statement.Resource = "*";
        }
      }),
      "role-privilege-escalation-absent",
    ],
    [
      "the list of rights",
      "RolePolicy platform-plan-state",
      document("policy", ({ Statement: [statement] }) => {
        statement.Action = "*";
        statement.Resource = "*";
      }),
      "role-not-administrator",
    ],
    [
      "the one audience of the provider",
      "OpenIdConnectProvider github",
      (inputs) => {
        inputs.clientIdLists.push("https://github.com/acme");
      },
      "trust-audience-pinned",
    ],
  ])("%s is caught by name", (_, resource, take, rule) => {
    expect(caught(resources, resource.split(" "), take)).toContain(rule);
  });
});

describe("a guard taken out of runners.demo", () => {
  let resources: Recorded[];
  beforeAll(async () => {
    resources = await recordDemo("runners.demo", () => runners());
  });
  const pod =
    (take: Take): Take =>
    ({ spec }) =>
      take(spec.template.spec);
  const runner = (take: Take) => pod(({ containers: [container] }) => take(container));

  it.each<[string, Take, string]>([
    [
      "the account without a token",
      pod((spec) => {
        spec.automountServiceAccountToken = true;
      }),
      "service-account-explicit",
    ],
    [
      "the lack of privilege",
      runner(({ securityContext }) => {
        securityContext.privileged = true;
      }),
      "pod-security-privileged-containers",
    ],
    [
      "the way to gain it",
      runner(({ securityContext }) => {
        securityContext.allowPrivilegeEscalation = true;
      }),
      "pod-security-privilege-escalation",
    ],
    [
      "the dropped capabilities",
      runner(({ securityContext }) => {
        delete securityContext.capabilities;
      }),
      "pod-security-capabilities-restricted",
    ],
    [
      "the read-only file system",
      runner(({ securityContext }) => {
        securityContext.readOnlyRootFilesystem = false;
      }),
      "read-only-root-filesystem",
    ],
    [
      "the host's own namespaces",
      pod((spec) => {
        spec.hostNetwork = true;
      }),
      "pod-security-host-namespaces",
    ],
    [
      "the host's own files",
      pod(({ volumes }) => {
        volumes.push({ name: "docker", hostPath: { path: "/var/run/docker.sock" } });
      }),
      "pod-security-host-path-volumes",
    ],
    [
      "the bound on resources",
      runner((container) => {
        delete container.resources;
      }),
      "container-resources-bounded",
    ],
  ])("%s is caught by name", (_, take, rule) => {
    expect(caught(resources, ["AutoscalingRunnerSet", "lane-deploy"], take)).toContain(rule);
  });

  const set =
    (field: string, value: unknown): Take =>
    (inputs) => {
      inputs[field] = value;
    };
  const rules =
    (take: Take): Take =>
    (inputs) =>
      take(inputs.rules);
  const WORKFLOWS = ["acme/delivery-gate/.github/workflows/deploy.yml@main"];

  it.each<[string, string, Take, string]>([
    [
      "the selected repositories",
      "ActionsRunnerGroup lane-deploy",
      set("visibility", "all"),
      "runner-group-selected-repositories",
    ],
    [
      "the refusal of public repositories",
      "ActionsRunnerGroup lane-untrusted",
      set("allowsPublicRepositories", true),
      "runner-group-not-public",
    ],
    [
      "the restriction to workflows",
      "ActionsRunnerGroup lane-deploy",
      set("restrictedToWorkflows", false),
      "runner-group-workflows-pinned",
    ],
    [
      "the workflow's commit",
      "ActionsRunnerGroup lane-release",
      set("selectedWorkflows", WORKFLOWS),
      "runner-group-workflows-pinned",
    ],
    [
      "the lane's own group",
      "AutoscalingRunnerSet lane-deploy",
      ({ spec }) => {
        spec.runnerGroup = "airside-build";
      },
      "runner-group-single-zone",
    ],
    [
      "the lane's own namespace",
      "AutoscalingRunnerSet lane-deploy",
      ({ metadata }) => {
        metadata.namespace = "runners-build";
      },
      "runner-group-single-zone",
    ],
    [
      "the App's credential",
      "AutoscalingRunnerSet lane-deploy",
      ({ spec }) => {
        spec.githubConfigSecret = { github_token: "x" };
      },
      "runner-ephemeral",
    ],
    [
      "the bound on runners",
      "AutoscalingRunnerSet lane-deploy",
      ({ spec }) => {
        delete spec.maxRunners;
      },
      "runner-capacity-bounded",
    ],
    [
      "the end of a job by the clock",
      "AutoscalingRunnerSet lane-deploy",
      ({ spec }) => {
        delete spec.template.spec.activeDeadlineSeconds;
      },
      "runner-capacity-bounded",
    ],
    [
      "the bound on hosted runners",
      "ActionsHostedRunner lane-untrusted",
      (inputs) => {
        delete inputs.maximumRunners;
      },
      "runner-capacity-bounded",
    ],
    [
      "the user namespace of a builder",
      "AutoscalingRunnerSet lane-build",
      ({ spec }) => {
        spec.template.spec.hostUsers = true;
        spec.template.spec.containers.push({ name: "dind", image: "docker:27-dind" });
      },
      "runner-pod-unprivileged",
    ],
    [
      "the denial of egress",
      "NetworkPolicy lane-deploy-default-deny",
      set("spec", { podSelector: {}, policyTypes: ["Ingress"] }),
      "runner-egress-default-deny",
    ],
    [
      "the egress list",
      "NetworkPolicy lane-deploy-egress",
      ({ spec }) => {
        spec.egress.push({ to: [{ ipBlock: { cidr: "10.99.0.0/16" } }] });
      },
      "runner-egress-default-deny",
    ],
    [
      "the account without a role",
      "ServiceAccount lane-deploy",
      ({ metadata }) => {
        metadata.annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/x" };
      },
      "runner-identity-without-authority",
    ],
    [
      "the pinning of actions",
      "ActionsOrganizationPermissions organization",
      set("shaPinningRequired", false),
      "actions-allow-listed",
    ],
    [
      "the list of actions",
      "ActionsOrganizationPermissions organization",
      set("allowedActions", "all"),
      "actions-allow-listed",
    ],
    [
      "the token that only reads",
      "ActionsOrganizationWorkflowPermissions organization",
      set("defaultWorkflowPermissions", "write"),
      "workflow-token-read-only",
    ],
    [
      "the members' lack of rights",
      "OrganizationSettings organization",
      set("defaultRepositoryPermission", "write"),
      "organization-defaults-restrictive",
    ],
    [
      "the subject's first claim",
      "ActionsOrganizationOidcSubjectClaimCustomizationTemplate organization",
      set("includeClaimKeys", ["environment", "repo"]),
      "oidc-subject-template-consistent",
    ],
  ])("%s is caught by name", (_, resource, take, rule) => {
    expect(caught(resources, resource.split(" "), take)).toContain(rule);
  });

  it.each<[string, Take]>([
    ["the enforcement", set("enforcement", "evaluate")],
    [
      "the approvals",
      rules(({ pullRequest }) => {
        pullRequest.requiredApprovingReviewCount = 0;
      }),
    ],
    [
      "the checks",
      rules((each) => {
        delete each.requiredStatusChecks;
      }),
    ],
    [
      "the refusal of force pushes",
      rules((each) => {
        each.nonFastForward = false;
      }),
    ],
    [
      "the lack of a bypass",
      set("bypassActors", [{ actorType: "Team", actorId: 1, bypassMode: "always" }]),
    ],
  ])("%s of the ruleset over default branches is caught by name", (_, take) => {
    const guarded = [
      { type: "github:index/repository:Repository", name: "api", inputs: { name: "api" } },
      {
        type: "github:index/repositoryCustomProperty:RepositoryCustomProperty",
        name: "api",
        inputs: { repository: "api", propertyName: "airside", propertyValues: ["guarded"] },
      },
    ].map(
      (each): Recorded => ({
        ...resources[0]!,
        ...each,
        urn: `urn:${each.type}::api`,
        parent: undefined,
      }),
    );
    const over = [...resources, ...guarded];
    const name = ["OrganizationRuleset", "organization-default-branch"];
    expect(caught(over, name, () => {})).toEqual([]);
    expect(new Set(caught(over, name, take))).toEqual(new Set(["default-branch-protected"]));
  });
});
