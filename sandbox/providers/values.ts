/**
 * Property values as the engine sends them: plain JSON in which a reserved key marks what JSON
 * cannot say. The marks are the engine's wire format, the same as in `@pulumi/pulumi/runtime`,
 * whose import would cost more than the whole provider.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export type Properties = Record<string, unknown>;

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSecret(value: unknown): value is { value: unknown } {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

/** An asset, an archive or a reference to a resource: opaque here. */
export function isSpecial(value: unknown): boolean {
  return isObject(value) && SIGNATURE in value && !isSecret(value);
}

export function secret(value: unknown): unknown {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** The value with every secret mark taken off, at any depth. */
export function reveal(value: unknown): unknown {
  if (isSecret(value)) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  return isObject(value) ? mapValues(value, reveal) : value;
}

export function revealAll(properties: Properties): Properties {
  return mapValues(properties, reveal);
}

/** True where the value, or anything inside it, satisfies the test. */
function some(value: unknown, test: (value: unknown) => boolean): boolean {
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((item) => some(item, test));
  return isObject(value) && Object.values(value).some((item) => some(item, test));
}

export function hasUnknown(value: unknown): boolean {
  return some(value, (inner) => inner === UNKNOWN);
}

export function hasSecret(value: unknown): boolean {
  return some(value, isSecret);
}

export function mapValues<T>(object: Properties, change: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** Equality of JSON, secret marks aside; the order of an object's keys does not count. */
export function sameValue(left: unknown, right: unknown): boolean {
  const [a, b] = [isSecret(left) ? left.value : left, isSecret(right) ? right.value : right];
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) =>
      sameValue(a[key], b[key]),
    );
  }
  return a === b || (a == null && b == null);
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** What stands at a path of names, such as `metadata.name`; secret marks on the way do not hide it. */
export function at(properties: Properties, path: string): unknown {
  let found: unknown = properties;
  for (const name of path.split(".")) {
    const inner = isSecret(found) ? found.value : found;
    if (!isObject(inner) || !Object.hasOwn(inner, name)) return undefined;
    found = inner[name];
  }
  return found;
}

/** The properties with a value at a path, every object on the way copied. */
export function withAt(properties: Properties, path: string, value: unknown): Properties {
  const [name = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...properties, [name]: value };
  const inner = properties[name];
  return { ...properties, [name]: withAt(isObject(inner) ? inner : {}, rest.join("."), value) };
}
