import { isObject, isSecret, type Properties, sameValue } from "./values";

/** What happened to one input, and whether it takes a new resource to make it so. */
export interface Change {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
}

/**
 * Every difference between two sets of inputs, at the deepest path that shows it.
 *
 * @param replaceOn property paths without indices, such as `vpcConfig.subnetIds`.
 */
export function changes(
  olds: Properties,
  news: Properties,
  replaceOn: readonly string[],
): Change[] {
  return objectChanges(olds, news, "").map(({ path, kind }) => ({
    path,
    kind,
    replaces: replaceOn.some((property) => covers(property, path)),
  }));
}

type Difference = Omit<Change, "replaces">;

function objectChanges(olds: Properties, news: Properties, path: string): Difference[] {
  return [...new Set([...Object.keys(olds), ...Object.keys(news)])]
    .filter((key) => !key.startsWith("__"))
    .flatMap((key) => valueChanges(own(olds, key), own(news, key), join(path, key)));
}

function valueChanges(left: unknown, right: unknown, path: string): Difference[] {
  const [old, now] = [isSecret(left) ? left.value : left, isSecret(right) ? right.value : right];
  if (sameValue(old, now) || sameDocument(old, now)) return [];
  if (old === undefined || old === null) return [{ path, kind: "add" }];
  if (now === undefined || now === null) return [{ path, kind: "delete" }];
  if (Array.isArray(old) && Array.isArray(now)) {
    return Array.from({ length: Math.max(old.length, now.length) }).flatMap((_, index) =>
      valueChanges(old[index], now[index], `${path}[${index}]`),
    );
  }
  return isObject(old) && isObject(now)
    ? objectChanges(old, now, path)
    : [{ path, kind: "update" }];
}

/** JSON text is compared by what it says, as the providers compare policy documents. */
function sameDocument(old: unknown, now: unknown): boolean {
  if (typeof old !== "string" || typeof now !== "string") return false;
  if (!/^\s*[[{]/.test(old) || !/^\s*[[{]/.test(now)) return false;
  try {
    return sameValue(JSON.parse(old), JSON.parse(now));
  } catch {
    return false;
  }
}

function own(object: Properties, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function join(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path ? `${path}.${key}` : key;
}

function covers(property: string, path: string): boolean {
  const plain = path.replace(/\[\d+\]/g, "");
  const rest = plain.slice(property.length);
  return (
    plain.startsWith(property) && (rest === "" || rest.startsWith(".") || rest.startsWith("["))
  );
}
