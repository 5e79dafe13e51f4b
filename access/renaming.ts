import { passes, type Test } from "./language";
import type { Claims } from "./walk";

/** What a search is asked for: a token that passes all `wanted` and fails each conjunction of `excluded` somewhere. */
export interface Question {
  readonly wanted: readonly Test[];
  readonly excluded: readonly (readonly Test[])[];
  /** One text for each question, with the patterns as they are written. */
  readonly key: string;
}

/** A question about one repository, with another name in place of the repository's. */
export interface Renamed {
  readonly key: string;
  /** The question itself; undefined where a name cannot be put in place of another. */
  question(): Question | undefined;
  /** The token that answers the question as it was, made of one that answers this one; undefined where it does not. */
  back(token: Claims): Claims | undefined;
}

/** A repository's name in a pattern. Such a name can stand in any part of any claim but a number. */
const NAME = /\/([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)(?:[:@]|$)/;
const SHORTEST_NAME = 4;
/** Words that GitHub itself writes into claims: as a name they could stand for more than the repository. */
const OWN_WORDS =
  "repo refs heads tags pull merge pull_request environment github workflows deploy";

/**
 * The question with one and the same name in place of the repository's: roles of a fleet ask alike, but for the name.
 * Undefined where no such name is found. That the answers differ by the name alone is not relied on: `back` proves it.
 */
export function renamed(asked: Question): Renamed | undefined {
  const name = nameIn(asked.wanted);
  if (name === undefined) return undefined;
  // Of the same length, so that the shortest token of the one is the shortest of the other.
  const standIn = `m${"n".repeat(name.length - 1)}`;
  if (asked.key.includes(standIn)) return undefined;
  const key = asked.key.replaceAll(name, standIn);
  return {
    key,
    question: () => {
      const wanted = renamedTests(asked.wanted, name, standIn);
      const excluded = asked.excluded.map((tests) => renamedTests(tests, name, standIn));
      if (wanted === undefined || !excluded.every((tests) => tests !== undefined)) return undefined;
      return { wanted, excluded, key };
    },
    back(token) {
      const claims: Record<string, string> = {};
      for (const claim in token) claims[claim] = token[claim]?.replaceAll(standIn, name) ?? "";
      return answers(claims, asked) ? claims : undefined;
    },
  };
}

function nameIn(tests: readonly Test[]): string | undefined {
  for (const { claim, globs } of tests) {
    if (claim !== "sub") continue;
    const [, name = ""] = NAME.exec(globs[0]?.text ?? "") ?? [];
    if (name.length >= SHORTEST_NAME && !OWN_WORDS.includes(name)) return name;
  }
  return undefined;
}

function renamedTests(tests: readonly Test[], from: string, to: string): Test[] | undefined {
  const found: Test[] = [];
  for (const test of tests) {
    const globs = test.globs.map((glob) => glob.renamed(from, to));
    if (!globs.every((glob) => glob !== undefined)) return undefined;
    found.push({ ...test, globs });
  }
  return found;
}

function answers(claims: Claims, { wanted, excluded }: Question): boolean {
  const holds = (test: Test) => passes(test, claims[test.claim]);
  return wanted.every(holds) && !excluded.some((all) => all.every(holds));
}
