import { readTrustDocument, type Statement } from "../../access/document";
import type { Finding, Resource } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { isRecord } from "./policies";
import { at, notKnown } from "./trust";

const COMPONENT = "airside:identity:BreakGlassRole";
const HOUR = 3600;

/** Whether a role, or what belongs to one, is declared as the break-glass role: by its component or its tag. */
export function isBreakGlass(resource: Resource, components: readonly Resource[]): boolean {
  if (components.some(({ type }) => type === COMPONENT)) return true;
  return String(tagOf(resource, "airside:break-glass")).toLowerCase() === "true";
}

function tagOf({ props }: Resource, key: string): unknown {
  const tags = props["tags"];
  return isRecord(tags) && Object.hasOwn(tags, key) ? tags[key] : undefined;
}

/** What a break-glass role lacks, its alarm aside. */
export function breakGlassFaults(
  role: Resource,
  components: readonly Resource[],
  now: Date,
): Finding[] {
  const declared = components.find(({ type }) => type === COMPONENT)?.props ?? {};
  const owner = declared["owner"] ?? tagOf(role, "airside:owner");
  const end = declared["expiresOn"] ?? tagOf(role, "airside:expires-on");
  return [
    ...judge("tags", owner, isText, `must name its owner in the tag airside:owner`, role),
    ...judge(
      "tags",
      end,
      (value) => isText(value) && endOf(value) >= now.getTime(),
      "must end on a day still to come, in the tag airside:expires-on",
      role,
    ),
    ...judge(
      "maxSessionDuration",
      role.props["maxSessionDuration"],
      (value) => value == null || (typeof value === "number" && value <= HOUR),
      `must have sessions of at most ${HOUR} seconds`,
      role,
    ),
    ...trustFaults(role),
  ];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** The last moment of a date, or the moment itself; NaN for what is neither. */
function endOf(text: string): number {
  return Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59.999Z` : text);
}

function judge(
  path: string,
  value: unknown,
  holds: (value: unknown) => boolean,
  must: string,
  { name, props }: Resource,
): Finding[] {
  if (isUnknown(value) || isUnknown(props[path])) return [notKnown(path)];
  if (holds(value)) return [];
  const has = JSON.stringify(value) ?? "no such setting";
  return [{ path, message: `The break-glass role "${name}" ${must}, but has ${has}.` }];
}

function trustFaults({ props, name }: Resource): Finding[] {
  const trust = readTrustDocument(props["assumeRolePolicy"]);
  if (trust.unknown) return [notKnown(at(""))];
  if (trust.unreadable.length > 0) {
    return [{ path: at(""), message: `The trust policy of "${name}" cannot be read.` }];
  }
  return trust.statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap((statement) => statementFaults(statement, name));
}

function statementFaults(statement: Statement, name: string): Finding[] {
  const { principals, unknown, path } = statement;
  const role = `The break-glass role "${name}"`;
  if (unknown.length > 0) return unknown.map((part) => notKnown(at(part)));
  const people = !principals.everyone && !principals.not && principals.named.every(isPerson);
  const findings: Finding[] = [];
  if (!people) {
    const federated = principals.named.some(({ provider }) => provider !== undefined);
    const found = federated ? "an OIDC issuer" : "somebody else";
    const message = `${role} must trust named IAM users or roles of people, but trusts ${found}; list their ARNs.`;
    findings.push({ path: at(principals.path), message });
  }
  if (!statement.conditions.some(requiresSecondFactor)) {
    const message = `${role} must require aws:MultiFactorAuthPresent to be true, by Bool; add the condition.`;
    findings.push({ path: at(`${path}.Condition`), message });
  }
  return findings;
}

/** One user or role, neither a whole account nor a pattern. */
function isPerson({ kind, value }: { readonly kind: string; readonly value: string }): boolean {
  return kind === "AWS" && /^arn:aws[a-z-]*:iam::\d{12}:(?:user|role)\/[^*?]+$/.test(value);
}

function requiresSecondFactor({
  key,
  operator,
  values,
  doubled,
}: Statement["conditions"][number]): boolean {
  if (key.toLowerCase() !== "aws:multifactorauthpresent" || !operator || doubled) return false;
  const { comparison, ifExists, quantifier, negated } = operator;
  const strict = comparison === "bool" && !ifExists && quantifier !== "all" && !negated;
  return strict && values.length > 0 && values.every(({ text }) => text.toLowerCase() === "true");
}
