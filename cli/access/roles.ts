import { readFileSync } from "node:fs";

import { CannotRun } from "../failure";
import { readStack } from "../input/open";

/** A role of the input and its trust policy; a lone document is a role without a name. */
export interface Role {
  readonly name: string;
  readonly trust: unknown;
}

const ROLE = "aws:iam/role:Role";

/**
 * The roles of a file: one trust policy, or all of a state, an event log or a list of resources.
 *
 * @throws CannotRun where the file holds none.
 */
export async function readRoles(file: string): Promise<Role[]> {
  const document = file === "-" ? undefined : loneDocument(file);
  if (document !== undefined) return [{ name: file, trust: document }];
  const roles: Role[] = [];
  for await (const { resource } of readStack(file)) {
    if (resource?.type !== ROLE) continue;
    roles.push({ name: resource.urn ?? resource.name, trust: resource.props["assumeRolePolicy"] });
  }
  if (roles.length > 0) return roles;
  throw new CannotRun(`${file} holds no role and is no trust policy; give either`);
}

/** The file's text, if it is one trust policy; as text, so that a key that stands twice is seen. */
function loneDocument(file: string): string | undefined {
  try {
    const text = readFileSync(file, "utf8");
    const value: unknown = JSON.parse(text);
    const isPolicy = typeof value === "object" && value !== null && "Statement" in value;
    return isPolicy ? text : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new CannotRun(`cannot read ${file}: ${(error as Error).message}`);
  }
}

/** The roles with that name, or whose URN ends in it. */
export function chosen(roles: readonly Role[], name: string): Role[] {
  const found = roles.filter((role) => role.name === name || role.name.endsWith(`::${name}`));
  if (found.length > 0) return found;
  const known = roles.map((role) => role.name).join(", ");
  throw new CannotRun(`no role is called ${name}; there are ${known}`);
}
