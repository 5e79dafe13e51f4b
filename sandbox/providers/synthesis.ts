import { createHash, randomBytes } from "node:crypto";

import type { Cloud, Subject, TypeFacts } from "./cloud";
import type { InputType, ResourceTable } from "./table-format";
import { at, isObject, mapValues, type Properties, text } from "./values";

/** The physical id that a service would give. */
export function physicalId(
  subject: Subject,
  facts: TypeFacts | undefined,
  names: readonly string[],
) {
  if (facts?.id !== undefined) return fill(facts.id, subject);
  const name = names.map((property) => text(subject.properties[property])).find(Boolean);
  return name ?? fill(`{random:${kindOf(subject.type)}-}`, subject);
}

/** What no second resource may share, or null. */
export function uniqueKey(cloud: Cloud, subject: Subject, facts: TypeFacts | undefined) {
  if (facts?.unique === undefined) return null;
  return `${cloud.name}|${fill(facts.unique, subject).toLowerCase()}`;
}

/**
 * Every output of what exists: the inputs, the service's defaults, and for whatever else the SDK
 * promises a value of the right kind that is the same at every reading.
 */
export function completeOutputs(
  subject: Subject,
  table: ResourceTable,
  facts: TypeFacts | undefined,
  id: string,
  known: Properties,
): Properties {
  const described = { ...subject, properties: { ...subject.properties, id } };
  const outputs: Properties = { ...withoutNotes(subject.properties), ...known };
  for (const [name, value] of Object.entries(facts?.defaults ?? {})) {
    outputs[name] ??= resolved(value, described);
  }
  if ("arn" in table.out && facts?.arn) outputs["arn"] ??= fill(facts.arn, described);
  for (const name of table.computed) {
    const computed = table.out[name];
    outputs[name] ??=
      computed === undefined
        ? empty(table.in[name] ?? "any")
        : invented(computed, `${subject.type} ${id} ${name}`, name);
  }
  return outputs;
}

/** The properties without the notes that the engine and the bridge keep among them. */
export function withoutNotes(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !name.startsWith("__")));
}

/**
 * Fills `{name}` from the properties, else the connection, `{a.b}` from inside, `{name|other}` with a word
 * where there is nothing, `{bare:url}` without its scheme; `{random:p-}` gives `p-` and 17 digits.
 */
export function fill(template: string, { properties, connection }: Subject): string {
  return template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    if (name.startsWith("random:"))
      return `${name.slice(7)}${randomBytes(9).toString("hex").slice(1)}`;
    if (name === "uuid") return crypto.randomUUID();
    if (name === "number") return `${parseInt(randomBytes(4).toString("hex"), 16)}`;
    if (name === "now") return new Date().toISOString().replace(/\.\d+Z$/, "Z");
    if (name.startsWith("bare:"))
      return `${at(properties, name.slice(5)) ?? ""}`.replace(/^https?:\/\//, "");
    const [path = "", fallback = ""] = name.split("|");
    const value = at(properties, path) ?? connection[path];
    return value === undefined || value === null || value === "" ? fallback : `${value}`;
  });
}

/** A number that stands for the text, the same at every call: for numeric ids. */
export function numberOf(source: string): number {
  return createHash("sha256").update(source).digest().readUInt32BE();
}

function resolved(value: unknown, subject: Subject): unknown {
  if (typeof value === "string") return fill(value, subject);
  return isObject(value) ? mapValues(value, (inner) => resolved(inner, subject)) : value;
}

function kindOf(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1).toLowerCase();
}

function invented(type: InputType, source: string, name: string): unknown {
  const hash = createHash("sha256").update(source).digest("hex");
  return type === "s" ? `sandbox-${name}-${hash.slice(0, 12)}` : empty(type);
}

function empty(type: InputType): unknown {
  if (type === "s") return "";
  if (type === "n") return 0;
  if (type === "b") return false;
  if (Array.isArray(type)) return [];
  return typeof type === "object" && "map" in type ? {} : undefined;
}
