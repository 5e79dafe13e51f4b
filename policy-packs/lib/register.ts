/** What the company has on record, as read from `register/`. It reaches rules and packs as plain data. */
export interface Register {
  readonly services: readonly ServiceRecord[];
  readonly exceptions: readonly ExceptionRecord[];
  /** Who may approve exceptions, from `register/approvers.yaml`. */
  readonly approvers: readonly string[];
}

/** The part of `register/services/<name>.yaml` that rules read. The whole contract has more. */
export interface ServiceRecord {
  readonly name: string;
  readonly repository: {
    readonly owner: string;
    readonly name: string;
    readonly ownerId?: number;
    readonly id?: number;
    /** Branches that a ruleset protects. */
    readonly protectedBranches?: readonly string[];
  };
  readonly environments?: readonly ServiceEnvironment[];
  readonly lanes?: readonly string[];
  readonly [field: string]: unknown;
}

/** A deployment environment of a service's repository. */
export interface ServiceEnvironment {
  readonly name: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly reviewers?: readonly string[];
  readonly [field: string]: unknown;
}

/** `register/exceptions/<id>.yaml`. Dates are `YYYY-MM-DD` in UTC; the day of expiry still counts. */
export interface ExceptionRecord {
  /** The file's name; what a resource or its component writes to claim the exception. */
  readonly id: string;
  /** Names of rules, one by one. */
  readonly rules: readonly string[];
  /** Every part that is given must match; none is a pattern. */
  readonly scope: {
    readonly project?: string;
    readonly stack?: string;
    readonly urn?: string;
    /** Name or URN of an enclosing `airside:` component. */
    readonly component?: string;
  };
  /** Paths of the findings that are excused, as the findings print them. */
  readonly finding: string | readonly string[];
  readonly category: "waiver" | "mitigated";
  readonly reason: string;
  /** What stands in for the rule meanwhile; at least one where the category is `mitigated`. */
  readonly compensatingControls: readonly string[];
  readonly owner: string;
  readonly requestedBy: string;
  /** One of the approvers, who is neither the owner nor who asked. */
  readonly approvedBy: string;
  readonly ticket: string;
  readonly approvedOn: string;
  readonly expiresOn: string;
}

/** The register's shape as JSON schema, for the engine to check before it configures a pack. */
export const REGISTER_SCHEMA = {
  type: "object",
  properties: {
    services: { type: "array", items: { type: "object" } },
    exceptions: { type: "array", items: { type: "object" } },
    approvers: { type: "array", items: { type: "string" } },
  },
  additionalProperties: false,
} as const;

/** A register that cannot be read, with every problem. */
export class RegisterError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "RegisterError";
  }
}

/**
 * The register from plain data. Only its shape is checked here: a bad exception record is a finding
 * of `exception-record-valid`, so that the run can name the field, and excuses nothing.
 *
 * @throws RegisterError with every problem at once.
 */
export function readRegister(raw: unknown): Register {
  const problems: string[] = [];
  const list = (field: string) => {
    const value = isRecord(raw) ? raw[field] : undefined;
    if (value === undefined || Array.isArray(value)) return value ?? [];
    problems.push(`register.${field}: must be a list, got ${typeof value}`);
    return [];
  };
  if (!isRecord(raw)) problems.push(`register: must be an object, got ${typeof raw}`);
  const register = {
    services: list("services"),
    exceptions: list("exceptions"),
    approvers: list("approvers"),
  };
  for (const [field, entries] of Object.entries(register)) {
    const valid = field === "approvers" ? (entry: unknown) => typeof entry === "string" : isRecord;
    entries.forEach((entry, index) => {
      if (!valid(entry)) problems.push(`register.${field}[${index}]: not an entry of that list`);
    });
  }
  register.services.forEach((service, index) => {
    if (!isRecord(service)) return;
    if (typeof service["name"] !== "string")
      problems.push(`register.services[${index}].name: must be a text`);
    if (!isRecord(service["repository"])) {
      problems.push(
        `register.services[${index}].repository: must be an object with owner and name`,
      );
    }
  });
  if (problems.length > 0) throw new RegisterError(problems);
  return register as Register;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
