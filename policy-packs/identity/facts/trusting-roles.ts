import { readTrustDocument } from "../../../access/document";
import { glob } from "../../../access/glob";
import type { Test } from "../../../access/language";
import { readSubject } from "../../../access/subject";
import {
  type Entrance,
  mayEnter,
  subjectBeginnings,
  trustEntrances,
} from "../../../access/vault-compare";
import type { FactSource } from "../../lib/rule";
import { isCiRole } from "../ci-role";
import { ROLE } from "../trust";
import { type Attached, attachedBy, type HeldPower, powersOf } from "./permissions";
import { type Names, namesOf } from "./references";

/** A role that GitHub jobs may assume, or may turn out to. */
export interface TrustingRole extends Names {
  readonly name: string;
  readonly lane: string;
  /** As the resource has it: read again where it is needed, so that a fleet's roles fit into memory. */
  readonly trust: unknown;
  /** False where the trust policy is not known yet. */
  readonly known: boolean;
  /** The subjects that it names, where they are exact; undefined where some way in names others. */
  readonly subjects: readonly string[] | undefined;
  /** With one of these each subject that it admits begins, letter case aside. */
  readonly beginnings: readonly string[];
  readonly pullRequests: boolean;
  readonly powers: readonly HeldPower[];
  readonly attached: readonly Attached[];
}

/**
 * A job that a review or another event of a pull request starts names the merge ref. An environment may be called
 * `pull_request`: a job of a pull request names none.
 */
const PULL_REQUEST: readonly Test[] = [
  {
    claim: "sub",
    positive: true,
    globs: [glob("*:pull_request"), glob("*:pull_request:*"), glob("*:ref:refs/pull/*")],
    ifAbsent: false,
  },
  { claim: "environment", positive: true, globs: [], ifAbsent: true },
];

const NAMED_REF = /:ref:refs\/(?:heads|tags)\/[^:*?]+$/;

/** Whether all subjects end in one branch or tag: a job of a pull request names `refs/pull/…`, if any. */
function namesRef({ tests }: Entrance): boolean {
  return tests.some(
    ({ claim, positive, ifAbsent, globs }) =>
      claim === "sub" &&
      positive &&
      !ifAbsent &&
      globs.length > 0 &&
      globs.every(({ text }) => NAMED_REF.test(text)),
  );
}

export const trustingRoles: FactSource<TrustingRole> = {
  appliesTo: [ROLE],
  read(role, { lane }) {
    const ci = isCiRole(role);
    if (ci === false) return undefined;
    const trust = role.props["assumeRolePolicy"];
    const entrances = entrancesOf(trust);
    const subjects = subjectsOf(entrances);
    return {
      ...namesOf(role, "name", "arn"),
      name: role.name,
      lane,
      trust,
      known: ci === true,
      subjects,
      beginnings: subjectBeginnings(entrances),
      pullRequests:
        !subjects?.every((subject) => !isPullRequest(subject)) &&
        mayEnter(
          entrances.filter((way) => mayAskRequests(way) && !namesRef(way)),
          PULL_REQUEST,
        ),
      powers: powersOf(role),
      attached: attachedBy(role),
    };
  },
};

/** The ways in; none where the document cannot be read, which other rules report. */
export function entrancesOf(trust: unknown): readonly Entrance[] {
  return trustEntrances(readTrustDocument(trust));
}

function subjectsOf(entrances: readonly Entrance[]): string[] | undefined {
  const exact = entrances.map(({ tests }) =>
    tests.find(
      ({ claim, positive, ifAbsent, globs }) =>
        claim === "sub" &&
        positive &&
        !ifAbsent &&
        globs.every((each) => each.exact && !each.ignoreCase),
    ),
  );
  if (exact.some((test) => test === undefined)) return undefined;
  return exact.flatMap((test) => test?.globs.map(({ text }) => text) ?? []);
}

function isPullRequest(subject: string): boolean {
  return readSubject(subject)?.pullRequest ?? false;
}

/** False where the way in names exact subjects, none of them of a pull request: every token of GitHub has a subject. */
function mayAskRequests({ tests }: Entrance): boolean {
  return !tests.some(
    ({ claim, positive, globs }) =>
      claim === "sub" &&
      positive &&
      globs.every(({ exact, ignoreCase, text }) => exact && !ignoreCase && !isPullRequest(text)),
  );
}

/** Whether two roles name exact subjects and have none in common, as most do: told without a search. */
export function areApart(one: TrustingRole, other: TrustingRole): boolean {
  const { subjects } = other;
  return subjects !== undefined && !!one.subjects?.every((each) => !subjects.includes(each));
}
