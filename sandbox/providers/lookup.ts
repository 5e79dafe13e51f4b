import type { Cloud, Connection } from "./cloud";
import type { Tables } from "./tables";
import { type Properties, revealAll, sameValue } from "./values";
import type { World } from "./world";

interface Question {
  readonly token: string;
  readonly args: Properties;
  readonly connection: Connection;
}

/**
 * Answers a data source from what exists: `aws:iam/getRole:getRole` reads an `aws:iam/role:Role`
 * whose properties are those asked for.
 *
 * @throws Error where there is no such type, or not exactly one such resource.
 */
export function lookup(cloud: Cloud, tables: Tables, world: World, question: Question): Properties {
  const { token, args, connection } = question;
  const type = resourceType(token, tables);
  if (type === undefined) {
    throw new Error(`sandbox ${cloud.name}: the data source "${token}" is not part of the sandbox`);
  }
  const scope = cloud.scope({ type, properties: args, connection });
  const wanted = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
  const found = world
    .ofType(cloud.name, scope, type)
    .map(({ id, properties }): Properties => ({ ...revealAll(properties), id }))
    .filter((row) =>
      wanted.every(([name, value]) => !(name in row) || sameValue(row[name], value)),
    );
  const [only] = found;
  if (only === undefined || found.length > 1) {
    const names = wanted.map(([name]) => name).join(", ") || "no argument";
    throw new Error(
      `sandbox ${cloud.name}: "${token}" must find exactly one ${type} by ${names}, found ${found.length}`,
    );
  }
  return { ...args, ...only };
}

function resourceType(token: string, tables: Tables): string | undefined {
  const match = /^(\w+:\w+\/)get(\w)(\w*):get\w+$/.exec(token);
  if (match === null) return undefined;
  const [, module = "", first = "", rest = ""] = match;
  const type = `${module}${first.toLowerCase()}${rest}:${first}${rest}`;
  return tables.resource(type) && type;
}
