import { gunzipSync } from "node:zlib";

import type { Resource } from "../lib/rule";
import { isUnknown } from "../lib/unknown";

/** The inputs that hold user data, by type. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/launchTemplate:LaunchTemplate": ["userData"],
  "aws:ec2/instance:Instance": ["userData", "userDataBase64"],
};
export const HOST_TYPES = Object.keys(INPUTS);

/** One input of user data, and every text that it comes to once its wrappings are off. */
export interface UserData {
  readonly path: string;
  readonly isUnknown: boolean;
  readonly texts: readonly string[];
}

/** The user data of a machine or a launch template. */
export function userDataOf({ type, props }: Resource): UserData[] {
  return (INPUTS[type] ?? []).flatMap((path): UserData[] => {
    const held = props[path];
    if (held === undefined || held === null) return [];
    const texts = typeof held === "string" ? unwrapped(held.slice(0, MOST_CHARACTERS)) : [];
    return [{ path, isUnknown: isUnknown(held), texts }];
  });
}

/** Base64 of a multipart message of a gzip of a script with base64 in it: nobody wraps deeper. */
const DEEPEST = 5;
/** AWS takes 16 KB; no single text must grow beyond this, nor all of one input together beyond four of it. */
const MOST_CHARACTERS = 250_000;

/** How many more characters may be looked at. */
interface Allowance {
  left: number;
}

function unwrapped(
  text: string,
  depth = DEEPEST,
  allowance: Allowance = { left: 4 * MOST_CHARACTERS },
): string[] {
  allowance.left -= text.length;
  if (allowance.left < 0) return [];
  if (depth === 0) return [text];
  const whole = decoded(text);
  if (whole !== undefined) return unwrapped(whole, depth - 1, allowance);
  const runs = [...text.matchAll(/[A-Za-z0-9+/]{40,}={0,2}/g)].slice(0, 50).map(([run]) => run);
  const inner = [...runs, ...folded(text)].map(decoded).filter((each) => each !== undefined);
  return [text, ...inner.flatMap((each) => unwrapped(each, depth - 1, allowance))];
}

/** Base64 that breaks its lines, as the parts of a multipart message do. */
function folded(text: string): string[] {
  const blocks = text.matchAll(
    /(?:^|\n)((?:[ \t]*[A-Za-z0-9+/]{40,}\r?\n)+[ \t]*[A-Za-z0-9+/]*={0,2})/g,
  );
  return [...blocks].map(([, block = ""]) => block);
}

/** What a base64 text stands for, gzip included; undefined where it is no base64 of a text. */
function decoded(text: string): string | undefined {
  const bare = text.replace(/\s+/g, "");
  if (bare.length < 4 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) return undefined;
  const bytes = unzipped(Buffer.from(bare, "base64"));
  if (bytes === undefined) return undefined;
  const read = bytes.toString("utf8");
  // A word of a script is base64 too, but of no text.
  const odd = [...read].filter((one) => one === "\ufffd" || (one < " " && !/\s/.test(one)));
  return odd.length > read.length / 50 ? undefined : read;
}

function unzipped(bytes: Buffer): Buffer | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_CHARACTERS });
  } catch {
    return undefined;
  }
}
