import { type InputType, isList, type ResourceTable, type Shape } from "./table-format";
import type { Tables } from "./tables";
import { isObject, isSecret, isSpecial, type Properties, UNKNOWN } from "./values";

/** How a cloud reads values: the bridged providers take `"5"` for a number, Kubernetes does not. */
export interface Reading {
  readonly tables: Tables;
  readonly strict: boolean;
  /** How the SDK spells a property that the service spells otherwise. @default as the service */
  readonly spelling?: ((name: string) => string) | undefined;
}

/** Everything in which the inputs differ from what the SDK says of the type, by path. */
export function inputProblems(
  reading: Reading,
  table: Pick<ResourceTable, "in" | "req" | "open">,
  inputs: Properties,
): string[] {
  return shapeProblems(reading, table, inputs, "");
}

function shapeProblems(reading: Reading, shape: Shape, value: Properties, path: string): string[] {
  const at = (name: string) => (path ? `${path}.${name}` : name);
  const missing = shape.req
    .filter((name) => value[name] === undefined || value[name] === null)
    .map((name) => `missing required property "${at(name)}"`);
  const others = Object.entries(value).flatMap(([name, given]) => {
    // The engine's and the bridge's own notes, such as __defaults, are no properties.
    if (name.startsWith("__")) return [];
    const spelt = reading.spelling?.(name) ?? name;
    const type = Object.hasOwn(shape.in, spelt) ? shape.in[spelt] : undefined;
    if (type !== undefined) return typeProblems(reading, type, given, at(name));
    if (shape.open) return [];
    const near = Object.keys(shape.in).find((known) => known.toLowerCase() === name.toLowerCase());
    return [`unexpected property "${at(name)}"${near ? `; did you mean "${near}"?` : ""}`];
  });
  return [...missing, ...others];
}

function typeProblems(reading: Reading, type: InputType, given: unknown, path: string): string[] {
  const value = isSecret(given) ? given.value : given;
  if (value === undefined || value === null || value === UNKNOWN || type === "any") return [];
  if (isSpecial(value)) return [];
  if (isList(type)) {
    if (!Array.isArray(value)) return [mismatch(type, value, path)];
    return value.flatMap((item, index) =>
      typeProblems(reading, type[0], item, `${path}[${index}]`),
    );
  }
  if (typeof type === "string")
    return matches(reading, type, value) ? [] : [mismatch(type, value, path)];
  if ("is" in type) return value === type.is ? [] : [mismatch(type, value, path)];
  if ("or" in type) return unionProblems(reading, type.or, value, path);
  if (!isObject(value)) return [mismatch(type, value, path)];
  if ("map" in type) {
    return Object.entries(value).flatMap(([key, item]) =>
      key.startsWith("__") ? [] : typeProblems(reading, type.map, item, `${path}["${key}"]`),
    );
  }
  const shape = reading.tables.shape(type.ref);
  return shape ? shapeProblems(reading, shape, value, path) : [];
}

/** No problems where any option fits; else those of the option of the value's own kind. */
function unionProblems(
  reading: Reading,
  options: readonly InputType[],
  value: unknown,
  path: string,
): string[] {
  const tried = options.map((option) => typeProblems(reading, option, value, path));
  if (tried.some((problems) => problems.length === 0)) return [];
  const index = options.findIndex(
    (option) => typeof option === "object" && "ref" in option && isObject(value),
  );
  return tried[index] ?? [mismatch({ or: options }, value, path)];
}

function matches({ strict }: Reading, type: "s" | "n" | "b" | "any", value: unknown): boolean {
  if (type === "any") return true;
  if (type === "s") return typeof value === "string" || (!strict && typeof value !== "object");
  if (type === "b")
    return typeof value === "boolean" || (!strict && /^(true|false)$/.test(`${value}`));
  const numeric =
    typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
  return typeof value === "number" || (!strict && numeric);
}

/** Says the kinds and never the value, which may be a secret. */
function mismatch(type: InputType, value: unknown, path: string): string {
  return `"${path}" must be ${expected(type)}, got ${kind(value)}`;
}

function expected(type: InputType): string {
  if (isList(type)) return "a list";
  if (typeof type === "string")
    return { s: "a string", n: "a number", b: "a boolean", any: "a value" }[type];
  if ("is" in type) return `"${type.is}"`;
  if ("or" in type) return [...new Set(type.or.map(expected))].join(" or ");
  return "an object";
}

function kind(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
