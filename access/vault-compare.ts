import { githubIssuersOf } from "./exactness";
import { distinct } from "./distinct";
import type { TrustDocument } from "./document";
import { foldCase, type Glob } from "./glob";
import { GITHUB } from "./issuers";
import type { Test } from "./language";
import { Latest } from "./latest";
import { requirementsOf } from "./requirements";
import { type Allowance, Budget } from "./budget";
import { type VaultRole, vaultTests } from "./vault";
import { denials, type Found, mayPass, tokenBeyond } from "./witness";

/**
 * One way in for GitHub tokens, whether a statement of a trust policy or a Vault role: tokens of the issuer that pass
 * all tests, save those that pass all of some conjunction in `denied`.
 */
export interface Entrance {
  readonly issuer: string;
  readonly tests: readonly Test[];
  readonly denied: readonly (readonly Test[])[];
}

/** The ways in that a trust policy has for GitHub tokens. Its Deny statements bind all of them. */
export function trustEntrances(trust: TrustDocument): readonly Entrance[] {
  return entrances.get(trust) ?? entrances.set(trust, findEntrances(trust));
}

const entrances = new Latest<TrustDocument, readonly Entrance[]>(16);

function findEntrances(trust: TrustDocument): Entrance[] {
  return trust.statements.flatMap((statement) =>
    githubIssuersOf(statement).flatMap((issuer) => {
      const { tests, impossible } = requirementsOf(statement, issuer);
      if (impossible !== undefined) return [];
      return [{ issuer, tests, denied: denials(trust, issuer) }];
    }),
  );
}

/** The way in that a Vault role has, on a mount that trusts the issuer. */
export function vaultEntrance(role: VaultRole, issuer: string = GITHUB): Entrance {
  return { issuer, tests: vaultTests(role), denied: [] };
}

/**
 * Texts with one of which the subject of every token begins that enters by one of the ways, without letter case; the
 * empty text where some way asks for no subject.
 */
export function subjectBeginnings(entrances: readonly Entrance[]): readonly string[] {
  const found = entrances.flatMap(({ tests }) => {
    const subject = tests.find((test) => test.claim === "sub" && demands(test));
    return subject?.globs.map(({ prefix }) => foldCase(prefix)) ?? [""];
  });
  return distinct(found);
}

/** A token that enters by one of `some` and by one of `others`. Several searches may share one allowance. */
export function sharedToken(
  some: readonly Entrance[],
  others: readonly Entrance[],
  allowance?: Allowance,
): Found {
  return firstOf(
    some.flatMap((one) =>
      others
        .filter(({ issuer }) => sameIssuer(issuer, one.issuer))
        .filter((other) => !surelyApart(one.tests, other.tests))
        .map(
          (other) => () =>
            tokenBeyond(
              [...one.tests, ...other.tests],
              [...one.denied, ...other.denied],
              one.issuer,
              new Budget(allowance),
            ),
        ),
    ),
  );
}

/**
 * A token that enters by one of `some` and by none of `others`. The audience is no part of the comparison, because a
 * job asks for another one at each door; nor is the event, which follows from the subject.
 */
export function tokenOnlyIn(
  some: readonly Entrance[],
  others: readonly Entrance[],
  allowance?: Allowance,
): Found {
  const doors = others.map(withoutDoor);
  return firstOf(
    some.map(withoutDoor).flatMap(({ issuer, tests, denied }) => {
      const same = doors.filter((other) => sameIssuer(other.issuer, issuer));
      const closed = same.flatMap((other) => other.denied);
      const search = (wanted: readonly Test[], excluded: readonly (readonly Test[])[]) => () =>
        tokenBeyond(wanted, excluded, issuer, new Budget(allowance));
      return [
        search(tests, [...denied, ...same.map((other) => other.tests)]),
        ...closed.map((all) => search([...tests, ...all], denied)),
      ];
    }),
  );
}

/** Whether some token may enter by one of the ways that passes the further tests. In doubt one may. */
export function mayEnter(entrances: readonly Entrance[], further: readonly Test[]): boolean {
  return entrances.some(({ issuer, tests, denied }) =>
    mayPass([...tests, ...further], denied, issuer),
  );
}

const DOOR = ["aud", "event_name"];

function withoutDoor({ issuer, tests, denied }: Entrance): Entrance {
  return { issuer, tests: tests.filter(({ claim }) => !DOOR.includes(claim)), denied };
}

function sameIssuer(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether some claim can have no value that both ask for, as far as shows without a search: the common case. */
function surelyApart(some: readonly Test[], others: readonly Test[]): boolean {
  return some
    .filter(demands)
    .some((one) =>
      others
        .filter((other) => other.claim === one.claim && demands(other))
        .some(
          (other) => !one.globs.some((each) => other.globs.some((glob) => mayMeet(each, glob))),
        ),
    );
}

/** Whether a token without the claim, or with a value that no pattern matches, is refused. */
function demands({ positive, ifAbsent }: Test): boolean {
  return positive && !ifAbsent;
}

/** Whether one text may match both: certain where either is exact, else judged by how they begin and end. */
function mayMeet(one: Glob, other: Glob): boolean {
  if (one.exact && !one.ignoreCase) return other.matches(one.text);
  if (other.exact && !other.ignoreCase) return one.matches(other.text);
  const [begins, begin] = [foldCase(one.prefix), foldCase(other.prefix)];
  const [ends, end] = [foldCase(one.suffix), foldCase(other.suffix)];
  return (
    (begins.startsWith(begin) || begin.startsWith(begins)) &&
    (ends.endsWith(end) || end.endsWith(ends))
  );
}

function firstOf(searches: readonly (() => Found)[]): Found {
  let answer: Found = "none";
  for (const search of searches) {
    const found = search();
    if (typeof found !== "string") return found;
    if (found === "not proven") answer = found;
  }
  return answer;
}
