/** What a person still reads of a value that is wrong. */
const LONGEST = 500;

/** A value as an error message shows it: text in quotes, and every character outside ASCII by its code point. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (isOutput(value)) return "an output";
  const whole = JSON.stringify(value) ?? String(value);
  const text =
    whole.length > LONGEST ? `${whole.slice(0, LONGEST)}… of ${whole.length} characters` : whole;
  const foreign = new Set(whole.slice(0, LONGEST).match(/[^\x20-\x7e]/gu));
  const points = [...foreign].map(
    (c) => `U+${c.codePointAt(0)!.toString(16).padStart(4, "0").toUpperCase()}`,
  );
  return points.length > 0 ? `${text} (with ${points.join(", ")})` : text;
}

/** The moment an ISO 8601 text names, or undefined where it is none. A bare date means its first moment in UTC. */
export function instant(text: unknown): Date | undefined {
  if (typeof text !== "string") return undefined;
  const written = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(\.\d+)?Z)?$/.exec(text);
  if (!written) return undefined;
  const moment = new Date(text);
  // Date reads 2027-02-30 as the second of March.
  const exists = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(written[1]!);
  return exists ? moment : undefined;
}

/** Known by its mark, so that names and claims can be checked where Pulumi is not loaded. */
function isOutput(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value === "function";
  return value instanceof Promise || Reflect.get(value, "__pulumiOutput") === true;
}
