import { type Grammar, isA } from "./grammars";
import type { Test } from "./language";
import type { Segment, Template } from "./templates";

/** The endings, one of which each test asks of a subject. Tests that leave the end open are not there. */
export function endingsOf(tests: readonly Test[]): string[][] {
  return tests
    .filter(({ claim, positive }) => claim === "sub" && positive)
    .map(({ globs }) => globs.map((glob) => (glob.ignoreCase ? "" : glob.suffix)))
    .filter((endings) => !endings.includes(""));
}

/** Whether the template may make a subject that ends in one of each. In doubt it may; a search tells. */
export function mayEndIn({ segments }: Template, endings: readonly (readonly string[])[]): boolean {
  return endings.every((each) => each.some((ending) => mayEndWith(segments, ending)));
}

/** Reads the ending backwards, segment by segment; `open` holds how many of its characters may be left to read. */
function mayEndWith(segments: readonly Segment[], ending: string): boolean {
  const last = segments.at(-1);
  if (last !== undefined && "text" in last && !endsAlike(last.text, ending)) return false;
  let open = new Set([ending.length]);
  for (let at = segments.length - 1; at >= 0 && open.size > 0; at--) {
    const segment = segments[at];
    const before = segments[at - 1];
    if (segment === undefined) return true;
    const left = new Set<number>();
    for (const length of open) {
      const rest = ending.slice(0, length);
      if ("text" in segment) {
        if (segment.text.endsWith(rest)) return true;
        if (rest.endsWith(segment.text)) left.add(length - segment.text.length);
      } else if (addLeft(segment.grammar, rest, before, left)) return true;
    }
    open = left;
  }
  return false;
}

/** Adds what is left once the grammar has read an end of the text; true where it may have read all of it, and more. */
function addLeft(
  grammar: Grammar,
  text: string,
  before: Segment | undefined,
  left: Set<number>,
): boolean {
  for (let from = text.length; from > 0; from--) {
    const rest = text.slice(0, from);
    const read = text.slice(from);
    const meets = before === undefined || !("text" in before) || endsAlike(before.text, rest);
    if (meets && isA(grammar, read)) left.add(from);
    if (!mayHold(grammar, text.charAt(from - 1))) return false;
  }
  return true;
}

function endsAlike(one: string, other: string): boolean {
  return one.endsWith(other) || other.endsWith(one);
}

const STATES = [0, 1, 2, 3];

function mayHold(grammar: Grammar, character: string): boolean {
  return STATES.some((state) => grammar.step(state, character) >= 0);
}
