import { judgeDocument } from "../../../access/permissions";
import { type Power, powersBeyondReading } from "../../../access/permissions-scope";
import type { FactSource, Resource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { attachmentsOf, documentsOf } from "../policies";
import { isDangling, type Names, namesOf, type Reference, referenceOf } from "./references";

/** Something that a document or a managed policy allows beyond looking at things. */
export interface HeldPower extends Pick<Power, "kind"> {
  /** Within the resource that holds it. */
  readonly path: string;
  readonly actions: readonly string[];
  readonly unknown?: true;
}

/** Permissions that belong to roles, and which roles those are. */
export interface RolePermissions extends Names {
  readonly roles: Reference;
  /** True where nothing tells yet which role is meant. */
  readonly dangling: boolean;
  readonly powers: readonly HeldPower[];
  /** Managed policies attached, by what names them. */
  readonly attached: readonly Attached[];
}

export interface Attached {
  readonly path: string;
  readonly policy: Reference;
  readonly unknown: boolean;
}

/** A managed policy of the stack. */
export interface ManagedPolicy extends Names {
  readonly powers: readonly HeldPower[];
}

/** What the documents that a resource holds allow beyond reading. */
export function powersOf(resource: Resource): HeldPower[] {
  return documentsOf(resource).flatMap(({ path, value }) =>
    judgeDocument(value, powersBeyondReading).map(({ path: place, kind, actions, unknown }) => ({
      path: place === "" ? path : `${path}.${place}`,
      kind,
      actions,
      ...(unknown ? { unknown } : {}),
    })),
  );
}

/** The managed policies that a resource attaches. */
export function attachedBy(resource: Resource): Attached[] {
  return attachmentsOf(resource).map(({ path, value }) => {
    const input = path.replace(/\[.*$/, "");
    const { sources } = referenceOf(resource, input);
    const values = typeof value === "string" ? [value] : [];
    return { path, policy: { values, sources }, unknown: isUnknown(value) };
  });
}

/** The input by which each type names the roles that it gives permissions to. */
const ROLE_INPUT: Readonly<Record<string, string>> = {
  "aws:iam/rolePolicy:RolePolicy": "role",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "role",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "roleName",
  "aws:iam/policyAttachment:PolicyAttachment": "roles",
};

export const rolePermissions: FactSource<RolePermissions> = {
  appliesTo: Object.keys(ROLE_INPUT),
  read(resource) {
    const input = ROLE_INPUT[resource.type] ?? "";
    return {
      ...namesOf(resource),
      roles: referenceOf(resource, input),
      dangling: isDangling(resource, input),
      powers: powersOf(resource),
      attached: attachedBy(resource),
    };
  },
};

export const managedPolicies: FactSource<ManagedPolicy> = {
  appliesTo: ["aws:iam/policy:Policy"],
  read: (resource) => ({ ...namesOf(resource, "name", "arn"), powers: powersOf(resource) }),
};
