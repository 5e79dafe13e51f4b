import { Budget, OutOfBudget } from "./budget";
import type { Statement, TrustDocument } from "./document";
import { hasExample } from "./example";
import { isGithubIssuer, resolvedClaims } from "./issuers";
import { keyOf, type Test, negation, passes } from "./language";
import { mayEnterBy, surelyMeant } from "./opens";
import { Recent } from "./recent";
import { type Question, renamed } from "./renaming";
import { requirementsOf, surelyDenied } from "./requirements";
import { shortestToken } from "./search";
import {
  customTemplates,
  defaultTemplates,
  oddEnvironments,
  PLAIN_TEMPLATES,
  SPELLED_REPOSITORY,
  type Template,
} from "./templates";
import type { Claims } from "./walk";

/** A token of GitHub as STS sees it. Its claims agree with each other; `iss` names the issuer. */
export type Token = Claims;

/** The answer of a search: a token, none for certain, or not to be told within the work allowed. */
export type Found = Token | "none" | "not proven";

/**
 * The admitted token with the shortest subject that a statement lets in, that passes the further tests, and
 * that none of the document's Deny statements surely keeps out.
 */
export function admittedToken(
  trust: TrustDocument,
  statement: Statement,
  issuer: string,
  further: readonly Test[] = [],
  budget: Budget = new Budget(),
): Found {
  const { tests, impossible } = requirementsOf(statement, issuer);
  if (impossible !== undefined) return "none";
  return tokenBeyond([...tests, ...further], denials(trust, issuer), issuer, budget);
}

/** The same for plain tests: a token that passes all `wanted` and fails each conjunction of `excluded` somewhere. */
export function tokenBeyond(
  wanted: readonly Test[],
  excluded: readonly (readonly Test[])[],
  issuer: string,
  budget: Budget = new Budget(),
): Found {
  const token = found(wanted, excluded, false, issuer, budget);
  if (typeof token === "string") return token;
  const carried: Record<string, string> = { iss: `https://${issuer}` };
  const all = isGithubIssuer(issuer);
  for (const [claim, value] of Object.entries(token)) {
    if (claim === SPELLED_REPOSITORY) continue;
    if (all || resolvedClaims(issuer).has(claim)) carried[claim] = value;
  }
  return carried;
}

/**
 * The answer, remembered or searched for.
 *
 * @param any whether any token will do, or the one with the shortest subject is wanted
 */
function found(
  wanted: readonly Test[],
  excluded: readonly (readonly Test[])[],
  any: boolean,
  issuer: string,
  budget: Budget,
): Claims | "none" | "not proven" {
  const templates = isGithubIssuer(issuer) ? defaultTemplates() : PLAIN_TEMPLATES;
  const question = questionOf(wanted, excluded);
  const search = { any, templates };
  try {
    const token =
      foundByAnotherName(question, search, budget) ??
      answerTo(question.key, search, budget, () => question);
    return token ?? "none";
  } catch (error) {
    if (error instanceof OutOfBudget) return "not proven";
    throw error;
  }
}

/** An answer to the same question about another repository, which many documents share, put back and proved. */
function foundByAnotherName(
  question: Question,
  search: Search,
  budget: Budget,
): Claims | undefined {
  const other = renamed(question);
  if (other === undefined) return undefined;
  // What it costs is counted only where it helps: otherwise the question is asked as it is.
  const own = new Budget();
  try {
    const token = answerTo(other.key, search, own, other.question);
    const claims = token && other.back(token);
    if (claims) {
      budget.begin();
      budget.spend(own.spent);
    }
    return claims;
  } catch (error) {
    if (error instanceof OutOfBudget) return undefined;
    throw error;
  }
}

interface Answer {
  readonly token: Claims | undefined;
  readonly steps: number;
}

/** By the question: documents of one form ask the same. An answer costs as many steps each time it is given. */
const answers = new Recent<Answer>(256, 2_000);

function answerTo(
  key: string,
  search: Search,
  budget: Budget,
  ask: () => Question | undefined,
): Claims | undefined {
  budget.begin();
  let fresh = false;
  const plain = search.templates === PLAIN_TEMPLATES;
  const { token, steps } = answers.of(`${plain} ${search.any} ${key}`, () => {
    fresh = true;
    const question = ask();
    const token = question && beyond({ ...question, ...search, budget });
    return { token, steps: budget.spent };
  });
  if (!fresh) budget.spend(steps);
  return token;
}

/** Whether there may be such a token: a cheaper question. In doubt there may. */
export function mayPass(
  wanted: readonly Test[],
  excluded: readonly (readonly Test[])[],
  issuer: string,
  budget: Budget = new Budget(),
): boolean {
  if (hasExample(wanted, excluded, issuer)) return true;
  return found(wanted, excluded, true, issuer, budget) !== "none";
}

/**
 * The question in one order whatever the order in which a document says things, exact tests first: so that neither
 * what a search costs nor whether it has an answer depends on that.
 */
function questionOf(wanted: readonly Test[], excluded: readonly (readonly Test[])[]): Question {
  const first = inOrder(wanted);
  if (excluded.length === 0) return { wanted: first.tests, excluded, key: first.key };
  const others = excluded.map(inOrder).sort((one, other) => compared(one.key, other.key));
  const key = [first, ...others].map((ordered) => ordered.key).join("\n\n");
  return { wanted: first.tests, excluded: others.map(({ tests }) => tests), key };
}

/** Tests in one order, and one text for each such list. */
interface Ordered {
  readonly tests: readonly Test[];
  readonly key: string;
}

function inOrder(tests: readonly Test[]): Ordered {
  const written = tests.map((test) => {
    const { globs } = test;
    if (globs.length < 2) return { test, key: spelled(test) };
    const sorted = [...globs].sort((one, other) => compared(one.text, other.text));
    const ordered = { ...test, globs: sorted };
    return { test: ordered, key: spelled(ordered) };
  });
  written.sort((one, other) => compared(one.key, other.key));
  return { tests: written.map(({ test }) => test), key: written.map(({ key }) => key).join("\n") };
}

function spelled(test: Test): string {
  const { claim, positive, globs, ifAbsent } = test;
  const exact = positive && !ifAbsent && globs.every((glob) => glob.exact);
  return `${exact ? 0 : 1} ${claim.length} ${claim} ${ifAbsent} ${keyOf(test)}`;
}

function compared(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** What the document's Deny statements surely keep out, one conjunction of tests a statement. */
export function denials(trust: TrustDocument, issuer: string): (readonly Test[])[] {
  return trust.statements
    .filter((s) => s.effect === "Deny" && surelyMeant(s) && mayEnterBy(s, issuer))
    .map((statement) => surelyDenied(statement, issuer))
    .filter((tests) => tests !== undefined);
}

interface Search {
  readonly any: boolean;
  readonly templates: readonly Template[];
}

interface Beyond extends Question, Search {
  readonly budget: Budget;
}

function beyond(search: Beyond): Claims | undefined {
  const { wanted, excluded, any, templates, budget } = search;
  let token: Claims | undefined;
  // A subject that GitHub writes of itself says more to a reader than one that somebody had to customise.
  for (const some of templates === PLAIN_TEMPLATES ? [templates] : stages(templates, wanted)) {
    token = shortestToken(some, wanted, budget, any);
    if (token !== undefined) break;
  }
  if (token === undefined) return undefined;
  const keeping = excluded.find((all) => all.every((test) => passes(test, token[test.claim])));
  if (keeping === undefined) return token;
  let best: Claims | undefined;
  for (const test of keeping) {
    const other = beyond({ ...search, wanted: [...wanted, negation(test)] });
    if (other !== undefined && length(other) < length(best)) best = other;
    if (any && best !== undefined) break;
  }
  return best;
}

function length(token: Claims | undefined): number {
  return token?.["sub"]?.length ?? Number.POSITIVE_INFINITY;
}

function* stages(usual: readonly Template[], tests: readonly Test[]) {
  yield usual;
  if (tests.some(({ claim }) => claim === "environment")) yield oddEnvironments();
  const patterns = tests
    .filter(({ claim, positive }) => claim === "sub" && positive)
    .flatMap(({ globs }) => globs)
    .map(({ text, ignoreCase }) => (ignoreCase ? text.toLowerCase() : text));
  const custom = [...new Set(patterns)].map(customTemplates);
  yield custom.flatMap(({ plain }) => plain ?? tooMany());
  yield custom.flatMap(({ roomy }) => roomy ?? tooMany());
}

function tooMany(): never {
  throw new OutOfBudget();
}
