import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { isObject, type Properties } from "./values";

/** Property values off the engine's wire. */
export function read(struct: Struct | undefined): Properties {
  return struct ? (struct.toJavaScript() as Properties) : {};
}

/** Property values for the engine's wire. */
export function written(properties: Properties): Struct {
  return Struct.fromJavaScript(
    withoutUndefined(properties) as Parameters<typeof Struct.fromJavaScript>[0],
  );
}

/** The wire format has no undefined. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, withoutUndefined(inner)]),
  );
}
