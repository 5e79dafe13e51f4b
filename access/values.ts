import { type Glob, glob, joined, literal } from "./glob";

/** Part of a condition value: text, or `${name}`, which IAM replaces when the request is made. */
type Piece =
  | { readonly text: string; readonly escaped: boolean }
  | { readonly variable: string; readonly fallback: string | undefined };

/** One value of a condition, as written and as IAM reads it. */
export interface ConditionValue {
  readonly path: string;
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** False where the value is no string, number or boolean: nothing can be said of what it matches. */
  readonly readable: boolean;
  /** True where the value is not known yet. */
  readonly unknown: boolean;
}

/** What a policy variable stands for in a request; undefined where that cannot be told. */
export type Resolve = (variable: string) => string | undefined;

const VARIABLE = /\$\{([^{}]*)\}/g;

/** Splits at `${…}`, which older policy versions take for plain text. `${*}`, `${?}` and `${$}` are those characters. */
export function piecesOf(text: string, variables: boolean): Piece[] {
  if (!variables || !text.includes("${")) return [{ text, escaped: false }];
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const inner = match[1] ?? "";
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), escaped: false });
    if (inner === "*" || inner === "?" || inner === "$")
      pieces.push({ text: inner, escaped: true });
    else pieces.push(variableOf(inner));
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), escaped: false });
  return pieces;
}

/** `${key}` or `${key, 'default'}`. */
function variableOf(inner: string): Piece {
  const [, name = inner, fallback] = /^\s*([^,]*?)\s*(?:,\s*'(.*)'\s*)?$/.exec(inner) ?? [];
  return { variable: name, fallback };
}

/** Whether a policy variable, as opposed to an escape, stands in the value. */
export function hasVariable(value: ConditionValue): boolean {
  return value.pieces.some((piece) => "variable" in piece);
}

/** Whether a policy variable stands in the value that `resolve` cannot tell and that has no default. */
export function hasUnresolved(value: ConditionValue, resolve: Resolve): boolean {
  return value.pieces.some(
    (piece) => "variable" in piece && (resolve(piece.variable) ?? piece.fallback) === undefined,
  );
}

/** Whether a `*` or `?` stands in the value that is not escaped, be the operator one that minds it or not. */
export function hasWildcard(value: ConditionValue): boolean {
  return value.pieces.some((piece) => "text" in piece && !piece.escaped && /[*?]/.test(piece.text));
}

/**
 * The strings that the value matches. `wild` says whether the operator reads `*` and `?` as patterns.
 * A variable that `resolve` cannot tell, and a value that cannot be read, widen to anything.
 */
export function globOf(
  value: ConditionValue,
  wild: boolean,
  ignoreCase: boolean,
  resolve: Resolve = () => undefined,
): Glob {
  if (!value.readable) return joined([{ text: "*", wild: true }], ignoreCase);
  const [first] = value.pieces;
  if (value.pieces.length === 1 && first !== undefined && "text" in first) {
    return wild && !first.escaped ? glob(first.text, ignoreCase) : literal(first.text, ignoreCase);
  }
  const pieces = value.pieces.map((piece) => {
    if ("text" in piece) return { text: piece.text, wild: wild && !piece.escaped };
    const text = resolve(piece.variable) ?? piece.fallback;
    return text === undefined ? { text: "*", wild: true } : { text, wild: false };
  });
  return joined(pieces, ignoreCase);
}
