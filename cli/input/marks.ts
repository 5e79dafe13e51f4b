import { UNKNOWN } from "../../policy-packs/lib/unknown";
import { formatPath, type PathStep } from "./path";

/** The engine's marks inside property values: what is not known yet, and what is secret. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const REDACTED = "[secret]";

export interface MarkedProps {
  readonly props: Record<string, unknown>;
  /** Paths of the values that were secret. */
  readonly secret: readonly string[];
}

/** Whether any mark occurs, judged on the JSON text where the caller has it. */
export function mayHoldMarks(json: string): boolean {
  return json.includes(UNKNOWN_TEXT) || json.includes(SIGNATURE) || json.includes(REDACTED);
}

/**
 * Replaces the engine's marks by plain data: an unknown, a secret that is sealed and one that was
 * blacked out become `UNKNOWN`, since no verdict can rest on them; an opened secret becomes its value.
 */
export function readMarks(props: Record<string, unknown>): MarkedProps {
  const secret: string[] = [];
  const visit = (value: unknown, steps: readonly PathStep[]): unknown => {
    if (value === UNKNOWN_TEXT) return UNKNOWN;
    if (value === REDACTED) {
      secret.push(formatPath(steps));
      return UNKNOWN;
    }
    if (typeof value !== "object" || value === null || value === UNKNOWN) return value;
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...steps, index]));
    if (Object.hasOwn(value, SIGNATURE) && (value as Sealed)[SIGNATURE] === SECRET) {
      secret.push(formatPath(steps));
      return visit(openedSecret(value as Sealed), steps);
    }
    const entries = Object.entries(value).map(([key, item]) => [key, visit(item, [...steps, key])]);
    return Object.fromEntries(entries);
  };
  return { props: visit(props, []) as Record<string, unknown>, secret };
}

interface Sealed {
  readonly [SIGNATURE]: unknown;
  readonly plaintext?: unknown;
}

/** `plaintext` is JSON text, present only in an export made with `--show-secrets`. */
function openedSecret({ plaintext }: Sealed): unknown {
  if (typeof plaintext !== "string") return UNKNOWN;
  try {
    return JSON.parse(plaintext);
  } catch {
    return UNKNOWN;
  }
}
