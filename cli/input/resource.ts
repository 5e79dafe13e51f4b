import type { Resource } from "../../policy-packs/lib/rule";
import { readMarks } from "./marks";
import { markUnknown, parsePath } from "./path";

/** A resource of the input, or why it is none: each problem names its field. */
export type ReadResource =
  | { readonly resource: Resource; readonly problems?: undefined }
  | { readonly resource?: undefined; readonly problems: readonly string[] };

type Check = (value: unknown) => string | undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const text: Check = (value) => (typeof value === "string" ? undefined : "a string");
const name: Check = (value) =>
  typeof value === "string" && value !== "" ? undefined : "a string, not empty";
const flag: Check = (value) => (typeof value === "boolean" ? undefined : "true or false");
const object: Check = (value) => (isRecord(value) ? undefined : "an object");
const strings: Check = (value) => (isStrings(value) ? undefined : "a list of strings");
const edges: Check = (value) =>
  isRecord(value) && Object.values(value).every((list) => list === null || isStrings(list))
    ? undefined
    : "an object whose values are lists of strings";
const paths: Check = (value) =>
  isStrings(value) && value.every(parsePath)
    ? undefined
    : 'a list of paths such as spec.containers[0].image or metadata.labels["a.b/c"]';

const required: Readonly<Record<string, Check>> = { type: name, name, props: object };
const optional: Readonly<Record<string, Check>> = {
  urn: name,
  parent: text,
  lane: text,
  protect: flag,
  retainOnDelete: flag,
  propertyDependencies: edges,
  dependencies: strings,
  unknown: paths,
  secret: paths,
};
const carried = ["urn", "lane", "protect", "retainOnDelete", "dependencies", "secret"] as const;

/**
 * Reads one resource in the shape of the contract. An optional field that is null counts as absent.
 * @param marked whether the props may hold the engine's own marks of secrets and unknowns
 * @param at stands before each field in a problem, such as `resources[2].`
 */
export function readResource(value: unknown, marked: boolean, at = ""): ReadResource {
  if (!isRecord(value)) {
    const place = at === "" ? "a resource" : at.replace(/\.$/, "");
    return {
      problems: [`${place} must be an object with type, name and props, got ${shown(value)}`],
    };
  }
  const problems = fieldProblems(value, at);
  if (problems.length > 0) return { problems };

  const given = value["props"] as Record<string, unknown>;
  const { props, secret } = marked ? readMarks(given) : { props: given, secret: [] };
  for (const path of listOf(value["unknown"])) markUnknown(props, parsePath(path) ?? []);
  const resource: Record<string, unknown> = { type: value["type"], name: value["name"], props };
  for (const field of carried) {
    if (value[field] !== undefined && value[field] !== null) resource[field] = value[field];
  }
  if (value["parent"]) resource["parent"] = value["parent"];
  if (isRecord(value["propertyDependencies"])) {
    resource["propertyDependencies"] = withoutNulls(value["propertyDependencies"]);
  }
  if (secret.length > 0) resource["secret"] = [...listOf(value["secret"]), ...secret];
  return { resource: resource as unknown as Resource };
}

function fieldProblems(value: Record<string, unknown>, at: string): string[] {
  const problems: string[] = [];
  for (const field in required) {
    const must = required[field]!(value[field]);
    if (must) problems.push(`${at}${field} must be ${must}, got ${shown(value[field])}`);
  }
  for (const field in optional) {
    if (value[field] === undefined || value[field] === null) continue;
    const must = optional[field]!(value[field]);
    if (must) problems.push(`${at}${field} must be ${must}, got ${shown(value[field])}`);
  }
  return problems;
}

/** Pulumi writes an edge without sources as null. */
export function withoutNulls(edges: Record<string, unknown>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(edges).map(([key, list]) => [key, listOf(list)]));
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value : [];
}

/** What was given, in few words and without its contents, which may be secret. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "number" || typeof value === "boolean") return `${value}`;
  if (value === "") return "an empty string";
  if (typeof value === "string") return "a string";
  if (!Array.isArray(value)) return "an object";
  return value.length === 0 ? "an empty list" : "a list";
}
