import type { Statement, TrustDocument } from "./document";
import type { Intent } from "./intent";
import type { Test } from "./language";
import { opens } from "./opens";
import type { Budget } from "./budget";
import { admittedToken, type Found, type Token } from "./witness";

/** One way in which a trust policy admits more GitHub tokens than it is meant to. */
export interface Excess {
  /** Within the document, such as `Statement[0].Condition.StringLike["…:sub"][1]`. */
  readonly path: string;
  readonly problem: string;
  /** A token outside the intent. */
  readonly token?: Token;
  /** True where the document admits `token` only once somebody "repairs" what never matches today. */
  readonly repaired?: true;
  /** True where the answer hangs on a value that is not known yet. */
  readonly unknown?: true;
}

/** A statement under judgement, for the tokens of one issuer. */
export interface Case {
  readonly trust: TrustDocument;
  readonly statement: Statement;
  readonly issuer: string;
  readonly intent: Intent;
  readonly budget: Budget;
}

/** The finding, if a token shows it; also where no answer was to be had, since doubt widens. */
export function report(
  judged: Case,
  path: string,
  problem: string,
  tests: readonly Test[],
): Excess[] {
  const { trust, statement, issuer, budget } = judged;
  return shownBy(trust, admittedToken(trust, statement, issuer, tests, budget), path, problem);
}

/** The same for the answer of a search. */
export function shownBy(
  trust: TrustDocument,
  found: Found,
  path: string,
  problem: string,
): Excess[] {
  if (found === "none") return [];
  if (found === "not proven" || !opens(trust, found).opens) {
    return [{ path, problem: `${problem}, as far as can be told within the work allowed` }];
  }
  return [{ path, problem, token: found }];
}
