import { type Condition, readTrustDocument, type Statement } from "./document";
import { subjectOf } from "./forms";
import { isGithubIssuer } from "./issuers";
import { isPin } from "./pins";
import { conditionsOn } from "./requirements";
import type { Subject } from "./subject";
import { globOf } from "./values";

/** Whom a trust policy admits, one line a kind of caller, in the document's order. Never throws. */
export function admitted(document: unknown): string[] {
  const trust = readTrustDocument(document);
  if (trust.unknown) return ["not known yet"];
  if (trust.unreadable.length > 0) return ["anyone (the document cannot be read)"];
  const allowed = trust.statements.filter(({ effect }) => effect === "Allow");
  const denied = trust.statements.filter(({ effect }) => effect === "Deny");
  const lines = allowed.flatMap(inWords);
  if (lines.length === 0) return ["nobody"];
  const except = denied.map(({ path }) => `except what ${path} denies`);
  return [...new Set([...lines, ...except])];
}

function inWords(statement: Statement): string[] {
  const { principals } = statement;
  if (principals.not) {
    return [`anyone but ${principals.named.map(({ value }) => value).join(", ") || "nobody"}`];
  }
  if (principals.everyone) return ["anyone"];
  return principals.named.flatMap(({ kind, value, provider }) => {
    if (provider === undefined)
      return [`${kind === "Service" ? "the service" : "the principal"} ${value}`];
    return tokensInWords(statement, provider.issuer);
  });
}

function tokensInWords(statement: Statement, issuer: string): string[] {
  const github = isGithubIssuer(issuer);
  const subjects = conditionsOn(statement, issuer, "sub");
  const others = statement.conditions.filter((condition) => !subjects.includes(condition));
  const asked = others.map(conditionInWords);
  const narrowed = asked.length === 0 ? "" : `, with ${asked.join(", ")}`;
  const exact = subjects.find((condition) => isPin(condition));
  if (exact === undefined) {
    const like = subjects.map(conditionInWords).join(" and ");
    const whom = github ? "any GitHub job" : `any token of ${issuer}`;
    return [`${whom}${like === "" ? "" : ` whose ${like}`}${narrowed}`];
  }
  return exact.values.map((value) => {
    const pattern = globOf(value, false, false);
    const subject = github ? subjectOf(pattern) : undefined;
    return `${subject === undefined ? `"${pattern.text}"` : jobInWords(subject, pattern.text)}${narrowed}`;
  });
}

function jobInWords({ repository, ref, environment, pullRequest }: Subject, text: string): string {
  if (repository === undefined) return `jobs with subject "${text}"`;
  const { owner, name, id } = repository;
  const places = [
    ref?.replace(/^refs\/heads\//, "branch ").replace(/^refs\/tags\//, "tag "),
    environment === undefined ? undefined : `environment ${environment}`,
    pullRequest ? "pull requests" : undefined,
  ].filter((place) => place !== undefined);
  const which = `${owner}/${name}${id === undefined ? "" : ` (id ${id})`}`;
  return `jobs of ${which}, ${places.join(", ") || "anywhere"}`;
}

/** The usual operators, as people say them. */
const PLAIN = new Map([
  ["stringequals", ""],
  ["stringlike", " like"],
]);

function conditionInWords({ key, operatorName, values }: Condition): string {
  const claim = key.slice(key.lastIndexOf(":") + 1);
  const name = /^(?:aws|sts):/i.test(key) ? key : claim;
  const shown = values.map(({ text, unknown }) => (unknown ? "(not known yet)" : `"${text}"`));
  const compared = PLAIN.get(operatorName.toLowerCase()) ?? ` ${operatorName}`;
  return `${name}${compared} ${shown.join(" or ") || "nothing"}`;
}
