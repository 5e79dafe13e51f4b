import {
  type Condition,
  namesAction,
  readTrustDocument,
  type Statement,
  type TrustDocument,
} from "./document";
import { glob } from "./glob";
import type { Test } from "./language";
import { opens } from "./opens";
import { claimOf, ENTER, issuersOf, meaningOf, requirementsOf, surelyDenied } from "./requirements";
import { Budget } from "./budget";
import { denials, type Token, tokenBeyond } from "./witness";

export type Change = "equal" | "narrowed" | "widened" | "not proven";

/** Something that a later document admits and an earlier one does not. */
export interface Widening {
  /** The statement of the later document. */
  readonly path: string;
  /** A token that is newly admitted. Absent where it could not be told whether there is one. */
  readonly token?: Token;
  /** An account, a service or whatever else is newly admitted and carries no token. */
  readonly principal?: string;
}

export interface Comparison {
  readonly change: Change;
  readonly widenings: readonly Widening[];
}

/**
 * What a change of trust policy does to who may enter. Doubt shows: a part that cannot be compared is "not
 * proven", and so is whatever is not known yet. Never throws.
 *
 * @param before JSON text or an object; undefined where there was no role.
 * @param after likewise; undefined where the role goes away.
 */
export function compare(before: unknown, after: unknown): Comparison {
  const [earlier, later] = [documentOf(before), documentOf(after)];
  const widenings = beyond(earlier, later);
  if (widenings.length > 0) {
    const shown = widenings.some(({ token, principal }) => token ?? principal);
    return { change: shown ? "widened" : "not proven", widenings };
  }
  return { change: beyond(later, earlier).length > 0 ? "narrowed" : "equal", widenings: [] };
}

/** Steps of all searches of one comparison; a quarter of a second at most. */
const PER_COMPARISON = 40_000;

const NOBODY: TrustDocument = { statements: [], unreadable: [], unknown: false };

function documentOf(source: unknown): TrustDocument {
  return source === undefined ? NOBODY : readTrustDocument(source);
}

function beyond(earlier: TrustDocument, later: TrustDocument): Widening[] {
  if (later.unknown || later.unreadable.length > 0) {
    const already = !later.unknown && earlier.unreadable.length > 0;
    return already ? [] : [{ path: later.unreadable[0] ?? "" }];
  }
  if (earlier.unreadable.length > 0) return [];
  const budget = new Budget(undefined, PER_COMPARISON);
  const denied = (document: TrustDocument) =>
    document.statements.filter((s) => s.effect === "Deny");
  const kept = new Set(denied(later).map(spelled));
  const lessDenied = denied(earlier).some((statement) => !kept.has(spelled(statement)));
  const before = new Set(lessDenied || earlier.unknown ? [] : earlier.statements.map(spelled));
  return allowed(later).flatMap((statement) => {
    if (before.has(spelled(statement)) && statement.unknown.length === 0) return [];
    if (statement.unknown.length > 0 || earlier.unknown) return [{ path: statement.path }];
    return [
      ...issuersIn(statement, earlier).flatMap((issuer) =>
        eachSubject(statement, issuer).flatMap((one) =>
          newTokens({ earlier, later, statement: one, issuer, budget }),
        ),
      ),
      ...newPrincipals(earlier, statement),
    ];
  });
}

/** The statement once for each subject that it lists: searched one by one, a long list costs little. */
function eachSubject(statement: Statement, issuer: string): Statement[] {
  const list = statement.conditions.find(
    (condition) => claimOf(condition, issuer) === "sub" && condition.operator?.negated === false,
  );
  if (list === undefined || list.values.length < 2 || list.doubled) return [statement];
  return list.values.map((value) => ({
    ...statement,
    conditions: statement.conditions.map((each) =>
      each === list ? { ...list, values: [value] } : each,
    ),
  }));
}

function allowed({ statements }: TrustDocument): Statement[] {
  return statements.filter(({ effect }) => effect === "Allow");
}

/** The issuers to try: those that the statement names, and for `*` those that either document mentions. */
function issuersIn(statement: Statement, earlier: TrustDocument): readonly string[] {
  if (!namesAction(statement.actions, ENTER)) return [];
  const named = issuersOf(statement);
  if (named !== undefined) return [...new Set(named)];
  const mentioned = allowed(earlier).flatMap((other) => issuersOf(other) ?? []);
  return [...new Set([...mentioned, "issuer.example"])];
}

interface Pair {
  readonly earlier: TrustDocument;
  readonly later: TrustDocument;
  readonly statement: Statement;
  readonly issuer: string;
  readonly budget: Budget;
}

/** One token of the issuer that the statement newly admits, if there is any. */
function newTokens({ earlier, later, statement, issuer, budget }: Pair): Widening[] {
  const { path } = statement;
  const { tests, impossible } = requirementsOf(statement, issuer);
  if (impossible !== undefined) return [];
  const kept = denials(later, issuer);
  const meant = allowed(earlier).filter((other) => means(other, issuer));
  if (
    denials(earlier, issuer).length === 0 &&
    meant.some((other) => asksNoMore(other, statement))
  ) {
    return [];
  }
  const covered = meant
    .map((other) => coverage(other, statement, issuer))
    .filter((all) => all !== undefined);
  const searches = [
    tokenBeyond(tests, [...kept, ...covered], issuer, budget),
    // What a Deny kept out before, and no longer does.
    ...denials(earlier, issuer).map((denied) =>
      tokenBeyond([...tests, ...denied], kept, issuer, budget),
    ),
  ];
  const token = searches.find((found) => typeof found === "object");
  if (token !== undefined) {
    const isNew = opens(later, token).opens && !opens(earlier, token).opens;
    return [isNew ? { path, token } : { path }];
  }
  return searches.includes("not proven") ? [{ path }] : [];
}

function means(other: Statement, issuer: string): boolean {
  const issuers = namesAction(other.actions, ENTER) ? issuersOf(other) : [];
  return issuers?.some((name) => glob(name, true).matches(issuer)) ?? !other.principals.not;
}

/** Whether whatever the earlier statement asks for, the later one visibly asks for as well. */
function asksNoMore(other: Statement, statement: Statement): boolean {
  return other.conditions.every((asked) =>
    statement.conditions.some((own) => {
      const same =
        own.key.toLowerCase() === asked.key.toLowerCase() &&
        own.operatorName.toLowerCase() === asked.operatorName.toLowerCase();
      const texts = new Set(asked.values.map(({ text }) => text));
      const within =
        own.operator?.negated === false && own.values.every(({ text }) => texts.has(text));
      return same && !own.doubled && !asked.doubled && (within || written(own) === written(asked));
    }),
  );
}

/** What an earlier statement surely admitted in the requests that the later one speaks of. */
function coverage(
  other: Statement,
  statement: Statement,
  issuer: string,
): readonly Test[] | undefined {
  const aboutRequest = (condition: Condition) => meaningOf(condition.parts, issuer) === "context";
  const held = new Set(statement.conditions.filter(aboutRequest).map(written));
  const asked = other.conditions.filter(aboutRequest);
  if (!asked.every((condition) => held.has(written(condition)))) return undefined;
  const conditions = other.conditions.filter((condition) => !aboutRequest(condition));
  return surelyDenied({ ...other, conditions }, issuer);
}

/** A statement in one fixed spelling, by which equal ones are told without a search. */
function spelled({ effect, principals, actions, conditions }: Statement): string {
  const named = principals.named.map(({ kind, value }) => `${kind} ${value}`).sort();
  const acts = actions.values.map((value) => value.toLowerCase()).sort();
  const whom = [effect, principals.not, principals.everyone, named, actions.not, acts];
  return JSON.stringify([...whom, conditions.map(written).sort()]);
}

/** A condition in one fixed spelling. */
function written({ operatorName, key, values }: Condition): string {
  const texts = values.map(({ text }) => text).sort();
  return JSON.stringify([operatorName.toLowerCase(), key.toLowerCase(), texts]);
}

/** Accounts, services and other principals without tokens: compared by name, and by what is asked of them. */
function newPrincipals(earlier: TrustDocument, statement: Statement): Widening[] {
  const { path, principals } = statement;
  const others = principals.named.filter(({ provider }) => provider === undefined);
  const open = principals.not || principals.everyone ? [{ value: "*" }] : others;
  return open.flatMap(({ value }): Widening[] => {
    const known = allowed(earlier).filter((other) => names(other, value));
    if (known.some((other) => isWithin(statement, other))) return [];
    return known.length > 0 ? [{ path }] : [{ path, principal: value }];
  });
}

function names({ principals }: Statement, value: string): boolean {
  if (principals.not) return false;
  return principals.everyone || principals.named.some((principal) => principal.value === value);
}

function isWithin(statement: Statement, other: Statement): boolean {
  const asked = new Set(statement.conditions.map(written));
  const actions = statement.actions.not
    ? JSON.stringify(statement.actions.values) === JSON.stringify(other.actions.values) &&
      other.actions.not
    : statement.actions.values.every((action) => namesAction(other.actions, action));
  return actions && other.conditions.every((condition) => asked.has(written(condition)));
}
