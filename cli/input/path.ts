import { UNKNOWN } from "../../policy-packs/lib/unknown";

/** One step of a path: a property's name, or an index. */
export type PathStep = string | number;

const STEP = /\.?([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * Reads a property path such as `spec.containers[0].image` or `metadata.annotations["a.b/c"]`.
 * Undefined where the text is no path.
 */
export function parsePath(text: string): PathStep[] | undefined {
  const steps: PathStep[] = [];
  STEP.lastIndex = 0;
  for (let end = 0; end < text.length; end = STEP.lastIndex) {
    const match = STEP.exec(text);
    if (!match || (steps.length === 0 && text.startsWith("."))) return undefined;
    const [, name, index, quoted] = match;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(name ?? (JSON.parse(`"${quoted}"`) as string));
  }
  return steps.length > 0 ? steps : undefined;
}

/** Writes steps as a path that `parsePath` reads back. */
export function formatPath(steps: readonly PathStep[]): string {
  return steps
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (step === "" || /[.[\]"]/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

/**
 * Marks the value at the path as not known. A document in JSON text is opened on the way; a path
 * that goes on below a scalar makes that scalar unknown, and one that is absent is added.
 */
export function markUnknown(props: Record<string, unknown>, steps: readonly PathStep[]): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  let holder: object = props;
  let key = step;
  for (const next of rest) {
    const below = opened(ownValue(holder, key), typeof next === "number");
    if (below === undefined) break;
    setOwn(holder, key, below);
    holder = below;
    key = next;
  }
  setOwn(holder, key, UNKNOWN);
}

/** The object or list to go on in; undefined where there is a scalar. */
function opened(value: unknown, list: boolean): object | undefined {
  if (value === undefined || value === null) return list ? [] : {};
  if (typeof value === "object") return value === UNKNOWN ? undefined : value;
  if (typeof value !== "string") return undefined;
  try {
    const document: unknown = JSON.parse(value);
    return typeof document === "object" && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}

function ownValue(holder: object, key: PathStep): unknown {
  return Object.getOwnPropertyDescriptor(holder, key)?.value;
}

/** Plain assignment would reach the prototype where the input's key is `__proto__`. */
function setOwn(holder: object, key: PathStep, value: unknown): void {
  const at = Array.isArray(holder) && typeof key === "number" ? Math.min(key, holder.length) : key;
  Object.defineProperty(holder, at, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
