import type { FactSource, Finding, StackRule } from "../../lib/rule";
import type { Reference } from "../facts/references";
import { JWT_ROLE, mountReference, VaultMounts, vaultMounts } from "../facts/vault-mounts";
import { jwtRoleFaults, kubernetesRoleFaults } from "../vault-bounds";

const KUBERNETES_ROLE = "vault:kubernetes/authBackendRole:AuthBackendRole";

interface JudgedRole {
  readonly resource: string;
  /** Absent for a Kubernetes role, which is judged whatever its mount. */
  readonly mount: Reference | undefined;
  readonly findings: readonly Finding[];
}

/** Roles that something is wrong with: the others leave no trace. */
const vaultRoles: FactSource<JudgedRole> = {
  appliesTo: [JWT_ROLE, KUBERNETES_ROLE],
  read(role) {
    const jwt = role.type === JWT_ROLE;
    const findings = jwt ? jwtRoleFaults(role) : kubernetesRoleFaults(role);
    if (findings.length === 0) return undefined;
    const mount = jwt ? mountReference(role) : undefined;
    return { resource: role.urn ?? role.name, mount, findings };
  },
};

/** A rule on the stack, because only the mount says whose tokens a role takes. */
export const vaultRoleBoundExact: StackRule = {
  kind: "stack",
  name: "vault-role-bound-exact",
  title:
    "A Vault role for GitHub jobs or for pods must be bound to exactly one job, or to named service accounts.",
  severity: "critical",
  level: "mandatory",
  rationale:
    "A loosely bound role gives its secrets to every repository, branch or pod that the pattern happens to match.",
  remedy:
    "Bind audience, repository and place to one value each; name service accounts and namespaces one by one.",
  controls: ["SOC 2 CC6.1"],
  exceptableDays: false,
  reads: [vaultRoles, vaultMounts],
  check(facts) {
    const mounts = new VaultMounts(facts.of(vaultMounts));
    return facts
      .of(vaultRoles)
      .filter(({ mount }) => mount === undefined || !mounts.isForeign(mount))
      .flatMap(({ resource, findings }) => findings.map((finding) => ({ ...finding, resource })));
  },
};
