import { UNKNOWN } from "./unknown";

/** What the engine writes in place of a value that is not known yet, by the kind of value. */
export const UNKNOWN_SENTINELS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Property that the policy SDK's proxies answer with the object behind them. */
const PROXY_TARGET = "__getSpecialProxyTarget";

/**
 * The properties behind the SDK's proxy as plain data. The proxy would throw at the first unknown and cost more
 * than all rules together, so the object behind it is read; it was decoded for this one call and is ours to change.
 */
export function plainProps(proxied: unknown): Record<string, unknown> {
  const target = (proxied as Record<string, unknown>)[PROXY_TARGET] ?? proxied;
  return plain(target) as Record<string, unknown>;
}

/** A copy that leaves what it reads as it is: for a remediation, whose properties go back to the engine. */
export function plainCopy(proxied: unknown): Record<string, unknown> {
  let target = proxied;
  for (let next = target; isObject(next); next = next[PROXY_TARGET]) target = next;
  return copy(target) as Record<string, unknown>;
}

/** Every text of every resource is asked, so the length answers first. */
export function isSentinel(text: string): boolean {
  return text.length === 36 && UNKNOWN_SENTINELS.has(text);
}

function plain(value: unknown): unknown {
  if (typeof value === "string") return isSentinel(value) ? UNKNOWN : value;
  if (!isObject(value)) return value;
  if (isAsset(value)) return {};
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = plain(value[index]);
    return value;
  }
  for (const key in value) {
    const child = value[key];
    if (typeof child === "object" ? child !== null : typeof child === "string") {
      value[key] = plain(child);
    }
  }
  return value;
}

function copy(value: unknown): unknown {
  if (typeof value === "string") return isSentinel(value) ? UNKNOWN : value;
  if (!isObject(value)) return value;
  if (isAsset(value)) return {};
  if (Array.isArray(value)) return value.map(copy);
  if (isSecret(value)) return copy(value["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copy(child)]));
}

/**
 * Takes away, in place, what the engine's encoding puts around values: a secret becomes its value, and a file or an
 * archive, which no rule reads, an empty object.
 */
export function withoutMarks(value: unknown): unknown {
  if (!isObject(value)) return value;
  const signature = value[SIGNATURE];
  if (signature === SECRET_SIGNATURE) return withoutMarks(value["value"]);
  if (typeof signature === "string" && FILE_SIGNATURES.has(signature)) return {};
  for (const [key, child] of Object.entries(value)) {
    if (isObject(child)) value[key] = withoutMarks(child);
  }
  return value;
}

/** Paths at which the engine's encoding, as decoded from the wire, marks a secret. */
export function secretPaths(value: unknown, path = "", paths: string[] = []): string[] {
  if (!isObject(value)) return paths;
  if (value[SIGNATURE] === SECRET_SIGNATURE) {
    paths.push(path);
    return paths;
  }
  for (const [key, child] of Object.entries(value)) {
    const step = Array.isArray(value) ? `[${key}]` : pathStep(key, path === "");
    secretPaths(child, path + step, paths);
  }
  return paths;
}

/** The key under which the engine's encoding says what a special object is, and what it says of a secret. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
/** Of assets and archives. */
export const FILE_SIGNATURES: ReadonlySet<string> = new Set([
  "c44067f5952c0a294b673a41bacd8c17",
  "0def7320c3a5731c473e5ecbe6d01bc7",
]);

function pathStep(key: string, isFirst: boolean): string {
  if (!/^[^.[\]"]+$/.test(key)) return `[${JSON.stringify(key)}]`;
  return isFirst ? key : `.${key}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Files and archives come as class instances that load later; no rule reads them. */
function isAsset(value: Record<string, unknown>): boolean {
  return value["__pulumiAsset"] === true || value["__pulumiArchive"] === true;
}

/** The SDK's wrapper, which a plain object that happens to have a `value` is not. */
function isSecret(value: Record<string, unknown>): boolean {
  return value.constructor?.name === "Secret";
}
