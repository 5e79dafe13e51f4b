import { readSubject } from "../../access/subject";
import { claimValues } from "../../access/vault";
import type { Finding, Resource } from "../lib/rule";
import { isUnknown } from "../lib/unknown";
import { isRecord } from "./policies";

/** The longest that a token of Vault may live, renewals included; seconds. */
const HOUR = 3600;

/** What keeps a JWT role from being bound to exactly one job of GitHub. */
export function jwtRoleFaults({ props, name }: Resource): Finding[] {
  const role = `The Vault role "${name}"`;
  return [
    ...expected(
      props,
      "roleType",
      (value) => value === "jwt",
      `${role} must set roleType to "jwt"`,
    ),
    ...expected(
      props,
      "boundClaimsType",
      (value) => value == null || value === "string",
      `${role} must compare claims exactly, by boundClaimsType "string"`,
    ),
    ...expected(
      props,
      "boundAudiences",
      isExactList,
      `${role} must list its audiences in boundAudiences`,
    ),
    ...expected(
      props,
      "userClaim",
      (value) => value === "repository_id" || value === "sub",
      `${role} must set userClaim to "repository_id" or "sub"`,
    ),
    ...claimFaults(props, role),
    ...lifetimeFaults(props, role),
  ];
}

function isExactList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((each) => isUnknown(each) || (typeof each === "string" && isExact(each)))
  );
}

function isExact(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !value.includes("*");
}

function expected(
  props: Readonly<Record<string, unknown>>,
  path: string,
  holds: (value: unknown) => boolean,
  must: string,
): Finding[] {
  const value = props[path];
  if (isUnknown(value)) return [unknown(path)];
  if (holds(value)) {
    const open = Array.isArray(value) ? value.findIndex(isUnknown) : -1;
    return open < 0 ? [] : [unknown(`${path}[${open}]`)];
  }
  return [{ path, message: `${must}, but has ${JSON.stringify(value) ?? "no such setting"}.` }];
}

function unknown(path: string): Finding {
  return { path, message: `${path} is not known yet.`, unknown: true };
}

const WHERE = ["ref", "environment", "job_workflow_ref", "workflow_ref"];

function claimFaults(props: Readonly<Record<string, unknown>>, role: string): Finding[] {
  const { boundClaims, boundSubject } = props;
  const claims = isRecord(boundClaims) ? boundClaims : {};
  const values = (claim: string): unknown[] => {
    const value = claims[claim] ?? claims[`/${claim}`];
    return props["disableBoundClaimsParsing"] === true ? [value].flat() : claimValues(value);
  };
  const only = (claim: string) => (values(claim).length === 1 ? values(claim)[0] : undefined);
  const wild = Object.keys(claims)
    .filter((claim) => values(claim).some((each) => typeof each === "string" && !isExact(each)))
    .map((claim): Finding => {
      const given = JSON.stringify(claims[claim]);
      const path = `boundClaims.${claim}`;
      return { path, message: `${role} must bind ${claim} to exact values, but has ${given}.` };
    });
  const subject = immutable(boundSubject) ?? immutable(only("sub"));
  const byId = /^[1-9]\d*$/.test(String(only("repository_id")));
  const missing = [
    ...(subject || byId ? [] : ["one repository by repository_id"]),
    ...(subject?.scoped || WHERE.some((claim) => isExact(only(claim)))
      ? []
      : ["one ref, environment or workflow"]),
  ];
  if (missing.length === 0) return wild;
  if ([boundClaims, boundSubject, ...Object.values(claims)].some(isUnknown)) {
    return [...wild, unknown("boundClaims")];
  }
  const message =
    `${role} must name ${missing.join(" and ")} in boundClaims, or both in one immutable boundSubject, but has ` +
    `${JSON.stringify(boundClaims ?? "no such setting")}.`;
  return [...wild, { path: "boundClaims", message }];
}

/** A subject with the ids of its repository, and whether it says where in it the job runs. */
function immutable(subject: unknown): { readonly scoped: boolean } | undefined {
  if (!isExact(subject)) return undefined;
  const read = readSubject(subject);
  if (read?.repository?.id === undefined) return undefined;
  return { scoped: read.ref !== undefined || read.environment !== undefined };
}

function lifetimeFaults(props: Readonly<Record<string, unknown>>, role: string): Finding[] {
  const given = ["tokenTtl", "tokenMaxTtl", "tokenExplicitMaxTtl", "tokenPeriod"].filter(
    (path) => props[path] != null && props[path] !== 0,
  );
  const findings = given.flatMap((path) =>
    expected(
      props,
      path,
      (value) => typeof value === "number" && value > 0 && value <= HOUR,
      `${role} must issue tokens for at most ${HOUR} seconds`,
    ),
  );
  const capped = given.includes("tokenMaxTtl") && !given.includes("tokenPeriod");
  if (capped || given.includes("tokenExplicitMaxTtl")) return findings;
  const message =
    `${role} must end its tokens, renewed ones too, after at most ${HOUR} seconds, but sets no tokenMaxTtl: ` +
    "Vault's own limit is 32 days.";
  return [...findings, { path: "tokenMaxTtl", message }];
}

/** What keeps a Kubernetes role from being bound to named service accounts. */
export function kubernetesRoleFaults({ props, name }: Resource): Finding[] {
  const role = `The Vault role "${name}"`;
  const accounts = `${role} must name its service accounts, without *`;
  const namespaces = `${role} must name its namespaces, without *`;
  return [
    ...expected(props, "boundServiceAccountNames", isExactList, accounts),
    ...expected(props, "boundServiceAccountNamespaces", isExactList, namespaces),
    ...expected(
      props,
      "boundServiceAccountNamespaceSelector",
      (value) => value == null || value === "",
      `${role} must name its namespaces, and not select them by label`,
    ),
    ...expected(props, "audience", isExact, `${role} must set the audience its tokens are for`),
  ];
}
