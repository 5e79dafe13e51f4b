import { parse } from "yaml";

import { isUnknown, UNKNOWN } from "../lib/unknown";
import { field, isObject, type Place } from "./fields";

/** A YAML file inside a ConfigMap, with the path that leads to its text; undefined where the map has no such key. */
export function fileIn(map: Place, key: string): Place | undefined {
  const data = field(map.body, "data");
  if (!isObject(data) || !Object.hasOwn(data, key)) return undefined;
  const path = `${map.path === "" ? "" : `${map.path}.`}data["${key}"]`;
  const text = data[key];
  return { path, body: isUnknown(text) ? UNKNOWN : parsed(text) };
}

/** What cannot be read is an empty file: every setting is then missing. */
function parsed(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}
