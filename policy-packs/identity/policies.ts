import { judgeDocument, type PermissionStatement, type Place } from "../../access/permissions";
import type { PermissionSetting } from "../../access/permissions-escalation";
import type { Finding, Resource, ResourceContext } from "../lib/rule";
import { isUnknown, UNKNOWN } from "../lib/unknown";
import { ROLE, TRUST_ROLE } from "./trust";

/** Types whose inputs hold a permissions document. */
export const DOCUMENT_CARRIERS = [
  "aws:iam/role:Role",
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
];

/** Types whose inputs attach managed policies by ARN, and the input that names them. */
const ATTACHED_BY: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "managedPolicyArns",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns",
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policyArns",
};
export const ATTACHMENT_CARRIERS = Object.keys(ATTACHED_BY);

/** A value of a resource and the path of it. */
export interface Held {
  readonly path: string;
  readonly value: unknown;
}

/** The permissions documents that a resource holds. An inline policy without name and document is IAM's "none". */
export function documentsOf({ type, props }: Resource): Held[] {
  if (!DOCUMENT_CARRIERS.includes(type)) return [];
  if (type !== "aws:iam/role:Role") return [{ path: "policy", value: props["policy"] }];
  return listed(props["inlinePolicies"], "inlinePolicies").flatMap(({ path, value }) => {
    if (isUnknown(value)) return [{ path: `${path}.policy`, value: UNKNOWN }];
    if (!isRecord(value)) return [{ path, value }];
    const { name, policy } = value;
    return name == null && policy == null ? [] : [{ path: `${path}.policy`, value: policy }];
  });
}

/** The ARNs of managed policies that a resource attaches. */
export function attachmentsOf({ type, props }: Resource): Held[] {
  const input = ATTACHED_BY[type];
  if (input === undefined) return [];
  const held = props[input];
  return input === "policyArn" ? [{ path: input, value: held }] : listed(held, input);
}

/** The members of a list, or the one value that stands in its place; nothing where it is absent. */
export function listed(value: unknown, path: string): Held[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [{ path, value }];
  return value.map((each, index) => ({ path: `${path}[${index}]`, value: each }));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isUnknown(value);
}

/** Findings on all documents of a resource: `check` says where, `message` what is wrong there. */
export function judgePolicies<Found extends Place>(
  resource: Resource,
  check: (statements: readonly PermissionStatement[]) => readonly Found[],
  message: (found: Found, document: string) => string,
): Finding[] {
  return documentsOf(resource).flatMap(({ path, value }) =>
    judgeDocument(value, check).map((found) => {
      const at = found.path === "" ? path : `${path}.${found.path}`;
      if (!found.unknown) return { path: at, message: message(found, path) };
      const held = `${path} of "${resource.name}" is not wholly known yet`;
      return {
        path: at,
        message: `${held}; write it from values known in preview.`,
        unknown: true,
      };
    }),
  );
}

/** What permissions are judged by: the company's boundaries, and whose permissions they are. */
export function settingOf(
  resource: Resource,
  { settings, components }: ResourceContext,
): PermissionSetting {
  return { boundaries: settings["identity.boundaries"], caller: callerOf(resource, components) };
}

/** `/path/name` of the role that holds the document, with `*` for what the resource does not tell of it. */
function callerOf(
  { type, props, name }: Resource,
  components: readonly Resource[],
): string | undefined {
  if (type === ROLE) {
    const { path, name: physical, namePrefix } = props;
    return textOr(path, "/") + textOr(physical, `${textOr(namePrefix, name)}*`);
  }
  const { role } = props;
  if (typeof role !== "string") return undefined;
  return /:role(\/.*)$/.exec(role)?.[1] ?? `${declaredPath(components)}${role}`;
}

/** A role given by its name may lie on any path, unless it is a `TrustRole`'s, which has one of its own. */
function declaredPath(components: readonly Resource[]): string {
  const component = components.find(({ type }) => type === TRUST_ROLE);
  return component === undefined ? "/*/" : textOr(component.props["path"], "/airside/");
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

/** Whether the policy is one of the company's permissions boundaries, which grant nothing by themselves. */
export function isBoundary({ type, props }: Resource, { settings }: ResourceContext): boolean {
  if (type !== "aws:iam/policy:Policy" || typeof props["name"] !== "string") return false;
  const suffix = `:policy${textOr(props["path"], "/")}${props["name"]}`;
  return (settings["identity.boundaries"] ?? []).some((arn) => arn.endsWith(suffix));
}
