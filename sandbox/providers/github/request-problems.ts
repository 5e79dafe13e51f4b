import { isObject, type Properties, UNKNOWN } from "../values";
import { type Field, REQUESTS } from "./requests";

/** What the provider refuses of a resource's inputs, before it calls anybody. Unknown values pass. */
export function requestProblems(type: string, properties: Properties): string[] {
  return fieldsOf(type)
    .filter(({ late }) => !late)
    .flatMap((field) => valueProblems(field, properties));
}

/** Fields that the body, or an object in it, lacks though it cannot be without them. */
export function missingFields(type: string, properties: Properties): string[] {
  return fieldsOf(type)
    .filter(({ required }) => required)
    .filter(({ input }) => {
      const path = input.split(".");
      const holders = valuesAt(properties, path.slice(0, -1));
      const values = valuesAt(properties, path);
      return !path.at(-1)?.endsWith("[]") && values.length < holders.length;
    })
    .map(({ field }) => field.split(".").at(-1) ?? field);
}

/** The rules of a ruleset whose parameters the service takes for no rule of it. */
export function lateProblems(type: string, properties: Properties): Field[] {
  return fieldsOf(type).filter(
    (field) => field.late && valueProblems(field, properties).length > 0,
  );
}

function fieldsOf(type: string): readonly Field[] {
  return (REQUESTS[type] ?? []).flatMap(({ body }) => body);
}

function valueProblems(field: Field, properties: Properties): string[] {
  const { input, oneOf, least, most } = field;
  return valuesAt(properties, input.split("."))
    .filter((value) => value !== UNKNOWN)
    .flatMap((value) => {
      const name = `"${input}"`;
      if (oneOf && !oneOf.includes(`${value}`)) {
        return [`${name} must be one of ${oneOf.join(", ")}, got ${JSON.stringify(value)}`];
      }
      if (typeof value !== "number") return [];
      if ((least === undefined || value >= least) && (most === undefined || value <= most)) {
        return [];
      }
      const bounds = most === undefined ? `at least ${least}` : `${least} to ${most}`;
      return [`${name} must be ${bounds}, got ${value}`];
    });
}

/** Every value at a path that may lead through lists. */
export function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (value === undefined || value === null) return [];
  const [step, ...rest] = path;
  if (step === undefined) return [value];
  if (value === UNKNOWN || !isObject(value)) return [];
  const name = step.replace(/\[\]$/, "");
  const inner = Object.hasOwn(value, name) ? value[name] : undefined;
  if (!step.endsWith("[]")) return valuesAt(inner, rest);
  return (Array.isArray(inner) ? inner : []).flatMap((item) => valuesAt(item, rest));
}
