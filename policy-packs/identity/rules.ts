import type { Rule } from "../lib/rule";
import { permissionScoped } from "./rules/permission-scoped";
import { roleNotAdministrator } from "./rules/role-not-administrator";
import { rolePrivilegeEscalationAbsent } from "./rules/role-privilege-escalation-absent";
import { userPermissionsByGroup } from "./rules/user-permissions-by-group";

/** The identity pack, in the order of the catalogue. */
export const rules: readonly Rule[] = [
  roleNotAdministrator,
  rolePrivilegeEscalationAbsent,
  permissionScoped,
  userPermissionsByGroup,
];
