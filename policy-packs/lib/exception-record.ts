import type { Register } from "./register";
import type { RuleMetadata } from "./rule";

/** One field of one record that does not hold; the record then excuses nothing. */
export interface RecordProblem {
  readonly id: string;
  readonly field: string;
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Check = (
  record: Fields,
  register: Register,
  rules: ReadonlyMap<string, RuleMetadata>,
) => string | undefined;

const TEXTS = ["reason", "owner", "requestedBy", "approvedBy", "ticket"];
const SCOPES = ["project", "stack", "urn", "component"];
const FIELDS = [
  "id",
  "rules",
  "scope",
  "finding",
  "category",
  "compensatingControls",
  "approvedOn",
  "expiresOn",
  ...TEXTS,
];

/** What each field must be; the answer says what is wrong with it. */
const CHECKS: Readonly<Record<string, Check>> = {
  id: ({ id }, { exceptions }) => {
    if (!isText(id)) return "must be the name of the record's file";
    const twins = exceptions.filter((other) => other.id === id).length;
    return twins > 1 ? "is used by another record too" : undefined;
  },
  rules: ({ rules }, _register, known) => {
    if (!isTextList(rules)) return "must list rules by name, at least one";
    const pattern = rules.find((name) => /[*?]/.test(name));
    if (pattern !== undefined) return `must name rules one by one, not by the pattern "${pattern}"`;
    const never = rules.find((name) => known.get(name)?.exceptableDays === false);
    return never === undefined ? undefined : `names ${never}, from which nothing can be excepted`;
  },
  scope: ({ scope }) => {
    if (!isFields(scope) || Object.keys(scope).length === 0) {
      return `must have at least one of ${SCOPES.join(", ")}`;
    }
    const odd = Object.keys(scope).find((part) => !SCOPES.includes(part));
    if (odd !== undefined) return `has the part "${odd}"; there are ${SCOPES.join(", ")}`;
    const vague = Object.keys(scope).find(
      (part) => !isText(scope[part]) || /[*?]/.test(String(scope[part])),
    );
    return vague === undefined ? undefined : `must name one ${vague}, without a wildcard`;
  },
  finding: ({ finding }) => {
    const keys: unknown[] = [finding].flat();
    const exact = keys.every((key) => typeof key === "string" && !/^\*|\*$|\?/.test(key));
    return exact && keys.length > 0
      ? undefined
      : "must be the path of the finding, or a list of paths, without a wildcard";
  },
  category: ({ category }) =>
    category === "waiver" || category === "mitigated" ? undefined : "must be waiver or mitigated",
  compensatingControls: ({ compensatingControls: controls, category }) => {
    if (!Array.isArray(controls) || !controls.every(isText)) return "must be a list of texts";
    return category === "mitigated" && controls.length === 0
      ? "must name what stands in for the rule, as the category is mitigated"
      : undefined;
  },
  approvedBy: ({ approvedBy, requestedBy, owner }, { approvers }) => {
    if (!approvers.includes(String(approvedBy))) return "must be one of the register's approvers";
    return approvedBy === requestedBy || approvedBy === owner
      ? "must be another person than the owner and who asked"
      : undefined;
  },
  approvedOn: ({ approvedOn }) => dateProblem(approvedOn),
  expiresOn: ({ approvedOn, expiresOn, rules }, _register, known) => {
    const problem = dateProblem(expiresOn);
    if (problem !== undefined || dateProblem(approvedOn) !== undefined) return problem;
    const days = dayNumber(String(expiresOn)) - dayNumber(String(approvedOn));
    if (days < 0) return "must not lie before approvedOn";
    const caps = [rules].flat().map((name) => known.get(String(name))?.exceptableDays);
    const cap = Math.min(...caps.filter((most) => typeof most === "number"));
    return days > cap ? `must be at most ${cap} days after approvedOn, but is ${days}` : undefined;
  },
};

/**
 * Everything wrong with the records of a register, one problem a field. Rules outside `rules` are not judged:
 * a pack that runs alone does not know the others' names, the `airside` pack and the command know them all.
 */
export function exceptionProblems(
  register: Register | undefined,
  rules: readonly RuleMetadata[],
): RecordProblem[] {
  if (!register) return [];
  const known = new Map(rules.map((rule) => [rule.name, rule]));
  return register.exceptions.flatMap((record, index) =>
    recordProblems(record as unknown as Fields, register, known).map(([field, message]) => ({
      id: isText(record.id) ? record.id : `exceptions[${index}]`,
      field,
      message: `${field} ${message}`,
    })),
  );
}

function recordProblems(
  record: Fields,
  register: Register,
  known: ReadonlyMap<string, RuleMetadata>,
) {
  const odd = Object.keys(record).filter((field) => !FIELDS.includes(field));
  const problems = odd.map((field): [string, string] => [field, "is no field of an exception"]);
  for (const field of FIELDS) {
    const problem =
      TEXTS.includes(field) && !isText(record[field])
        ? "must be a text that is not empty"
        : CHECKS[field]?.(record, register, known);
    if (problem !== undefined) problems.push([field, problem]);
  }
  return problems;
}

/** Days since 1970 of a date `YYYY-MM-DD`, in UTC. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

function dateProblem(value: unknown): string | undefined {
  const valid =
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\d$/.test(value) &&
    !Number.isNaN(dayNumber(value)) &&
    new Date(dayNumber(value) * 86_400_000).toISOString().startsWith(value);
  return valid ? undefined : "must be a date such as 2026-11-22";
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
