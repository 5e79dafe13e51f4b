import type { Finding, ResourceRule } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { listed } from "../policies";

/** Types that give a user permissions of its own, and the input to look at. */
const OWN: Readonly<Record<string, string>> = {
  "aws:iam/userPolicy:UserPolicy": "policy",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:iam/policyAttachment:PolicyAttachment": "users",
  "aws:iam/userPoliciesExclusive:UserPoliciesExclusive": "policyNames",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns",
};

const SINGLE = ["policy", "policyArn"];

export const userPermissionsByGroup: ResourceRule = {
  kind: "resource",
  name: "user-permissions-by-group",
  title:
    "An IAM user must get its permissions from groups and roles, not from policies of its own.",
  severity: "low",
  level: "mandatory-in-production",
  rationale: "Permissions on single users are forgotten when a person changes teams or leaves.",
  remedy:
    "Attach the policy to a group (aws.iam.GroupPolicyAttachment), or let people assume a role.",
  controls: ["SOC 2 CC6.3"],
  appliesTo: Object.keys(OWN),
  exceptableDays: 180,
  check({ type, name, props }) {
    const input = OWN[type] ?? "";
    const held = props[input];
    const given = SINGLE.includes(input) ? [{ path: input, value: held }] : listed(held, input);
    return given.map(({ path, value }): Finding => {
      if (isUnknown(value) && !SINGLE.includes(input)) {
        return {
          path,
          message: `Whether "${name}" gives users permissions is not known yet.`,
          unknown: true,
        };
      }
      const message = `"${name}" gives permissions to a user directly; give them to a group or a role.`;
      return { path, message };
    });
  },
};
