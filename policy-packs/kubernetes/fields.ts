import type { Finding } from "../lib/rule";
import { isUnknown, UNKNOWN } from "../lib/unknown";

/** A part of a resource together with the path that leads to it. */
export interface Place {
  readonly path: string;
  readonly body: unknown;
}

/** What stands under the keys, each within the last: unknown below an unknown, undefined where there is nothing or null. */
export function field(value: unknown, ...keys: readonly string[]): unknown {
  return valueUnder(value, keys);
}

/** The same for a list of keys. Every rule asks it of every container, so it makes nothing. */
function valueUnder(value: unknown, keys: readonly string[]): unknown {
  let at = value;
  for (const key of keys) {
    if (typeof at !== "object" || at === null) return undefined;
    if (at === UNKNOWN) return UNKNOWN;
    if (Array.isArray(at)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at ?? undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isUnknown(value);
}

/**
 * The members of a list with their places. A list that is itself unknown is one unknown member, and
 * what stands where a list should is taken for the only member: nothing passes for being misshapen.
 */
export function members(place: Place, ...keys: readonly string[]): readonly Place[] {
  const list = valueUnder(place.body, keys);
  if (list === undefined) return NONE;
  if (isUnknown(list)) return [{ path: unknownPath(place, keys), body: UNKNOWN }];
  const path = pathTo(place, keys);
  if (!Array.isArray(list)) return [{ path, body: list }];
  const places: Place[] = [];
  for (let index = 0; index < list.length; index++) {
    places.push({ path: `${path}[${index}]`, body: list[index] });
  }
  return places;
}

const NONE: readonly Place[] = [];

export function pathTo(place: Place, keys: readonly string[]): string {
  let { path } = place;
  for (const key of keys) path = step(path, key);
  return path;
}

const WORD = /^[A-Za-z_][\w-]*$/;

function step(path: string, key: string): string {
  if (!WORD.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** The path of the outermost unknown on the way to a field. */
function unknownPath(place: Place, keys: readonly string[]): string {
  const known = keys.findIndex((_, index) =>
    isUnknown(valueUnder(place.body, keys.slice(0, index))),
  );
  return pathTo(place, known === -1 ? keys : keys.slice(0, known));
}

/**
 * Nothing where the field is as allowed; else one finding at it, in the words for the value found.
 * A field that is not known yet answers unknown.
 */
export function expectField(
  place: Place,
  keys: readonly string[],
  allowed: (value: unknown) => boolean,
  message: (found: string) => string,
): Finding[] {
  const value = valueUnder(place.body, keys);
  if (isUnknown(value)) return [unknownField(place, keys)];
  if (allowed(value)) return NOTHING;
  return [{ path: pathTo(place, keys), message: message(shown(value)) }];
}

/** Shared, for rules find nothing nearly always; nobody writes into a list of findings that it did not make. */
export const NOTHING: Finding[] = [];
Object.freeze(NOTHING);

/** The finding for a field whose value the verdict hangs on and which is not known yet. */
export function unknownField(place: Place, keys: readonly string[]): Finding {
  const path = unknownPath(place, keys);
  const message = `${path || "the resource"} is not known yet, and the verdict hangs on it.`;
  return { path, message, unknown: true };
}

/**
 * Findings that do not count where a field has the value that lifts the requirement. While that field
 * is not known, neither is the verdict.
 */
export function unless(
  findings: Finding[],
  place: Place,
  keys: readonly string[],
  lifts: (value: unknown) => boolean,
): Finding[] {
  if (findings.length === 0) return findings;
  const value = valueUnder(place.body, keys);
  if (isUnknown(value)) return [unknownField(place, keys)];
  return lifts(value) ? [] : findings;
}

/** The verdict over one resource: where something surely fails, what is unknown beside it no longer matters. */
export function settle<F extends Finding>(findings: F[]): F[] {
  if (findings.length === 0) return findings;
  const failures = findings.filter(({ unknown }) => unknown !== true);
  if (failures.length > 0) return failures;
  return [...new Map(findings.map((finding) => [finding.path, finding])).values()];
}

/** A value in a message: short, and in one line. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return "an object";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

export const isAbsent = (value: unknown): boolean => value === undefined;
export const isTrue = (value: unknown): boolean => value === true;
export const isFalse = (value: unknown): boolean => value === false;
export const isAbsentOrFalse = (value: unknown): boolean => value === undefined || value === false;
export const isAbsentOrEmpty = (value: unknown): boolean => value === undefined || value === "";
export const isText = (value: unknown): value is string =>
  typeof value === "string" && value.trim() !== "";
