import type { Rule } from "../lib/rule";
import { breakGlassRoleGuarded } from "./rules/break-glass-role-guarded";
import { permissionScoped } from "./rules/permission-scoped";
import { pullRequestRoleReadOnly } from "./rules/pull-request-role-read-only";
import { roleNotAdministrator } from "./rules/role-not-administrator";
import { rolePermissionsBoundary } from "./rules/role-permissions-boundary";
import { rolePrivilegeEscalationAbsent } from "./rules/role-privilege-escalation-absent";
import { roleSessionBounded } from "./rules/role-session-bounded";
import { trustAudiencePinned } from "./rules/trust-audience-pinned";
import { trustClaimKeysKnown } from "./rules/trust-claim-keys-known";
import { trustClaimsConsistent } from "./rules/trust-claims-consistent";
import { trustConfusedDeputyGuarded } from "./rules/trust-confused-deputy-guarded";
import { trustDocumentKnown } from "./rules/trust-document-known";
import { trustEnvironmentProtected } from "./rules/trust-environment-protected";
import { trustOperatorStrict } from "./rules/trust-operator-strict";
import { trustStatementClosed } from "./rules/trust-statement-closed";
import { trustSubjectExact } from "./rules/trust-subject-exact";
import { trustSubjectImmutable } from "./rules/trust-subject-immutable";
import { trustSubjectLiteral } from "./rules/trust-subject-literal";
import { trustWithinIamLimits } from "./rules/trust-within-iam-limits";
import { trustWorkflowPinned } from "./rules/trust-workflow-pinned";
import { userPermissionsByGroup } from "./rules/user-permissions-by-group";
import { vaultRoleBoundExact } from "./rules/vault-role-bound-exact";
import { workloadTrustExact } from "./rules/workload-trust-exact";

/** The identity pack, in the order of the catalogue. */
export const rules: readonly Rule[] = [
  trustSubjectExact,
  trustSubjectLiteral,
  trustSubjectImmutable,
  trustAudiencePinned,
  trustOperatorStrict,
  trustClaimKeysKnown,
  trustStatementClosed,
  trustDocumentKnown,
  trustEnvironmentProtected,
  trustWorkflowPinned,
  trustClaimsConsistent,
  trustWithinIamLimits,
  pullRequestRoleReadOnly,
  roleSessionBounded,
  rolePermissionsBoundary,
  roleNotAdministrator,
  rolePrivilegeEscalationAbsent,
  permissionScoped,
  userPermissionsByGroup,
  workloadTrustExact,
  trustConfusedDeputyGuarded,
  vaultRoleBoundExact,
  breakGlassRoleGuarded,
];
