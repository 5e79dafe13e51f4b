/**
 * What GitHub lets a name be, one character at a time, so that a search over tokens never meets a name that
 * nobody could register. A state is a small number; -1 is no state.
 */
export interface Grammar {
  step(state: number, character: string): number;
  accepts(state: number): boolean;
}

const DIGITS = new Set("0123456789");
const ALNUM = new Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
const WORD = new Set([...ALNUM, "_", "-"]);
/** What git refuses anywhere in a ref, control characters aside. */
const NOT_IN_REF = new Set("~^:?*[\\\x7f");

/** Letters, digits and single inner hyphens; names of managed users hold an underscore as well. */
export const owner: Grammar = {
  step: (state, c) => (ALNUM.has(c) ? 1 : state === 1 && (c === "-" || c === "_") ? 2 : -1),
  accepts: (state) => state === 1,
};

/** Not `.` and not `..`. */
export const repository: Grammar = {
  step: (state, c) => (c === "." ? Math.min(state + 1, 3) : WORD.has(c) ? 3 : -1),
  accepts: (state) => state === 3,
};

export const id: Grammar = {
  step: (state, c) => (DIGITS.has(c) && (state === 1 || c !== "0") ? 1 : -1),
  accepts: (state) => state === 1,
};

/** A branch or tag by git's rules: 0 begins a component, 1 is inside one, 2 is after a dot, 3 after `@`. */
export const ref: Grammar = {
  step(state, c) {
    if (c <= " " || NOT_IN_REF.has(c)) return -1;
    if (c === "/") return state === 0 || state === 2 ? -1 : 0;
    if (c === ".") return state === 0 || state === 2 ? -1 : 2;
    if (c === "{" && state === 3) return -1;
    return c === "@" ? 3 : 1;
  },
  accepts: (state) => state === 1 || state === 3,
};

/** Of an environment: `:` is written `%3A` in a subject, and `*` is not allowed. */
export const environment: Grammar = {
  step: (_, c) => (c < " " || c === ":" || c === "*" ? -1 : 1),
  accepts: (state) => state === 1,
};

/** Of a claim that is free text, in a subject. */
export const text: Grammar = {
  step: (_, c) => (c < " " || c === ":" ? -1 : 1),
  accepts: (state) => state === 1,
};

/** The file of a workflow: its name in `.github/workflows/`. */
export const file: Grammar = {
  step: (_, c) => (c < " " || /[/@:]/.test(c) ? -1 : 1),
  accepts: (state) => state === 1,
};

/** A commit: 40 hexadecimal digits. */
export const commit: Grammar = {
  step: (state, c) => (state < 40 && /[0-9a-f]/.test(c) ? state + 1 : -1),
  accepts: (state) => state === 40,
};

/** Of an audience, which may be a URL. */
export const anything: Grammar = {
  step: (_, c) => (c < " " ? -1 : 1),
  accepts: (state) => state === 1,
};

/** Whether the whole text is a name of that kind. */
export function isA(grammar: Grammar, name: string): boolean {
  let state = 0;
  for (const character of name) {
    state = grammar.step(state, character);
    if (state < 0) return false;
  }
  return grammar.accepts(state);
}
