/**
 * Whether a pattern matches, as GitHub's do (Ruby's `File.fnmatch` with `FNM_PATHNAME`): `*` and `?` do not cross `/`,
 * `**` before a slash stands for any number of folders, `[…]` for one character, `\` for the character after it.
 */
export function fnmatch(pattern: string, text: string): boolean {
  const parts = partsOf(pattern);
  const reached = new Set<number>([0]);
  settle(parts, reached, true);
  for (const [index, character] of [...text].entries()) {
    const next = new Set<number>();
    for (const at of reached) step(parts[at], at, character, next);
    reached.clear();
    for (const at of next) reached.add(at);
    settle(parts, reached, character === "/");
    if (reached.size === 0 || index > LONGEST) return false;
  }
  return reached.has(parts.length);
}

/** No ref and no repository is longer. */
const LONGEST = 1024;

/** Whether a pattern is made of wildcards and slashes alone, and so holds nothing back. */
export function isOpenPattern(pattern: string): boolean {
  const name = pattern.trim().replace(/^refs\/(heads|tags)(\/|$)/, "");
  return !/[^*?/]/.test(name.replace(/\[[^\]]*\]/g, ""));
}

type Part = "*" | "**/" | { readonly matches: (character: string) => boolean };

function partsOf(pattern: string): Part[] {
  const tokens = pattern.matchAll(/\*\*\/|\*+|\[(!|\^)?([^\]]+)\]|\\?([\s\S])/g);
  return [...tokens].map(([token, negated, set, character = ""]): Part => {
    if (token === "**/") return token;
    if (token.startsWith("*")) return "*";
    if (set !== undefined) {
      return { matches: (one) => one !== "/" && isIn(set, one) === (negated === undefined) };
    }
    if (token === "?") return { matches: (one) => one !== "/" };
    return { matches: (one) => one === character };
  });
}

/** `a-z` or single characters. */
function isIn(set: string, character: string): boolean {
  return [...set.matchAll(/([\s\S])-([\s\S])|([\s\S])/g)].some(([, from, to, single]) =>
    single === undefined ? from! <= character && character <= to! : single === character,
  );
}

/** Parts that may stand for nothing; `**` and a slash only where a folder begins. */
function settle(parts: readonly Part[], reached: Set<number>, atFolder: boolean): void {
  for (const at of reached) {
    const part = parts[at];
    if (part === "*" || (part === "**/" && atFolder)) reached.add(at + 1);
  }
}

function step(part: Part | undefined, at: number, character: string, next: Set<number>): void {
  if (part === undefined) return;
  if (part === "**/") next.add(at);
  else if (part === "*") {
    if (character !== "/") next.add(at);
  } else if (part.matches(character)) next.add(at + 1);
}
