import { createHash } from "node:crypto";

import { shown } from "./shown";

/** Pulumi appends a dash and seven hex digits to a physical name that it makes up. */
const RANDOM_SUFFIX = 8;

/** IAM's limits on a role, policy or user name, less what Pulumi appends. */
export function iamNameProblems(name: string): string[] {
  const longest = 64 - RANDOM_SUFFIX;
  if (/^[A-Za-z0-9+=,.@_-]+$/.test(name) && name.length <= longest) return [];
  return [
    `the component's name becomes an IAM name and must be 1 to ${longest} of A-Z, a-z, 0-9 and ` +
      `+=,.@_- (64 less Pulumi's suffix of ${RANDOM_SUFFIX}), got ${shown(name)} of ${name.length} characters`,
  ];
}

/** IAM's limits on a path. */
export function iamPathProblems(field: string, path: unknown): string[] {
  const legal = typeof path === "string" && /^\/([A-Za-z0-9+=,.@_-]+\/)*$/.test(path);
  if (legal && path.length <= 512) return [];
  return [
    `${field} must begin and end with a slash, with A-Z, a-z, 0-9 and +=,.@_- between slashes and at ` +
      `most 512 characters, got ${shown(path)}`,
  ];
}

/** A key of an argument that becomes the last part of a child's name. */
export function keyProblems(field: string, keys: readonly string[]): string[] {
  return keys
    .filter((key) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(key) || key.length > 40)
    .map(
      (key) =>
        `${field}: a key becomes part of a resource's name and must be words of a-z and 0-9 joined by ` +
        `single dashes, at most 40 characters, got ${shown(key)}`,
    );
}

/**
 * The name itself where it fits, else its beginning with a hash of the whole, so that two long names
 * that begin alike stay two. `limit` counts characters and is at least 16.
 */
export function fittedName(name: string, limit: number): string {
  if (name.length <= limit) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, limit - 9).replace(/[^A-Za-z0-9]+$/, "")}-${hash}`;
}

/** Physical names that two things would share, letter case aside. `named` pairs a thing with its name. */
export function collisionProblems(
  named: Iterable<readonly [thing: string, name: string]>,
): string[] {
  const first = new Map<string, string>();
  const problems: string[] = [];
  for (const [thing, name] of named) {
    const other = first.get(name.toLowerCase());
    if (other === undefined) first.set(name.toLowerCase(), thing);
    else problems.push(`${thing} and ${other} would both be named "${name}"; rename one of them`);
  }
  return problems;
}
