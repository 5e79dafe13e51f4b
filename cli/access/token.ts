import { readFileSync } from "node:fs";

import { CannotRun, cannotRead } from "../failure";
import { withoutMark } from "../input/lines";

/**
 * The claims of a file: JSON, or a raw token, of which only the middle part is decoded, also as GitHub hands it out
 * (`{"value":"…"}`). What was read is never quoted in a message: a live token is a credential.
 *
 * @throws CannotRun where it is neither.
 */
export function readClaims(file: string): Readonly<Record<string, unknown>> {
  const read = decoded(textOf(file));
  const handedOut = Object(read).value;
  const claims = typeof handedOut === "string" ? decoded(handedOut) : read;
  if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) {
    return claims as Record<string, unknown>;
  }
  throw new CannotRun(
    "--token must hold the claims as one JSON object, or one raw token of three parts",
  );
}

function decoded(text: string): unknown {
  const [, payload] = /^\s*[\w-]+\.([\w-]+)\.[\w-]*\s*$/.exec(text) ?? [];
  return parsed(payload === undefined ? text : Buffer.from(payload, "base64url").toString("utf8"));
}

function textOf(file: string): string {
  try {
    return withoutMark(readFileSync(file === "-" ? 0 : file, "utf8"));
  } catch (error) {
    // The argument may be the token itself, by mistake.
    throw cannotRead(file === "-" ? file : "the file that --token names", error);
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
