import { type InputType, isList } from "./table-format";
import type { Tables } from "./tables";

const ANY = { $ref: "pulumi.json#/Any" };

/**
 * The package's schema as far as the engine needs one: which properties a type has and which it needs,
 * for `pulumi import`. Objects inside are left open, because nothing is generated from it.
 */
export function packageSchema(tables: Tables): object {
  const resources = tables.types().map((type) => {
    const table = tables.resource(type);
    const inputProperties = schemas(table?.in ?? {});
    return [
      type,
      {
        properties: { ...inputProperties, ...schemas(table?.out ?? {}) },
        required: [...new Set([...(table?.req ?? []), ...(table?.computed ?? [])])],
        inputProperties,
        requiredInputs: table?.req ?? [],
      },
    ];
  });
  return {
    name: tables.name,
    version: tables.version(),
    description: "The sandbox's stand-in: the shapes of this provider's resources, and no cloud.",
    resources: Object.fromEntries(resources),
    provider: {},
  };
}

function schemas(types: Readonly<Record<string, InputType>>): Record<string, object> {
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, schema(type)]));
}

function schema(type: InputType): object {
  if (isList(type)) return { type: "array", items: schema(type[0]) };
  if (type === "s") return { type: "string" };
  if (type === "n") return { type: "number" };
  if (type === "b") return { type: "boolean" };
  if (type === "any" || "or" in type) return ANY;
  if ("is" in type) return { type: "string", const: type.is };
  if ("map" in type) return { type: "object", additionalProperties: schema(type.map) };
  return { type: "object", additionalProperties: ANY };
}
