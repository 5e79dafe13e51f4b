import type { StackRule } from "../../lib/rule";
import { managedPolicies, rolePermissions } from "../facts/permissions";
import { RolePowers } from "../facts/role-powers";
import { trustingRoles } from "../facts/trusting-roles";
import { judgeAllPowers, Sharing } from "../pull-requests";

export const pullRequestRoleReadOnly: StackRule = {
  kind: "stack",
  name: "pull-request-role-read-only",
  title:
    "A role that admits pull requests must lie in the untrusted lane, only read, and share no token with a role that writes.",
  severity: "critical",
  level: "mandatory",
  rationale: "A pull request runs code that nobody has reviewed, with whatever its role may do.",
  remedy:
    "Declare an identity.TrustRole with claims.scope.pullRequests in the lane untrusted, with List and Read actions.",
  controls: ["SOC 2 CC6.3", "SOC 2 CC8.1", "SLSA v1.2 Build L3"],
  exceptableDays: 14,
  reads: [trustingRoles, rolePermissions, managedPolicies],
  check(facts) {
    const roles = facts.of(trustingRoles).filter(({ known }) => known);
    const unknown = facts.of(trustingRoles).filter(({ known }) => !known);
    const pulls = roles.filter(({ pullRequests }) => pullRequests);
    const powers = new RolePowers(facts);
    const ofPowers = judgeAllPowers(pulls, powers);
    const sharing = new Sharing(roles, powers);
    return [
      ...unknown.map(({ resource }) => ({
        resource,
        path: "assumeRolePolicy",
        message: "Whether the role admits pull requests is not known yet.",
        unknown: true as const,
      })),
      ...pulls.flatMap((role, index) => [...(ofPowers[index] ?? []), ...sharing.judge(role)]),
    ];
  },
};
