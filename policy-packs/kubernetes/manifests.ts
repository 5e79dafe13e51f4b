import { parseAllDocuments } from "yaml";

import { isUnknown } from "../lib/unknown";
import { members, type Place } from "./fields";

/** The manifests of a `ConfigGroup`: its `objs`, and the documents in its `yaml` texts. What cannot be read holds none. */
export function manifestsIn(group: Place): readonly Place[] {
  return [...members(group, "objs"), ...members(group, "yaml").flatMap(documentsIn)];
}

function documentsIn({ path, body }: Place): readonly Place[] {
  if (isUnknown(body)) return [{ path, body }];
  if (typeof body !== "string") return [];
  try {
    return parseAllDocuments(body).map((document, index) => ({
      path: `${path}[${index}]`,
      body: document.toJS({ maxAliasCount: 100 }),
    }));
  } catch {
    return [];
  }
}
