import { evaluate, type ReportedFinding } from "../../../policy-packs/lib/evaluate";
import { readSettings } from "../../../policy-packs/lib/settings";
import type { Resource } from "../../../policy-packs/lib/rule";
import { rules } from "../../../policy-packs/identity/rules";

const judged = rules.filter(({ name }) => /^trust-|^workload-trust-exact$/.test(name));
const settings = readSettings({ now: "2026-11-22T12:00:00Z" });

/** Rules whose finding nobody can wave through, and the one on pods, which only an exception could. */
const denying = new Set([
  ...judged.filter(({ exceptableDays }) => exceptableDays === false).map(({ name }) => name),
  "workload-trust-exact",
]);

export type Verdict = "deny" | "review" | "admit";

export interface Judged {
  readonly verdict: Verdict;
  readonly findings: readonly ReportedFinding[];
}

/** What the trust rules say of a role with this trust policy, at default settings. */
export function judge(assumeRolePolicy: unknown, extra: Partial<Resource> = {}): Judged {
  const role: Resource = {
    type: "aws:iam/role:Role",
    name: "ci",
    props: { assumeRolePolicy },
    ...extra,
  };
  const findings = evaluate(judged, settings, [role]);
  const mandatory = findings.filter(({ level }) => level === "mandatory");
  if (mandatory.some(({ rule }) => denying.has(rule))) return { verdict: "deny", findings };
  return { verdict: mandatory.length > 0 ? "review" : "admit", findings };
}

/** The same document written in other ways that mean the same. */
export function reencodings(policy: unknown): Record<string, unknown> {
  const compact = JSON.stringify(policy);
  const other = (from: RegExp, to: string) => JSON.parse(compact.replace(from, to));
  return {
    text: compact,
    "text with white space": JSON.stringify(policy, null, "\t\t"),
    "values as lists": lists(policy),
    "values as scalars": scalars(policy),
    "statement as object": oneStatement(policy),
    "statement as list": { ...record(policy), Statement: [record(policy)["Statement"]].flat() },
    "keys in capitals": keyCase(policy, (key) => key.toUpperCase()),
    "keys in small letters": keyCase(policy, (key) => key.toLowerCase()),
    "order reversed": reversed(policy),
    "aws-us-gov": other(/arn:aws:iam/g, "arn:aws-us-gov:iam"),
    "aws-cn": other(/arn:aws:iam/g, "arn:aws-cn:iam"),
    "a service before": beside(policy, (own) => [service, ...own]),
    "a service after": beside(policy, (own) => [...own, service]),
    "a Deny beside": beside(policy, (own) => [...own, denial]),
    "with Sid and Id": { Id: "x", ...record(policy), Statement: withSid(policy) },
  };
}

const service = {
  Effect: "Allow",
  Principal: { Service: "ec2.amazonaws.com" },
  Action: "sts:AssumeRole",
};
const denial = {
  Effect: "Deny",
  Principal: { AWS: "arn:aws:iam::123456789012:user/mallory" },
  Action: "sts:AssumeRole",
};

type Json = Record<string, unknown>;
const record = (value: unknown) => value as Json;
const statements = (policy: unknown) => [record(policy)["Statement"]].flat() as Json[];

function beside(policy: unknown, place: (own: Json[]) => Json[]) {
  const isTrust = statements(policy).some((each) => "Principal" in each || "NotPrincipal" in each);
  return isTrust ? { ...record(policy), Statement: place(statements(policy)) } : policy;
}

function oneStatement(policy: unknown) {
  const all = statements(policy);
  return all.length === 1 ? { ...record(policy), Statement: all[0] } : policy;
}

function withSid(policy: unknown) {
  return statements(policy).map((each, index) => ({ Sid: `S${index}`, ...each }));
}

function lists(value: unknown): unknown {
  return mapStatements(value, (leaf) => (Array.isArray(leaf) ? leaf : [leaf]));
}

function scalars(value: unknown): unknown {
  return mapStatements(value, (leaf) =>
    Array.isArray(leaf) && leaf.length === 1 ? leaf[0] : leaf,
  );
}

function mapStatements(policy: unknown, change: (leaf: unknown) => unknown) {
  const all = statements(policy).map((statement) =>
    Object.fromEntries(
      Object.entries(statement).map(([name, value]) => {
        if (/^(Not)?Action$/.test(name)) return [name, change(value)];
        if (/^(Not)?Principal$/.test(name) && typeof value === "object") {
          return [name, mapValues(record(value), change)];
        }
        if (name !== "Condition" || typeof value !== "object" || value === null)
          return [name, value];
        return [name, mapValues(record(value), (body) => mapValues(record(body), change))];
      }),
    ),
  );
  return { ...record(policy), Statement: all };
}

function mapValues(value: Json, change: (leaf: unknown) => unknown): Json {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, leaf]) => [key, change(leaf)]));
}

function keyCase(policy: unknown, change: (key: string) => string) {
  const all = statements(policy).map((statement) => {
    const conditions = record(statement["Condition"] ?? {});
    const changed = mapValues(conditions, (body) => {
      const keys = Object.keys(record(body));
      const twice = new Set(keys.map((key) => key.toLowerCase())).size < keys.length;
      if (twice || typeof body !== "object") return body;
      return Object.fromEntries(Object.entries(record(body)).map(([k, v]) => [change(k), v]));
    });
    return "Condition" in statement ? { ...statement, Condition: changed } : statement;
  });
  return { ...record(policy), Statement: all };
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed).reverse();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, reversed(item)] as const)
      .reverse(),
  );
}
