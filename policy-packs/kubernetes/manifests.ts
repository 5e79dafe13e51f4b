import { type DocumentOptions, parseAllDocuments, type SchemaOptions } from "yaml";

import { isUnknown, UNKNOWN } from "../lib/unknown";
import { members, type Place } from "./fields";

/** The text read last: all rules ask for the same one in turn. */
let last: { readonly text: string; readonly documents: readonly unknown[] } | undefined;

/** The manifests of a `ConfigGroup`: its `objs`, and the documents in its `yaml` texts. What cannot be read may hold any. */
export function manifestsIn(group: Place): readonly Place[] {
  return [...members(group, "objs"), ...members(group, "yaml").flatMap(documentsIn)];
}

function documentsIn({ path, body }: Place): readonly Place[] {
  if (isUnknown(body)) return [{ path, body }];
  if (typeof body !== "string") return [];
  if (last?.text !== body) last = { text: body, documents: parsed(body) };
  return last.documents.map((document, index) => ({ path: `${path}[${index}]`, body: document }));
}

/** More nodes than this, aliases followed, are an attack on whoever reads them. */
const MOST_ALIASED = 10_000;

/** As Kubernetes reads YAML: version 1.1, in which `no` is false, with merge keys; dates and times of day stay text. */
const YAML: DocumentOptions & SchemaOptions = {
  version: "1.1",
  merge: true,
  customTags: (tags) =>
    tags.filter(
      (tag) =>
        typeof tag === "string" || (tag.format !== "TIME" && !tag.tag.endsWith(":timestamp")),
    ),
};

function parsed(text: string): readonly unknown[] {
  try {
    return parseAllDocuments(text, YAML).map(readDocument);
  } catch {
    return [UNKNOWN];
  }
}

function readDocument(document: { toJS(options: { maxAliasCount: number }): unknown }): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASED });
  } catch {
    return UNKNOWN;
  }
}
