import { type Budget, OutOfBudget } from "./budget";
import { endingsOf, mayEndIn } from "./endings";
import { passes, type Test } from "./language";
import { shapesOf, type Template } from "./templates";
import { type Claims, Languages, Walk } from "./walk";

/** Patterns longer than this together are not searched at all. */
const LONGEST = 10_000;

/** What a token carries where nothing asks for anything else. */
const USUAL: Claims = {
  aud: "sts.amazonaws.com",
  repository: "evil/pwn",
  repository_id: "111",
  repository_owner_id: "11",
  ref: "refs/heads/main",
  workflow: "deploy",
  actor: "someone",
  actor_id: "1",
  job_workflow_ref: "evil/pwn/.github/workflows/deploy.yml@refs/heads/main",
};
/** Claims that a token may lack. */
const OPTIONAL = ["environment", "enterprise_id", "job_workflow_ref"];

/**
 * The token with the shortest subject, made by one of the templates, that passes all tests; undefined where
 * there is none. Throws `OutOfBudget` where that cannot be told within the allowance.
 *
 * @param any whether the first token that is found will do
 */
export function shortestToken(
  templates: readonly Template[],
  tests: readonly Test[],
  budget: Budget,
  any = false,
): Claims | undefined {
  const size = tests.flatMap(({ globs }) => globs).reduce((sum, glob) => sum + glob.text.length, 0);
  if (size > LONGEST) throw new OutOfBudget();
  const languages = new Languages(tests, budget);
  const endings = endingsOf(tests);
  let best: Claims | undefined;
  for (const template of templates) {
    if (any && best !== undefined) break;
    if (!mayEndIn(template, endings)) continue;
    if (best !== undefined && leastSubject(template) >= (best["sub"]?.length ?? 0)) continue;
    best = tokenOf(template, languages, best?.["sub"]?.length) ?? best;
  }
  return best;
}

/** No subject of the template has fewer characters. */
function leastSubject({ segments }: Template): number {
  return segments
    .filter(({ claims }) => claims.includes("sub"))
    .reduce((sum, segment) => sum + ("text" in segment ? segment.text.length : 1), 0);
}

/** The template's token with the shortest subject below the limit. */
function tokenOf(template: Template, languages: Languages, limit?: number): Claims | undefined {
  const { tests } = languages;
  const walked = new Walk(template.segments, languages).shortest(limit);
  if (walked === undefined) return undefined;
  const inSubject = new Set(template.segments.flatMap(({ claims }) => claims));
  const asked = [...new Set([...tests.map(({ claim }) => claim), ...Object.keys(USUAL)])];
  const free: Record<string, string> = {};
  for (const claim of asked.filter((name) => !inSubject.has(name))) {
    const wanted = tests.filter((test) => test.claim === claim);
    const value = freeValue(claim, template, wanted, languages);
    if (value === false) return undefined;
    if (value !== undefined) free[claim] = value;
  }
  return consistent({ ...free, ...walked }, tests);
}

/** A value for a claim that the subject does not hold: undefined leaves it out, false says that none will do. */
function freeValue(
  claim: string,
  template: Template,
  tests: readonly Test[],
  languages: Languages,
): string | undefined | false {
  const onRequest = template.segments.some((s) => "text" in s && s.text.endsWith("pull_request"));
  const usual = claim === "ref" && onRequest ? "refs/pull/1/merge" : USUAL[claim];
  const absent = template.absent.includes(claim) || claim === "repo";
  const may = absent || OPTIONAL.includes(claim);
  const mayLack = may && tests.every((test) => test.ifAbsent);
  if (absent) return mayLack ? undefined : false;
  if (usual !== undefined && tests.every((test) => passes(test, usual))) return usual;
  if (mayLack) return undefined;
  const shapes = shapesOf(claim).filter((_, index) => claim !== "ref" || !onRequest || index === 2);
  for (const shape of shapes) {
    const value = new Walk(shape, languages).shortest()?.[claim];
    if (value !== undefined) return value;
  }
  return false;
}

/** Lets the claims that nothing asked about follow from the others, as they would in a real token. */
function consistent(claims: Claims, tests: readonly Test[]): Claims {
  const token: Record<string, string> = { ...claims };
  const asked = new Set(tests.map(({ claim }) => claim));
  const { repository = "", ref = "" } = token;
  if (!asked.has("job_workflow_ref")) {
    token["job_workflow_ref"] = `${repository}/.github/workflows/deploy.yml@${ref}`;
  }
  return token;
}
