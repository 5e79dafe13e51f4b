import { isPin, pinsOf } from "../../../access/pins";
import { issuerKind } from "../../../access/issuers";
import type { Statement, TrustDocument } from "../../../access/document";
import { conditionsOn } from "../../../access/requirements";
import { isUnknown } from "../../../access/unknown";
import type { FactSource, Finding, Resource, StackFinding, StackRule } from "../../lib/rule";
import { Lookup } from "../facts/lookup";
import { at, notKnown, ROLE, trustOf, unknownParts } from "../trust";

interface RoleFact {
  readonly id: string;
  readonly names: readonly string[];
  readonly findings: readonly Finding[];
  readonly asPodRole: PodRole;
}

const roles: FactSource<RoleFact> = {
  appliesTo: [ROLE],
  read(resource) {
    const { name, urn, props } = resource;
    const document = trustOf(resource);
    const physical = typeof props["name"] === "string" ? [props["name"]] : [];
    return {
      id: urn ?? name,
      names: [name, ...(urn === undefined ? [] : [urn]), ...physical],
      findings: allowed(document).flatMap((statement) => clusterFindings(name, statement)),
      asPodRole: podRoleOf(name, document),
    };
  },
};

interface AssociationFact {
  readonly id: string;
  readonly findings: readonly Finding[];
  readonly roles: readonly string[];
  readonly tagged: boolean;
}

const associations: FactSource<AssociationFact> = {
  appliesTo: ["aws:eks/podIdentityAssociation:PodIdentityAssociation"],
  read(resource) {
    const { name, urn, props, propertyDependencies } = resource;
    const arn = props["roleArn"];
    const named = typeof arn === "string" ? [arn.slice(arn.lastIndexOf("/") + 1)] : [];
    return {
      id: urn ?? name,
      findings: ["namespace", "serviceAccount"].flatMap((field) => nameFindings(resource, field)),
      roles: [...(propertyDependencies?.["roleArn"] ?? []), ...named],
      tagged: props["disableSessionTags"] !== true,
    };
  },
};

export const workloadTrustExact: StackRule = {
  name: "workload-trust-exact",
  title: "A role for pods must trust exactly one service account of one namespace.",
  severity: "critical",
  level: "mandatory",
  rationale: "Every pod that the trust also fits holds the role, whoever deployed it.",
  remedy:
    "Pin the issuer's sub to one system:serviceaccount:<namespace>:<name> and its aud; of Pod Identity require the " +
    "session tags of namespace and service account.",
  controls: ["CIS EKS 1.8 5.2.1"],
  kind: "stack",
  reads: [roles, associations],
  exceptableDays: 14,
  check(facts) {
    const known = facts.of(roles);
    const about = (resource: string, findings: readonly Finding[]): StackFinding[] =>
      findings.map((finding) => ({ ...finding, resource }));
    const associated = facts.of(associations);
    const byName = new Lookup(associated.length === 0 ? [] : known, ({ names }) => names);
    const judged = associated.flatMap((association) => {
      const [role] = byName.of(association.roles);
      const ofRole = [...(role ? podRoleFindings(role.asPodRole, association.tagged) : [])];
      return [...about(association.id, association.findings), ...about(role?.id ?? "", ofRole)];
    });
    return [...known.flatMap(({ id, findings }) => about(id, findings)), ...judged];
  },
};

function allowed({ statements }: TrustDocument): Statement[] {
  return statements.filter(({ effect }) => effect === "Allow");
}

const ACCOUNT =
  /^system:serviceaccount:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;

/** A statement that trusts a cluster's issuer, or some issuer for service accounts. */
function clusterFindings(name: string, statement: Statement): Finding[] {
  const issuers = statement.principals.named.map(({ provider }) => provider?.issuer);
  const clusters = issuers.filter((issuer) => issuer !== undefined && isCluster(issuer, statement));
  return clusters.flatMap((issuer = "") => {
    const subjects = conditionsOn(statement, issuer, "sub");
    const pins = [...new Set(pinsOf(statement, issuer, "sub") ?? [])];
    const exact = pins.length === 1 && ACCOUNT.test(pins[0] ?? "");
    const audience = pinsOf(statement, issuer, "aud") !== undefined;
    if (exact && audience) return [];
    const unknown = [
      ...statement.unknown.filter((path) => path.includes(".Condition")),
      ...statement.conditions.flatMap((c) => c.values.filter((v) => v.unknown).map((v) => v.path)),
    ];
    if (unknown.length > 0) return unknown.map((path) => notKnown(at(path)));
    const found = exact
      ? "does not pin the audience"
      : `admits ${subjects.flatMap(({ values }) => values.map(({ text }) => `"${text}"`)).join(", ") || "every pod of the cluster"}`;
    const path = (exact ? undefined : subjects[0]?.path) ?? statement.path;
    const message =
      `The role "${name}" must pin ${issuer}:sub to one system:serviceaccount:<namespace>:<name> and its aud, but ` +
      `${statement.path} ${found}.`;
    return [{ path: at(path), message }];
  });
}

function isCluster(issuer: string, { conditions }: Statement): boolean {
  if (issuerKind(issuer) !== "other") return issuerKind(issuer) === "eks";
  return conditions.some(
    ({ parts, values }) =>
      parts.prefix === issuer.toLowerCase() &&
      values.some(({ text }) => text.startsWith("system:serviceaccount")),
  );
}

const PODS = /^pods\.eks\.amazonaws\.com$/i;
const TAGS = ["aws:RequestTag/kubernetes-namespace", "aws:RequestTag/kubernetes-service-account"];

/** What a Pod Identity association must know of its role: few roles have one, so that findings are made then. */
interface PodRole {
  readonly name: string;
  readonly unknown: readonly Finding[];
  /** Paths of principals that let others in than the pods' service. */
  readonly open: readonly string[];
  /** Statements that do not require all session tags. */
  readonly untagged: readonly { readonly path: string; readonly missing: readonly string[] }[];
}

function podRoleOf(name: string, document: TrustDocument): PodRole {
  const unknown = unknownParts(document);
  if (unknown.length > 0) return { name, unknown, open: [], untagged: [] };
  const open = allowed(document)
    .filter(
      ({ principals: { named, not, everyone } }) =>
        not ||
        everyone ||
        !named.every(({ kind, value }) => kind === "Service" && PODS.test(value)),
    )
    .map(({ principals }) => principals.path);
  const untagged = allowed(document)
    .map(({ path, conditions }) => ({ path, missing: missingTags(conditions) }))
    .filter(({ missing }) => missing.length > 0);
  return { name, unknown, open, untagged };
}

function missingTags(conditions: Statement["conditions"]): readonly string[] {
  return TAGS.filter(
    (tag) => !conditions.some((c) => c.key.toLowerCase() === tag.toLowerCase() && isPin(c)),
  );
}

function podRoleFindings({ name, unknown, open, untagged }: PodRole, tagged: boolean): Finding[] {
  const asPodRole = open.map((path) => ({
    path: at(path),
    message: `The role "${name}" is used by Pod Identity and must trust pods.eks.amazonaws.com and nobody else.`,
  }));
  const narrowing = untagged.map(({ path, missing }) => ({
    path: at(path),
    message:
      `The role "${name}" is used by Pod Identity and must require ${missing.join(" and ")} by StringEquals, ` +
      "or any association of the account may use it.",
  }));
  return [...unknown, ...asPodRole, ...(tagged ? narrowing : [])];
}

function nameFindings({ name, props }: Resource, field: string): Finding[] {
  const value = props[field];
  if (isUnknown(value)) return [notKnown(field)];
  if (typeof value === "string" && /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(value)) return [];
  const message = `The association "${name}" must name one ${field}, but has ${JSON.stringify(value ?? "none")}.`;
  return [{ path: field, message }];
}
