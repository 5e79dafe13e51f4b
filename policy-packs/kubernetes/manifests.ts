import { parseAllDocuments } from "yaml";

import { isUnknown } from "../lib/unknown";
import { members, type Place } from "./fields";

/** The text read last: all rules ask for the same one in turn. */
let last: { readonly text: string; readonly documents: readonly unknown[] } | undefined;

/** The manifests of a `ConfigGroup`: its `objs`, and the documents in its `yaml` texts. What cannot be read holds none. */
export function manifestsIn(group: Place): readonly Place[] {
  return [...members(group, "objs"), ...members(group, "yaml").flatMap(documentsIn)];
}

function documentsIn({ path, body }: Place): readonly Place[] {
  if (isUnknown(body)) return [{ path, body }];
  if (typeof body !== "string") return [];
  if (last?.text !== body) last = { text: body, documents: parsed(body) };
  return last.documents.map((document, index) => ({ path: `${path}[${index}]`, body: document }));
}

function parsed(text: string): readonly unknown[] {
  try {
    return parseAllDocuments(text).map((document) => document.toJS({ maxAliasCount: 100 }));
  } catch {
    return [];
  }
}
