import { isGithubIssuer } from "../../../access/issuers";
import type { FactSource, Resource } from "../../lib/rule";
import { isUnknown } from "../../lib/unknown";
import { Lookup } from "./lookup";
import { type Names, namesMeant, namesOf, type Reference, referenceOf } from "./references";

export const JWT_MOUNT = "vault:jwt/authBackend:AuthBackend";
export const JWT_ROLE = "vault:jwt/authBackendRole:AuthBackendRole";

/** A JWT auth mount, and whose tokens it takes. */
export interface VaultMount extends Names {
  /** Without a scheme; undefined where the inputs do not tell. */
  readonly issuer: string | undefined;
}

export const vaultMounts: FactSource<VaultMount> = {
  appliesTo: [JWT_MOUNT],
  read(resource) {
    const { resource: id, names } = namesOf(resource);
    const path = mountPath(resource.props["path"] ?? resource.props["type"]);
    return { resource: id, names: [...names, path], issuer: issuerOf(resource) };
  },
};

/** The mount that a JWT role lies on, as far as its inputs tell. */
export function mountReference(role: Resource): Reference {
  const { sources } = referenceOf(role, "backend");
  const { backend } = role.props;
  return { sources, values: isUnknown(backend) ? [] : [mountPath(backend)] };
}

/** `jwt` is the provider's default; slashes at the ends do not count. */
function mountPath(given: unknown): string {
  return typeof given === "string" && given !== "" ? given.replace(/^\/+|\/+$/g, "") : "jwt";
}

function issuerOf({ props }: Resource): string | undefined {
  const stated = [props["boundIssuer"], props["oidcDiscoveryUrl"], props["jwksUrl"]];
  const known = stated.filter((each) => typeof each === "string" && each !== "").map(bare);
  return known.find(isGithubIssuer) ?? (stated.some(isUnknown) ? undefined : known[0]);
}

function bare(url: unknown): string {
  return String(url)
    .replace(/^https?:\/\//i, "")
    .replace(/\/\.well-known\/.*$/, "")
    .replace(/\/+$/, "");
}

/** The mounts of a stack, by what roles call them. */
export class VaultMounts {
  readonly #byName: Lookup<VaultMount>;

  constructor(mounts: readonly VaultMount[]) {
    this.#byName = new Lookup(mounts, ({ names }) => names);
  }

  /** Those that a role may mean, in the order of the stack. */
  meant(mount: Reference): VaultMount[] {
    return this.#byName.of(namesMeant(mount));
  }

  /** Whether what a role lies on takes no GitHub tokens for certain. */
  isForeign(mount: Reference): boolean {
    const meant = this.meant(mount);
    return (
      meant.length > 0 &&
      meant.every(({ issuer }) => issuer !== undefined && !isGithubIssuer(issuer))
    );
  }
}
