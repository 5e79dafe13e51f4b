import { isUnknown } from "../../../access/unknown";
import type { FactSource, Finding, StackRule } from "../../lib/rule";
import { notKnown, ROLE } from "../trust";

interface RoleFact {
  readonly id: string;
  readonly name: string | undefined;
  readonly findings: readonly Finding[];
}

/** What IAM takes in a document: tab, LF, CR and Latin-1. */
const REFUSED = /[^\t\n\r\u0020-\u00ff]/;
const LONGEST_NAME = 64;

const roles: FactSource<RoleFact> = {
  appliesTo: [ROLE],
  read({ name: label, urn, props }, { settings }) {
    const { assumeRolePolicy, name } = props;
    const most = settings["identity.trustPolicyCharacters"];
    const findings = [
      ...documentFindings(label, assumeRolePolicy, most),
      ...nameFindings(label, name),
    ];
    const known = typeof name === "string" ? name : undefined;
    return { id: urn ?? label, name: known, findings };
  },
};

export const trustWithinIamLimits: StackRule = {
  name: "trust-within-iam-limits",
  title: "A role's trust policy and name must be within what IAM takes.",
  severity: "medium",
  level: "mandatory",
  rationale:
    "IAM refuses them in the middle of an update, when half of the stack has changed already.",
  remedy: "Make one identity.TrustRole a subject; leave the role's name to Pulumi.",
  controls: [],
  kind: "stack",
  reads: [roles],
  exceptableDays: 90,
  check(facts) {
    const all = facts.of(roles);
    const byName = new Map<string, RoleFact>();
    return all.flatMap((role) => {
      const own = role.findings.map((finding) => ({ ...finding, resource: role.id }));
      const twin = role.name && byName.get(role.name.toLowerCase());
      if (role.name && !twin) byName.set(role.name.toLowerCase(), role);
      if (!twin) return own;
      const message =
        `The role name "${role.name}" must be unique regardless of letter case, but ${twin.id} has ` +
        `"${twin.name}"; leave the name to Pulumi.`;
      return [...own, { resource: role.id, path: "name", message }];
    });
  },
};

function documentFindings(label: string, document: unknown, most: number): Finding[] {
  const path = "assumeRolePolicy";
  if (isUnknown(document)) return [notKnown(path)];
  const text = compact(document);
  const findings: Finding[] = [];
  if (text.length > most) {
    const message =
      `The role "${label}" has a trust policy of ${text.length} characters, white space not counted, and IAM takes ` +
      `${most}; spread its subjects over several roles.`;
    findings.push({ path, message });
  }
  const refused = REFUSED.exec(text)?.[0];
  if (refused !== undefined) {
    const code = refused.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    const message = `The role "${label}" has the character U+${code} in its trust policy, and IAM takes none beyond U+00FF.`;
    findings.push({ path, message });
  }
  return findings;
}

/** The document as IAM counts it: without the white space between its parts. */
function compact(document: unknown): string {
  if (typeof document !== "string") return document == null ? "" : (JSON.stringify(document) ?? "");
  const bare = /\s/.test(document)
    ? document.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, quoted: string | undefined) => quoted ?? "")
    : document;
  if (!bare.includes("\\u")) return bare;
  return bare.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function nameFindings(label: string, name: unknown): Finding[] {
  if (name === undefined || name === null) return [];
  if (isUnknown(name)) return [notKnown("name")];
  if (typeof name === "string" && /^[A-Za-z0-9+=,.@_-]+$/.test(name) && name.length <= LONGEST_NAME)
    return [];
  const message =
    `The role "${label}" must have a name of 1 to ${LONGEST_NAME} letters, digits and +=,.@_-, ` +
    `but has ${JSON.stringify(name)}; leave it to Pulumi.`;
  return [{ path: "name", message }];
}
