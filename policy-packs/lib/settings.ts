/**
 * The packs' configuration: one flat table of dotted keys, the same in every front.
 * The types here are what a rule reads; `readSettings` builds and checks them.
 */
export interface Settings {
  /** `production` makes rules of level `mandatory-in-production` mandatory. */
  readonly environment: string | undefined;
  readonly "identity.audiences": readonly string[];
  readonly "identity.boundaries": readonly string[] | undefined;
  readonly "identity.trustPolicyCharacters": number;
  readonly "runners.bootstrapActions": readonly string[] | undefined;
  readonly "repository.approvals": number;
  readonly "aws.accounts": readonly string[] | undefined;
  readonly "aws.regions": readonly string[] | undefined;
  readonly "aws.adminPorts": readonly number[];
  readonly "podSecurity.level": "baseline" | "restricted" | "privileged";
  /** `v1.0` to `v1.37`, or `latest`. */
  readonly "podSecurity.version": string;
  /** A namespace's own level, by name. */
  readonly "podSecurity.namespaces": Readonly<
    Record<string, "privileged" | "baseline" | "restricted">
  >;
  readonly "kubernetes.systemNamespaces": readonly string[];
  readonly "images.registries": readonly string[] | undefined;
  readonly "charts.sources": readonly string[] | undefined;
  /** First and second bound on the number of resources in a stack. */
  readonly "stack.resources": readonly number[];
  /** The moment to judge by. */
  readonly now: Date;
}

type JsonSchema = Readonly<Record<string, unknown>>;

/** How one kind of value is read: what it must be, in words and as JSON schema, and undefined for anything else. */
interface Kind {
  readonly must: string;
  readonly schema: JsonSchema;
  read(value: unknown): unknown;
}

interface Setting {
  readonly kind: Kind;
  readonly default?: unknown;
  readonly doc: string;
}

const POD_LEVELS = ["privileged", "baseline", "restricted"];

const text: Kind = {
  must: "a text",
  schema: { type: "string" },
  read: (value) => (typeof value === "string" ? value : undefined),
};
const count: Kind = {
  must: "a whole number above 0",
  schema: { type: "integer", minimum: 1 },
  read: (value) => (Number.isSafeInteger(value) && Number(value) > 0 ? value : undefined),
};
const podLevel: Kind = {
  must: `one of ${POD_LEVELS.join(", ")}`,
  schema: { type: "string", enum: POD_LEVELS },
  read: (value) => (POD_LEVELS.includes(value as string) ? value : undefined),
};
const podVersion: Kind = matching("v1.0 to v1.37 or latest", /^(v1\.(\d|[12]\d|3[0-7])|latest)$/);
const account: Kind = matching("an account id of 12 digits, as text", /^\d{12}$/);
const port: Kind = {
  must: "a port from 0 to 65535",
  schema: { type: "integer", minimum: 0, maximum: 65535 },
  read: (value) => {
    const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
    return Number.isInteger(number) && Number(number) >= 0 && Number(number) <= 65535
      ? number
      : undefined;
  },
};
const bounds: Kind = {
  must: "two whole numbers above 0, the second not below the first",
  schema: { type: "array", items: count.schema, minItems: 2, maxItems: 2 },
  read: (value) => {
    const parts = typeof value === "string" ? value.split(",").map(Number) : value;
    if (!Array.isArray(parts) || parts.length !== 2) return undefined;
    return parts.every((part) => count.read(part)) && parts[0] <= parts[1] ? parts : undefined;
  },
};
const namespaceLevels: Kind = {
  must: `an object from namespace to ${POD_LEVELS.join(", ")}`,
  schema: { type: "object", additionalProperties: podLevel.schema },
  read: (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return Object.values(value).every((level) => podLevel.read(level)) ? value : undefined;
  },
};
const moment: Kind = {
  must: "a moment in ISO 8601, such as 2026-11-22T09:00:00Z",
  schema: { type: "string" },
  read: (value) => {
    if (value instanceof Date) return Number.isNaN(value.valueOf()) ? undefined : value;
    if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d(T.+)?$/.test(value)) return undefined;
    const date = new Date(value);
    return Number.isNaN(date.valueOf()) ? undefined : date;
  },
};

function matching(must: string, pattern: RegExp): Kind {
  const schema = { type: "string", pattern: pattern.source };
  const read = (value: unknown) =>
    typeof value === "string" && pattern.test(value) ? value : undefined;
  return { must, schema, read };
}

/** A list of one kind. A text is split at commas; a lone number (`--set aws.accounts=111122223333`) is a list of one. */
function list(of: Kind): Kind {
  const split = (value: unknown): unknown => {
    if (typeof value === "number") return [of === port ? value : String(value)];
    if (typeof value !== "string") return value;
    return value === "" ? [] : value.split(",").map((part) => part.trim());
  };
  return {
    must: `a list (or a text with commas), each entry ${of.must}`,
    schema: { type: ["array", "string"], items: of.schema },
    read: (value) => {
      const entries = split(value);
      if (!Array.isArray(entries)) return undefined;
      const read = entries.map((entry) => of.read(entry));
      return read.includes(undefined) ? undefined : read;
    },
  };
}

/** Every setting there is. */
export const SETTINGS: Readonly<Record<keyof Settings, Setting>> = {
  environment: {
    kind: text,
    doc: "`production` makes the rules that are mandatory in production mandatory.",
  },
  "identity.audiences": {
    kind: list(text),
    default: ["sts.amazonaws.com"],
    doc: "Audiences that a trust may pin; in `aws-cn` also `sts.amazonaws.com.cn`.",
  },
  "identity.boundaries": { kind: list(text), doc: "ARNs of the permissions boundaries in use." },
  "identity.trustPolicyCharacters": {
    kind: count,
    default: 2048,
    doc: "The account's quota for the length of a trust policy, in characters without white space.",
  },
  "runners.bootstrapActions": {
    kind: list(text),
    doc: "IAM actions that a runner host may use to start.",
  },
  "repository.approvals": {
    kind: count,
    default: 2,
    doc: "Approvals that a change to a default branch needs.",
  },
  "aws.accounts": { kind: list(account), doc: "The company's own accounts, 12 digits each." },
  "aws.regions": { kind: list(text), doc: "Regions in use." },
  "aws.adminPorts": {
    kind: list(port),
    default: [22, 3389, 5985, 5986, 6443, 8200, 10250],
    doc: "Ports that must not be open to the world.",
  },
  "podSecurity.level": {
    kind: podLevel,
    default: "restricted",
    doc: "Pod Security level of a namespace that has none of its own.",
  },
  "podSecurity.version": {
    kind: podVersion,
    default: "v1.37",
    doc: "Version of the Pod Security Standards, `v1.0` to `v1.37` or `latest`.",
  },
  "podSecurity.namespaces": {
    kind: namespaceLevels,
    default: { "kube-system": "privileged", falco: "privileged" },
    doc: "A namespace's own level, by name; replaces the default whole.",
  },
  "kubernetes.systemNamespaces": {
    kind: list(text),
    default: ["kube-system", "kube-public", "kube-node-lease", "kyverno", "falco"],
    doc: "Namespaces that belong to the platform.",
  },
  "images.registries": {
    kind: list(text),
    doc: "Registries, with path prefix, that images may come from.",
  },
  "charts.sources": { kind: list(text), doc: "Repositories that charts may come from." },
  "stack.resources": {
    kind: bounds,
    default: [300, 1000],
    doc: "Resources in a stack above which `stack-size-bounded` advises, and refuses.",
  },
  now: { kind: moment, doc: "The moment to judge by, ISO 8601; the real clock where absent." },
};

/** The settings as JSON schema by key, for the engine to check before it configures a pack. */
export function settingsSchema(): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(SETTINGS).map(([key, { kind, doc }]) => [
      key,
      { ...kind.schema, description: doc },
    ]),
  );
}

/** Settings that cannot be used, with every problem by key. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "SettingsError";
  }
}

/**
 * The settings from plain values by key; what is absent gets its default.
 *
 * @throws SettingsError that names every unknown key and every value of a wrong type.
 */
export function readSettings(raw: Readonly<Record<string, unknown>> = {}): Settings {
  const problems = Object.keys(raw)
    .filter((key) => !Object.hasOwn(SETTINGS, key))
    .map((key) => `${key}: no such setting; there are ${Object.keys(SETTINGS).join(", ")}`);
  const read = Object.entries(SETTINGS).map(([key, setting]) => {
    if (!Object.hasOwn(raw, key) || raw[key] === undefined) return [key, setting.default];
    const value = setting.kind.read(raw[key]);
    if (value === undefined) {
      problems.push(`${key}: must be ${setting.kind.must}, got ${JSON.stringify(raw[key])}`);
    }
    return [key, value];
  });
  if (problems.length > 0) throw new SettingsError(problems);
  const settings = Object.fromEntries(read);
  return { ...settings, now: settings.now ?? new Date() };
}

/**
 * One `key=value` of the command line: the value is JSON where it parses, else the text itself.
 *
 * @throws SettingsError where there is no `=`.
 */
export function parseSetting(assignment: string): [key: string, value: unknown] {
  const at = assignment.indexOf("=");
  if (at < 1) throw new SettingsError([`${assignment}: write a setting as key=value`]);
  const value = assignment.slice(at + 1);
  try {
    return [assignment.slice(0, at), JSON.parse(value)];
  } catch {
    return [assignment.slice(0, at), value];
  }
}
