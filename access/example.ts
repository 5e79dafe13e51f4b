import { isGithubIssuer } from "./issuers";
import { passes, type Test } from "./language";
import { readSubject } from "./subject";

/** What is tried in place of a pattern's last wildcard; before it, a wildcard stands for one letter. */
const FILLINGS = [
  "ref:refs/heads/x",
  "x:ref:refs/heads/x",
  "x",
  "repo:x/x:pull_request",
  "x/x",
  "repo:x/x",
  "pull_request",
];

/** Claims that follow from the subject, or that a job chooses. */
const SETTLED = new Set(["sub", "aud", "environment"]);

/**
 * Whether a token of the default form, written straight into the first subject that is asked for, passes all `wanted`
 * and fails each conjunction of `excluded` somewhere. Cheap where most patterns are loose; false says nothing.
 */
export function hasExample(
  wanted: readonly Test[],
  excluded: readonly (readonly Test[])[],
  issuer: string,
): boolean {
  if (!isGithubIssuer(issuer)) return false;
  if (!wanted.every(isSettled) || !excluded.every((all) => all.every(isSettled))) return false;
  const subjects = wanted.filter(({ claim }) => claim === "sub");
  const named = subjects.find(({ positive }) => positive);
  const pattern = named === undefined ? "*" : (named.globs[0]?.text ?? "");
  for (const sub of filledIn(pattern)) {
    if (!subjects.every((test) => passes(test, sub))) continue;
    const token = tokenOf(sub);
    if (token === undefined) continue;
    const holds = (test: Test) => passes(test, token[test.claim]);
    if (wanted.every(holds) && !excluded.some((all) => all.every(holds))) return true;
  }
  return false;
}

function isSettled({ claim }: Test): boolean {
  return SETTLED.has(claim);
}

function* filledIn(pattern: string): Generator<string> {
  const last = pattern.lastIndexOf("*");
  const plain = (text: string) => text.replace(/[*?]/g, "x");
  if (last < 0) return yield plain(pattern);
  const [before, after] = [plain(pattern.slice(0, last)), plain(pattern.slice(last + 1))];
  for (const filling of FILLINGS) yield before + filling + after;
}

function tokenOf(sub: string): Readonly<Record<string, string | undefined>> | undefined {
  const { first, repository, ref, environment, pullRequest } = readSubject(sub) ?? {};
  const places = [ref, environment, pullRequest || undefined].filter(
    (place) => place !== undefined,
  );
  if (first !== "repo" || repository === undefined || places.length !== 1) return undefined;
  // An escaped name is another text in the claim.
  if (sub.split(":").length > 4 || sub.includes("%")) return undefined;
  return { sub, aud: "sts.amazonaws.com", environment };
}
