import type { ComponentResourceOptions } from "@pulumi/pulumi";

import { GithubOidcProvider } from "../../components/identity/github-oidc-provider";
import { PermissionsBoundary } from "../../components/identity/permissions-boundary";
import { TrustRole } from "../../components/identity/trust-role";
import type { EnvironmentProtection } from "../../components/lib/environment-protection";
import type { FoundationConfig } from "./config";
import {
  applyPolicy,
  PLATFORM_ROLES,
  planPolicy,
  SERVICE_ROLES,
  type StateStore,
} from "./permissions";
import type { Site } from "./site";

/** The role that previews from `main` and only reads, and the one that applies from the approved environment. */
export function platformRoles(
  site: Site,
  config: FoundationConfig,
  state: StateStore,
  environmentProtection: EnvironmentProtection,
  opts: ComponentResourceOptions,
) {
  const { services, adoptOidcProvider: adopt } = config;
  const github = new GithubOidcProvider("github", { ...site, adopt }, opts);
  const boundary = new PermissionsBoundary(
    "airside-boundary",
    { ...site, services, managedRolePath: SERVICE_ROLES },
    opts,
  );
  const role = { ...site, path: PLATFORM_ROLES, permissionsBoundary: boundary.arn };
  const after = { ...opts, dependsOn: [...github.created, ...boundary.created] };

  const plan = new TrustRole("platform-plan", { ...role, ...planRole(site, config, state) }, after);
  const apply = new TrustRole(
    "platform-apply",
    {
      ...role,
      claims: {
        repository: config.repository,
        scope: { environment: environmentProtection.environment },
        workflow: config.gateWorkflow,
      },
      environmentProtection,
      policies: config.applyPolicyArns,
      inlinePolicies: { platform: applyPolicy(site, state, boundary.arn) },
      revokeSessionsIssuedBefore: config.revokeApplySessionsIssuedBefore,
    },
    after,
  );
  return {
    oidcProviderArn: github.arn,
    boundaryArn: boundary.arn,
    planRoleArn: plan.arn,
    applyRoleArn: apply.arn,
  };
}

/** It sees what is configured and the state, and no data of services. */
function planRole(site: Site, config: FoundationConfig, state: StateStore) {
  const managed = `arn:${site.partition}:iam::aws:policy`;
  return {
    lane: "build" as const,
    claims: { repository: config.repository, scope: { branch: "main" } },
    policies: {
      "security-audit": `${managed}/SecurityAudit`,
      "view-only": `${managed}/job-function/ViewOnlyAccess`,
    },
    inlinePolicies: { state: planPolicy(site, state) },
    revokeSessionsIssuedBefore: config.revokePlanSessionsIssuedBefore,
  };
}
