import { passes, type Test } from "./language";
import type { Claims } from "./walk";

/** What a search is asked for: a token that passes all `wanted` and fails each conjunction of `excluded` somewhere. */
export interface Question {
  readonly wanted: readonly Test[];
  readonly excluded: readonly (readonly Test[])[];
}

/** A question about one repository, with another name in place of the repository's. */
export interface Renamed extends Question {
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
export function renamed(question: Question): Renamed | undefined {
  const all = [question.wanted, ...question.excluded].flat();
  const name = nameIn(all);
  if (name === undefined) return undefined;
  // Of the same length, so that the shortest token of the one is the shortest of the other.
  const standIn = `m${"n".repeat(name.length - 1)}`;
  if (all.some(({ globs }) => globs.some(({ text }) => text.includes(standIn)))) return undefined;
  const rename = (tests: readonly Test[]) =>
    tests.map((test) => ({
      ...test,
      globs: test.globs.map((glob) => glob.renamed(name, standIn)),
    }));
  return {
    wanted: rename(question.wanted),
    excluded: question.excluded.map(rename),
    back(token) {
      const claims = Object.fromEntries(
        Object.entries(token).map(([claim, value]) => [claim, value.replaceAll(standIn, name)]),
      );
      return answers(claims, question) ? claims : undefined;
    },
  };
}

function nameIn(tests: readonly Test[]): string | undefined {
  if (tests.some(({ globs }) => globs.some(({ ignoreCase }) => ignoreCase))) return undefined;
  for (const { claim, globs } of tests) {
    if (claim !== "sub") continue;
    const [, name = ""] = NAME.exec(globs[0]?.text ?? "") ?? [];
    if (name.length >= SHORTEST_NAME && !OWN_WORDS.includes(name)) return name;
  }
  return undefined;
}

function answers(claims: Claims, { wanted, excluded }: Question): boolean {
  const holds = (test: Test) => passes(test, claims[test.claim]);
  return wanted.every(holds) && !excluded.some((all) => all.every(holds));
}
