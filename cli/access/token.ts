import { readFileSync } from "node:fs";

import { CannotRun } from "../failure";

/**
 * The claims of a file: JSON, or a raw token, of which only the middle part is decoded. What was read is never
 * quoted in a message: a live token is a credential.
 *
 * @throws CannotRun where it is neither.
 */
export function readClaims(file: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8").trim();
  } catch (error) {
    throw new CannotRun(`cannot read ${file}: ${(error as Error).message}`);
  }
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(text) ?? [];
  const json = payload === undefined ? text : Buffer.from(payload, "base64url").toString("utf8");
  const claims = parsed(json);
  if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) {
    return claims as Record<string, unknown>;
  }
  throw new CannotRun(
    "--token must hold the claims as one JSON object, or one raw token of three parts",
  );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
