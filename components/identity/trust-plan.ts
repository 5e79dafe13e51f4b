import type { Account } from "../lib/partitions";
import { shown } from "../lib/shown";
import { type Admitted, trustDocument } from "./aws-trust";
import { type JobClaims, jobsOf, subjects } from "./claims";

/** IAM's default quota on a trust policy, in characters that are not white space, and the most it is raised to. */
export const TRUST_POLICY_CHARACTERS = 2048;
const MOST_CHARACTERS = 8192;

/** How a trust policy stands to IAM's quota. */
export interface TrustSize {
  /** Of the whole document, without white space between its parts. */
  readonly characters: number;
  readonly subjects: number;
  /** How many of the subjects fit, taken in their order. */
  readonly fitting: number;
}

/** Measures the trust policy of a job, or of several that share a role. */
export function trustSize(
  claims: JobClaims | readonly JobClaims[],
  account: Account,
  characters: number = TRUST_POLICY_CHARACTERS,
): TrustSize {
  const single: Admitted[] = jobsOf(claims).flatMap((job) =>
    subjects(job).map((subject) => ({ claims: job, subjects: [subject] })),
  );
  const size = (count: number) =>
    JSON.stringify(trustDocument(single.slice(0, count), account)).length;
  let [fitting, beyond] = [0, single.length + 1];
  while (beyond - fitting > 1) {
    const middle = Math.floor((fitting + beyond) / 2);
    if (size(middle) <= characters) fitting = middle;
    else beyond = middle;
  }
  return { characters: size(single.length), subjects: single.length, fitting };
}

/** Why IAM would refuse the document for its size; nothing when it fits. */
export function trustSizeProblems(
  claims: JobClaims | readonly JobClaims[],
  account: Account,
  characters: number = TRUST_POLICY_CHARACTERS,
): string[] {
  const size = trustSize(claims, account, characters);
  if (size.fitting === size.subjects) return [];
  const jobs = jobsOf(claims).length;
  return [
    `the trust policy has ${size.characters} characters and IAM takes ${characters}; ${size.fitting} of its ` +
      `${size.subjects} subjects fit. ` +
      (jobs > 1
        ? "Put the others under another word of identity.TrustRoles, which makes them a role of their own"
        : "Make one role for each subject, or shorten the name in claims.scope"),
  ];
}

export function quotaProblems(field: string, characters: unknown): string[] {
  const holds =
    Number.isInteger(characters) &&
    Number(characters) >= TRUST_POLICY_CHARACTERS &&
    Number(characters) <= MOST_CHARACTERS;
  if (holds) return [];
  return [
    `${field} must be the account's quota on a trust policy, ${TRUST_POLICY_CHARACTERS} to ${MOST_CHARACTERS} ` +
      `characters, got ${shown(characters)}`,
  ];
}
