import { type Attached, attachedBy } from "../../identity/facts/permissions";
import {
  isDangling,
  type Names,
  namesOf,
  type Reference,
  referenceOf,
} from "../../identity/facts/references";
import { documentsOf, type Held } from "../../identity/policies";
import { isCiRole } from "../../identity/ci-role";
import { statedLane } from "../../lib/lane";
import type { FactSource } from "../../lib/rule";
import { type Subject, subjectOf } from "../said";

export interface InstanceProfile extends Names {
  readonly role: Reference;
}

export const instanceProfiles: FactSource<InstanceProfile> = {
  appliesTo: ["aws:iam/instanceProfile:InstanceProfile"],
  read: (resource) => ({
    ...namesOf(resource, "name", "arn"),
    role: referenceOf(resource, "role"),
  }),
};

/** Documents and attached policies that a resource gives to roles. */
export interface Grants extends Names {
  readonly subject: Subject;
  readonly documents: readonly Held[];
  readonly attached: readonly Attached[];
}

export interface HeldRole extends Grants {
  readonly lane: string | undefined;
  /** Jobs enter by GitHub's tokens. */
  readonly isCi: boolean;
}

export const heldRoles: FactSource<HeldRole> = {
  appliesTo: ["aws:iam/role:Role"],
  read: (resource, { components }) => ({
    ...namesOf(resource, "name", "arn"),
    subject: subjectOf(resource),
    lane: statedLane(resource, components),
    isCi: isCiRole(resource) === true,
    documents: documentsOf(resource),
    attached: attachedBy(resource),
  }),
};

export interface RoleGrants extends Grants {
  readonly roles: Reference;
  /** True where nothing tells yet which role is meant. */
  readonly dangling: boolean;
}

const ROLE_INPUT: Readonly<Record<string, string>> = {
  "aws:iam/rolePolicy:RolePolicy": "role",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "role",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "roleName",
  "aws:iam/policyAttachment:PolicyAttachment": "roles",
};

export const roleGrants: FactSource<RoleGrants> = {
  appliesTo: Object.keys(ROLE_INPUT),
  read(resource) {
    const input = ROLE_INPUT[resource.type] ?? "";
    return {
      ...namesOf(resource),
      subject: subjectOf(resource),
      documents: documentsOf(resource),
      attached: attachedBy(resource),
      roles: referenceOf(resource, input),
      dangling: isDangling(resource, input),
    };
  },
};

export const heldPolicies: FactSource<Grants> = {
  appliesTo: ["aws:iam/policy:Policy"],
  read: (resource) => ({
    ...namesOf(resource, "name", "arn"),
    subject: subjectOf(resource),
    documents: documentsOf(resource),
    attached: [],
  }),
};
