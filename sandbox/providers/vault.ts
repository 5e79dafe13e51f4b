import type { Cloud, Connection, Subject, TypeFacts } from "./cloud";
import type { Environment } from "./guard";
import { type Properties, text } from "./values";

/** Paths are Vault's own keys: a write to one that exists overwrites it, except where a mount is made. */
const TYPES: Readonly<Record<string, TypeFacts>> = {
  "vault:index/mount:Mount": {
    id: "{path}",
    unique: "{address}|{namespace}|mount|{path}",
    replaceOn: ["path", "type"],
  },
  "vault:index/authBackend:AuthBackend": {
    id: "{path}",
    unique: "{address}|{namespace}|auth|{path}",
    replaceOn: ["path", "type"],
  },
  "vault:index/policy:Policy": { id: "{name}", put: true, replaceOn: ["name"] },
  "vault:index/audit:Audit": {
    id: "{path}",
    replaceOn: ["path", "type", "options", "description", "local"],
  },
  "vault:jwt/authBackend:AuthBackend": {
    id: "{path}",
    unique: "{address}|{namespace}|auth|{path}",
    defaults: { path: "jwt", type: "jwt" },
    replaceOn: ["type"],
  },
  "vault:jwt/authBackendRole:AuthBackendRole": {
    id: "auth/{backend}/role/{roleName}",
    put: true,
    defaults: { backend: "jwt", roleType: "oidc" },
    replaceOn: ["backend", "roleName"],
  },
  "vault:kubernetes/authBackendRole:AuthBackendRole": {
    id: "auth/{backend}/role/{roleName}",
    put: true,
    defaults: { backend: "kubernetes" },
    replaceOn: ["backend", "roleName"],
  },
};

export const vault: Cloud = {
  name: "vault",
  strict: false,
  connect,
  scope: ({ connection }) => connection.scope,
  facts: (type) => TYPES[type],
  nameRule: () => undefined,
  problems,
  refusal: () => undefined,
  exists: ({ type, properties }, id) =>
    `400 path is already in use at ${text(properties["path"]) || id} (${type})`,
};

function connect(config: Properties, environment: Environment): Connection {
  const address = text(config["address"]) || environment["VAULT_ADDR"] || "";
  if (!/^https?:\/\/[^/\s]+/.test(address)) {
    throw new Error(
      `the Vault provider needs an address such as https://vault.example:8200, got ${address ? `"${address}"` : "none"}; ` +
        'set the configuration "vault:address"',
    );
  }
  const namespace = text(config["namespace"]);
  return { address, namespace, scope: `${address}/${namespace}` };
}

/** A mount's path has no slash at its start, and a policy's name is kept in lower case. */
function problems({ type, properties }: Subject): string[] {
  const found: string[] = [];
  const path = properties["path"];
  if (typeof path === "string" && /^\/|\/$/.test(path)) {
    found.push(`"path" must have no slash at its ends, got "${path}"`);
  }
  const name = properties["name"];
  if (
    type === "vault:index/policy:Policy" &&
    typeof name === "string" &&
    name !== name.toLowerCase()
  ) {
    found.push(`"name" is kept in lower case, got "${name}"; write ${name.toLowerCase()}`);
  }
  return found;
}
