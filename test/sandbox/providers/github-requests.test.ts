import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";

import { type Field, REQUESTS } from "../../../sandbox/providers/github/requests";
import { TYPES } from "../../../sandbox/providers/github/types";
import { isList } from "../../../sandbox/providers/table-format";
import { Tables } from "../../../sandbox/providers/tables";

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}
interface Operation {
  readonly requestBody: { readonly content: { readonly "application/json": { schema: Schema } } };
}

/** GitHub's own description of its REST interface, in the edition of Enterprise Cloud. */
let description: Readonly<Record<string, unknown>>;
beforeAll(() => {
  const file = createRequire(__filename).resolve("@octokit/openapi/generated/ghec.json");
  description = JSON.parse(readFileSync(file, "utf8"));
});

function resolved(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const parts = schema.$ref.replace(/^#\//, "").split("/");
  return resolved(
    parts.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], description) as Schema,
  );
}

/** The schema itself and every alternative or part of it. */
function alternatives(schema: Schema): Schema[] {
  const plain = resolved(schema);
  const inner = [plain.oneOf, plain.anyOf, plain.allOf].flatMap((each) => each ?? []);
  return [plain, ...inner.flatMap(alternatives)];
}

function property(schema: Schema, name: string): { holder: Schema; value: Schema } | undefined {
  const holder = alternatives(schema).find((each) => each.properties?.[name]);
  const value = holder?.properties?.[name];
  return holder && value && { holder, value: resolved(value) };
}

/** A field's schema and the object that holds it. */
function lookUp(body: Schema, field: string): { holder: Schema; value: Schema; name: string } {
  let at: { holder: Schema; value: Schema; name: string } = { holder: {}, value: body, name: "" };
  for (const step of field.split(".")) {
    const [, name = "", bracket] = /^(\w+)(?:\[(\w*)\])?$/.exec(step) ?? [];
    const found = property(at.value, name);
    if (found === undefined) throw new Error(`GitHub's description has no ${field} (at ${name})`);
    const items = found.value.items && resolved(found.value.items);
    const value = bracket === undefined ? found.value : itemOf(items, bracket, field);
    at = { holder: found.holder, value, name };
  }
  return at;
}

/** A list's item; of a ruleset's rules the one of that type. */
function itemOf(items: Schema | undefined, type: string, field: string): Schema {
  const all = items ? alternatives(items) : [];
  const found =
    type === "" ? all[0] : all.find((each) => each.properties?.["type"]?.enum?.[0] === type);
  if (found === undefined) throw new Error(`GitHub's description has no ${field} (of ${type})`);
  return found;
}

const requests = Object.entries(REQUESTS).flatMap(([type, calls]) =>
  calls.map(({ call, body }) => ({ resource: type.split(":").at(-1), call, body })),
);

function bodyOf(call: string): Schema {
  const [method = "", path = ""] = call.split(" ");
  const paths = description["paths"] as Record<string, Record<string, Operation>>;
  const operation = paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`GitHub's description has no ${call}`);
  return resolved(operation.requestBody.content["application/json"].schema);
}

/** What differs between a field as the sandbox takes it and as GitHub describes it. */
function differences(body: Schema, field: Field): string[] {
  const { holder, value, name } = lookUp(body, field.field);
  const found: string[] = [];
  const same = (what: string, ours: unknown, theirs: unknown) => {
    if (JSON.stringify(ours) === JSON.stringify(theirs)) return;
    found.push(`${field.field}: ${what} is ${JSON.stringify(theirs)}, not ${JSON.stringify(ours)}`);
  };
  same("type", field.is, value.type);
  const ours = field.oneOf && [...field.oneOf, ...(field.notOffered ?? [])];
  same("enum", ours?.toSorted(), value.enum?.toSorted());
  if (value.maximum !== undefined) same("maximum", field.most, value.maximum);
  if (value.minimum !== undefined) same("minimum", field.least, value.minimum);
  // What the provider always sends need not be given.
  if (field.required) same("required", true, holder.required?.includes(name) ?? false);
  if (field.described && !value.description?.includes(field.described)) {
    found.push(`${field.field}: GitHub does not say "${field.described}"`);
  }
  return found;
}

describe("the requests that the sandbox's GitHub takes", () => {
  it("are those of every resource that it knows the facts of", () => {
    expect(Object.keys(REQUESTS).sort()).toEqual(Object.keys(TYPES).sort());
  });

  it.each(requests)("$call agrees with GitHub's description ($resource)", ({ call, body }) => {
    const schema = bodyOf(call);
    expect(body.flatMap((field) => differences(schema, field))).toEqual([]);
  });

  it.each(requests)("$call leaves out no field that it needs ($resource)", ({ call, body }) => {
    const needed = bodyOf(call).required ?? [];
    const given = body.map(({ field }) => field.split(/[.[]/)[0]);
    expect(needed.filter((name) => !given.includes(name))).toEqual([]);
  });

  it("have their inputs in the provider's own tables", () => {
    const tables = new Tables("github");
    const unknown = Object.entries(REQUESTS).flatMap(([type, calls]) =>
      calls.flatMap(({ body }) =>
        body.flatMap(({ input }) => {
          let shape: { in: Readonly<Record<string, unknown>> } | undefined = tables.resource(type);
          let known = true;
          for (const step of input.split(".")) {
            let inner = shape?.in[step.replace("[]", "")] as never;
            if (inner === undefined) known = false;
            if (isList(inner)) inner = inner[0];
            const ref = typeof inner === "object" ? (inner as { ref?: string }).ref : undefined;
            shape = ref === undefined ? undefined : tables.shape(ref);
          }
          return known ? [] : [`${type} ${input}`];
        }),
      ),
    );
    expect(unknown).toEqual([]);
  });
});
