import { withoutCredentials } from "./credential-shapes";
import type { Resource } from "./rule";

/** Shorter pieces of a secret are too common in plain words to be worth hiding. */
const PIECE = 6;
const MOST_LEAVES = 1000;

/** The texts that a resource marks secret, with what its JSON and base64 forms hold left to the shapes. */
export function secretTexts(resource: Resource): readonly string[] {
  if (resource.secret === undefined || resource.secret.length === 0) return [];
  const texts: string[] = [];
  for (const path of resource.secret) collect(valueAt(resource.props, path), texts);
  return texts;
}

/** No message is longer, in characters; and none is read further than ten times that. */
const MOST_SHOWN = 4_000;

/** A message that quotes neither the given secrets, nor a piece of one, nor anything shaped like a credential. */
export function redact(message: string, secrets: readonly string[]): string {
  let clean = message.slice(0, 10 * MOST_SHOWN);
  for (const secret of secrets) clean = withoutPieces(clean, secret);
  clean = withoutCredentials(clean);
  // Shortened only afterwards, so that no credential is cut to a piece that no longer looks like one.
  return clean.length > MOST_SHOWN ? `${clean.slice(0, MOST_SHOWN)}…` : clean;
}

function withoutPieces(message: string, secret: string): string {
  if (secret.length < PIECE)
    return secret.length < 3 ? message : message.replaceAll(secret, "[secret]");
  let clean = "";
  let at = 0;
  while (at < message.length) {
    let end = at + PIECE;
    if (end > message.length || !secret.includes(message.slice(at, end))) {
      clean += message[at++];
      continue;
    }
    while (end < message.length && secret.includes(message.slice(at, end + 1))) end++;
    clean += "[secret]";
    at = end;
  }
  return clean;
}

/** Every text and number below a value; wide and deep input is cut off, not refused. */
function collect(root: unknown, texts: string[]): void {
  const open = [root];
  while (open.length > 0 && texts.length < MOST_LEAVES) {
    const value = open.pop();
    if (typeof value === "string" && value !== "") texts.push(value);
    else if (typeof value === "number") texts.push(String(value));
    else if (typeof value === "object" && value !== null) {
      for (const child of Object.values(value)) open.push(child);
    }
  }
}

/** The value at a path such as `spec.containers[0].env["A.B"]`; undefined where it leads nowhere. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const [, quoted, index, word] of path.matchAll(
    /\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g,
  )) {
    const key = quoted ?? index ?? word ?? "";
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
