import { type OidcProvider, oidcProvider } from "./issuers";
import { entriesOf } from "./json";
import { isUnknown } from "./unknown";

/** One principal that a statement names. */
export interface Principal {
  readonly path: string;
  /** `Federated`, `AWS`, `Service`, `CanonicalUser`, or as written; empty where it has no kind. */
  readonly kind: string;
  readonly value: string;
  /** The OIDC provider that it names, if it names one. */
  readonly provider: OidcProvider | undefined;
}

export interface Principals {
  readonly path: string;
  /** Where `not`, whom the statement does *not* mean. */
  readonly named: readonly Principal[];
  /** `NotPrincipal`: everyone but those named. */
  readonly not: boolean;
  /** `*`, and whatever cannot be read. */
  readonly everyone: boolean;
  /** Neither `Principal` nor `NotPrincipal` stands there. */
  readonly missing: boolean;
  /** Paths of principals that are not known yet. */
  readonly unknown: readonly string[];
}

const KINDS = ["Federated", "AWS", "Service", "CanonicalUser"];

export function readPrincipals(
  statement: string,
  allowed: readonly unknown[],
  excluded: readonly unknown[],
): Principals {
  const not = excluded.length > 0;
  const path = `${statement}.${not ? "NotPrincipal" : "Principal"}`;
  const named: Principal[] = [];
  const unknown: string[] = [];
  let unreadable = false;
  const leaves = (not ? excluded : allowed).flatMap((value) => leavesOf(path, value));
  for (const { path, kind, value } of leaves) {
    if (isUnknown(value)) unknown.push(path);
    else if (typeof value !== "string") unreadable = true;
    else named.push({ path, kind, value, provider: oidcProvider(value, kind) });
  }
  unreadable ||= leaves.length === 0 || !named.every(isReadable);
  return {
    path,
    named,
    not,
    everyone: !not && (unreadable || named.some(({ value }) => value === "*")),
    missing: allowed.length === 0 && excluded.length === 0,
    unknown,
  };
}

/** A principal of no kind that IAM has may stand for anyone; a provider is known by its name. */
function isReadable({ kind, value, provider }: Principal): boolean {
  return value === "*" || KINDS.includes(kind) || provider !== undefined;
}

interface Leaf {
  readonly path: string;
  readonly kind: string;
  readonly value: unknown;
}

/** A principal is `*`, or an object of kinds with a text or a list of texts each. */
function leavesOf(path: string, value: unknown): Leaf[] {
  const kinds = entriesOf(isUnknown(value) ? undefined : value);
  if (kinds === undefined) return listed(path, "", value);
  return kinds.flatMap(([kind, members]) => {
    return listed(`${path}.${kind}`, KINDS.includes(kind) ? kind : meant(kind), members);
  });
}

function meant(kind: string): string {
  return KINDS.find((name) => name.toLowerCase() === kind.toLowerCase()) ?? kind;
}

function listed(path: string, kind: string, value: unknown): Leaf[] {
  if (!Array.isArray(value)) return [{ path, kind, value }];
  return value.map((item, index) => ({ path: `${path}[${index}]`, kind, value: item }));
}
